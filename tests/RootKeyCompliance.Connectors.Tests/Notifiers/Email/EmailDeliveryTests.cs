
namespace RootKeyCompliance.Tests;

/// <summary>What becomes of a mail: taken, refused, tried again, given up.</summary>
public sealed class EmailDeliveryTests
{
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "CONNECT", "554 5.7.1 you are on a list", "MessageRefused" },
        { "MAIL", "550 5.7.60 not your address", "SenderRefused" },
        { "MAIL", "553 5.1.8 no such domain", "SenderRefused" },
        { "MAIL", "530 5.7.0 log in first", "SmtpLoginFailed" },
        { "MAIL", "552 5.3.4 too large", "MessageRefused" },
        { "RCPT", "550 5.1.1 unknown", "RecipientsRefused" },
        { "DATA", "554 5.7.1 no", "MessageRefused" },
        { ".", "554 5.7.1 looks like spam", "MessageRefused" },
        { ".", "552 5.2.2 full", "MessageRefused" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_permanent_refusal_is_not_tried_again(string command, string answer, string errorId)
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => Verb(heard) == command ? new SmtpAnswer(answer) : null });

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal((errorId, 1, 0), (outcome.Fault?.ErrorId, outcome.Parts, outcome.PartsDelivered));
        Assert.Empty(outcome.RefusedRecipients);
        Assert.Empty(outcome.MessageIds);
        Assert.Equal(1, lab.Server.Connections);
    }

    [Theory]
    [InlineData("CONNECT", "421 4.3.2 busy")]
    [InlineData("MAIL", "451 4.3.0 not now")]
    [InlineData("MAIL", "452 4.3.1 no room")]
    [InlineData("RCPT", "450 4.2.0 greylisted")]
    [InlineData("DATA", "421 4.3.0 going down")]
    [InlineData(".", "451 4.3.0 not now")]
    public async Task A_temporary_refusal_is_tried_again(string command, string answer)
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, number) => number < 3 && Verb(heard) == command ? new SmtpAnswer(answer) : null });

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Null(outcome.Fault);
        Assert.Equal(3, lab.Server.Connections);
        Assert.Single(lab.Server.Mails);
        Assert.Equal(2, lab.Time.Pauses.Count);
        Assert.All(lab.Time.Pauses, pause => Assert.InRange(pause, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("MAIL", "451 4.3.0 not now", "NotifierServiceFailure")]
    [InlineData("RCPT", "450 4.2.0 greylisted", "RecipientsRefused")]
    public async Task Retries_come_to_an_end(string command, string answer, string errorId)
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => Verb(heard) == command ? new SmtpAnswer(answer) : null });

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal((errorId, 0), (outcome.Fault?.ErrorId, outcome.PartsDelivered));
        Assert.Equal(lab.Patience.Retries + 1, lab.Server.Connections);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_connection_that_breaks_before_the_mail_is_sent_is_made_again(string command)
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, number) => number == 1 && Verb(heard) == command ? SmtpAnswer.Drop : null });

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);
        Assert.Equal(2, lab.Server.Connections);
        Assert.Single(lab.Server.Mails);
    }

    [Fact]
    public async Task A_handshake_that_breaks_is_made_again()
    {
        await using var lab = new EmailLab(new SmtpScript
        {
            Security = CisMailSecurity.StartTls,
            On = (heard, number) => number == 1 && heard == "STARTTLS" ? SmtpAnswer.Drop : null,
        });

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);
        Assert.Equal(2, lab.Server.Connections);
    }

    [Fact]
    public async Task A_mail_that_may_have_been_taken_is_not_sent_twice()
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => heard == "." ? SmtpAnswer.Drop : null });

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal(("DeliveryUnconfirmed", 0), (outcome.Fault?.ErrorId, outcome.PartsDelivered));
        Assert.Equal(1, lab.Server.Connections);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_mail_is_taken_changes_nothing()
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => heard == "QUIT" ? SmtpAnswer.Drop : null });

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);
        Assert.Equal(1, lab.Server.Connections);
    }

    [Fact]
    public async Task A_server_that_never_answers_QUIT_is_left()
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => heard == "QUIT" ? SmtpAnswer.Hang : null });
        var sending = lab.SendAsync(SampleDigests.Small);
        await lab.Server.Hanging;

        Assert.Null((await lab.Time.PassAsync(sending, TimeSpan.FromSeconds(2))).Fault);
    }

    [Fact]
    public async Task A_port_without_a_server_is_unreachable()
    {
        int port;
        await using (var gone = new ScriptedSmtpServer(new SmtpScript()))
        {
            port = gone.Port;
        }

        await using var lab = new EmailLab(new SmtpScript());
        lab.Notifier = lab.Notifier.With(NotifierSetting.Port, $"{port}");

        Assert.Equal("NotifierUnreachable", (await lab.SendAsync(SampleDigests.Small)).Fault?.ErrorId);
    }

    [Theory]
    [InlineData(CisMailSecurity.None, "MAIL", "DeliveryTimedOut")]
    [InlineData(CisMailSecurity.StartTls, "STARTTLS", "DeliveryTimedOut")]
    [InlineData(CisMailSecurity.None, ".", "DeliveryUnconfirmed")]
    public async Task A_server_that_never_answers_times_out(CisMailSecurity security, string command, string errorId)
    {
        await using var lab = new EmailLab(new SmtpScript { Security = security, On = (heard, _) => Verb(heard) == command ? SmtpAnswer.Hang : null });
        var sending = lab.SendAsync(SampleDigests.Small);
        await lab.Server.Hanging;

        // The limit of an attempt, again and again until that of the message.
        var outcome = await lab.Time.PassAsync(sending, TimeSpan.FromSeconds(31));

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Empty(lab.Server.Mails);
    }

    [Theory]
    [InlineData(CisMailSecurity.None, "CONNECT")]
    [InlineData(CisMailSecurity.StartTls, "STARTTLS")]
    [InlineData(CisMailSecurity.None, "DATA")]
    [InlineData(CisMailSecurity.None, ".")]
    public async Task A_cancelled_delivery_ends_at_once(CisMailSecurity security, string command)
    {
        await using var lab = new EmailLab(new SmtpScript { Security = security, On = (heard, _) => Verb(heard) == command ? SmtpAnswer.Hang : null });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sending = lab.SendAsync(SampleDigests.Small, stop.Token);
        await lab.Server.Hanging;

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData("550 5.1.1 unknown")]
    [InlineData("450 4.2.0 greylisted")]
    public async Task A_refused_recipient_does_not_keep_the_mail_from_the_others(string answer)
    {
        foreach (var extensions in new[] { new[] { "PIPELINING" }, [] })
        {
            await using var lab = new EmailLab(new SmtpScript
            {
                Extensions = extensions,
                On = (heard, _) => heard.Contains("gone", StringComparison.Ordinal) ? new SmtpAnswer(answer) : null,
            });
            lab.Notifier = EmailLab.NotifierFor(
                new SmtpScript(), lab.Server.Port,
                (NotifierSetting.To, ["ann@example.org", "\"Gone, Ben\" <gone@example.org>"]), (NotifierSetting.Bcc, ["carl@example.org", "gone2@example.org"]));

            var outcome = await lab.SendAsync(SampleDigests.Small);

            Assert.Null(outcome.Fault);
            Assert.Equal(1, outcome.PartsDelivered);
            Assert.Equal(["gone@example.org", "gone2@example.org"], outcome.RefusedRecipients);
            Assert.Equal(["ann@example.org", "carl@example.org"], Assert.Single(lab.Server.Mails).Recipients);
            Assert.Equal(1, lab.Server.Connections);
        }
    }

    [Fact]
    public async Task Each_recipient_gets_the_mail_once_and_Bcc_is_not_in_it()
    {
        await using var lab = new EmailLab(new SmtpScript());
        lab.Notifier = EmailLab.NotifierFor(
            new SmtpScript(), lab.Server.Port,
            (NotifierSetting.From, ["Alerts <alerts@example.com>"]), (NotifierSetting.To, ["Ann <ann@example.org>, bob@example.org"]),
            (NotifierSetting.Cc, ["carl@example.org", "ANN@example.org"]), (NotifierSetting.Bcc, ["secret@example.org", "bob@example.org"]));

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);

        var mail = Assert.Single(lab.Server.Mails);
        Assert.Equal(["ann@example.org", "bob@example.org", "carl@example.org", "secret@example.org"], mail.Recipients);
        Assert.DoesNotContain("secret", mail.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\nBcc", mail.Headers, StringComparison.OrdinalIgnoreCase);
        var message = mail.Parse();
        Assert.Equal(("\"Alerts\" <alerts@example.com>", "\"Ann\" <ann@example.org>, bob@example.org"), ($"{message.From}", $"{message.To}"));
    }

    [Theory]
    [InlineData("from", "a@example.com, b@example.com")]
    [InlineData("to", "ann@@example.org")]
    [InlineData("cc", "nobody")]
    public async Task An_invalid_address_is_refused_before_anything_is_sent(string setting, string text)
    {
        await using var lab = new EmailLab(new SmtpScript());
        var known = NotifierSetting.Of(CisNotifierKind.Email).Single(candidate => candidate.Name == setting);
        lab.Notifier = lab.Notifier.With(known, text);

        var fault = await Assert.ThrowsAsync<CisException>(() => lab.SendAsync(SampleDigests.Small));

        Assert.Equal("NotifierInvalid", fault.Fault.ErrorId);
        Assert.Equal(0, lab.Server.Connections);
    }

    [Fact]
    public async Task Thousands_of_lines_are_a_few_mails_and_none_is_lost()
    {
        await using var lab = new EmailLab(new SmtpScript());
        var digest = SampleRemovals.Digest(
            CisNotificationLevel.Info, SampleRemovals.Many(2_500, "漢字 & <co>"), SampleDigests.Failing(2_000));

        var outcome = await lab.SendAsync(digest);

        Assert.Equal((null, 3, 3), (outcome.Fault, outcome.Parts, outcome.PartsDelivered));
        Assert.Equal("(1 of 3) (2 of 3) (3 of 3)", Labels(lab));
        Assert.Equal(outcome.MessageIds, lab.Server.Mails.Select(mail => mail.Parse().MessageId), StringComparer.Ordinal);
        Assert.Equal(3, outcome.MessageIds.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            lab.Server.Mails.Select((_, index) => $"{digest.Title} ({index + 1} of 3)"), lab.Server.Mails.Select(mail => mail.TextLines[0]), StringComparer.Ordinal);
        Assert.Equal(
            digest.Messages.Skip(1).Select(line => line.Text), lab.Server.Mails.SelectMany(mail => mail.TextLines.Skip(1)), StringComparer.Ordinal);
        Assert.All(lab.Server.Mails, mail => Assert.InRange(mail.Text.Length, 1, 5_000_000));
    }

    [Fact]
    public async Task Long_names_come_in_mails_that_servers_take()
    {
        await using var lab = new EmailLab(new SmtpScript { Size = 5_000_000 });

        var outcome = await lab.SendAsync(
            SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.Many(300, string.Concat(Enumerable.Repeat("漢😀", 5_000)))));

        Assert.Null(outcome.Fault);
        Assert.True(outcome.Parts > 1);
    }

    [Fact]
    public async Task A_delivery_continues_after_the_mails_that_were_taken()
    {
        var digest = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(4_500));
        await using var lab = new EmailLab(new SmtpScript { On = (heard, number) => number == 2 && heard == "." ? new SmtpAnswer("554 no") : null });

        var first = await lab.SendAsync(digest);
        Assert.Equal(("MessageRefused", 1), (first.Fault?.ErrorId, first.PartsDelivered));
        var rest = await lab.SendAsync(digest, alreadyDelivered: 1);

        Assert.Equal((null, 3), (rest.Fault, rest.PartsDelivered));
        Assert.Equal("(1 of 3) (2 of 3) (3 of 3)", Labels(lab));
    }

    private static string Labels(EmailLab lab) => string.Join(' ', lab.Server.Mails.Select(mail => mail.Subject[^8..]));

    private static string Verb(string command) => command.Split(' ')[0];
}
