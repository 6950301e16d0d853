
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
    public async Task What_is_refused_for_good_is_not_tried_again(string command, string answer, string errorId)
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => Verb(heard) == command ? new SmtpAnswer(answer) : null });

        var outcome = await lab.SendAsync(SampleDigest.Short());

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
    public async Task What_is_refused_for_now_is_tried_again(string command, string answer)
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, number) => number < 3 && Verb(heard) == command ? new SmtpAnswer(answer) : null });

        var outcome = await lab.SendAsync(SampleDigest.Short());

        Assert.Null(outcome.Fault);
        Assert.Equal(3, lab.Server.Connections);
        Assert.Single(lab.Server.Mails);
        var pauses = lab.Time.Pauses.Where(pause => pause != TimeSpan.FromSeconds(2)).ToList();
        Assert.Equal(2, pauses.Count);
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("MAIL", "451 4.3.0 not now", "NotifierServiceFailure")]
    [InlineData("RCPT", "450 4.2.0 greylisted", "RecipientsRefused")]
    public async Task Retries_come_to_an_end(string command, string answer, string errorId)
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => Verb(heard) == command ? new SmtpAnswer(answer) : null });

        var outcome = await lab.SendAsync(SampleDigest.Short());

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

        Assert.Null((await lab.SendAsync(SampleDigest.Short())).Fault);
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

        Assert.Null((await lab.SendAsync(SampleDigest.Short())).Fault);
        Assert.Equal(2, lab.Server.Connections);
    }

    [Fact]
    public async Task A_mail_that_may_have_been_taken_is_not_sent_twice()
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => heard == "." ? SmtpAnswer.Drop : null });

        var outcome = await lab.SendAsync(SampleDigest.Short());

        Assert.Equal(("DeliveryUnconfirmed", 0), (outcome.Fault?.ErrorId, outcome.PartsDelivered));
        Assert.Equal(1, lab.Server.Connections);
    }

    [Fact]
    public async Task What_follows_a_mail_that_is_taken_changes_nothing()
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => heard == "QUIT" ? SmtpAnswer.Drop : null });

        Assert.Null((await lab.SendAsync(SampleDigest.Short())).Fault);
        Assert.Equal(1, lab.Server.Connections);
    }

    [Fact]
    public async Task A_server_that_never_says_goodbye_is_left()
    {
        await using var lab = new EmailLab(new SmtpScript { On = (heard, _) => heard == "QUIT" ? SmtpAnswer.Hang : null });

        Assert.Null((await lab.SendAsync(SampleDigest.Short())).Fault);
    }

    [Fact]
    public async Task Nobody_at_that_port()
    {
        int port;
        await using (var gone = new ScriptedSmtpServer(new SmtpScript()))
        {
            port = gone.Port;
        }

        await using var lab = new EmailLab(new SmtpScript());
        lab.Notifier = lab.Notifier.With(NotifierSetting.Port, $"{port}");

        Assert.Equal("NotifierUnreachable", (await lab.SendAsync(SampleDigest.Short())).Fault?.ErrorId);
    }

    [Theory]
    [InlineData(CisMailSecurity.None, "MAIL", "DeliveryTimedOut")]
    [InlineData(CisMailSecurity.StartTls, "STARTTLS", "DeliveryTimedOut")]
    [InlineData(CisMailSecurity.None, ".", "DeliveryUnconfirmed")]
    public async Task No_answer_in_time(CisMailSecurity security, string command, string errorId)
    {
        await using var lab = new EmailLab(new SmtpScript { Security = security, On = (heard, _) => Verb(heard) == command ? SmtpAnswer.Hang : null });
        var sending = lab.SendAsync(SampleDigest.Short());
        await lab.Server.Hanging;

        // The first attempt's limit; then whatever is left of the message's.
        while (!sending.IsCompleted)
        {
            lab.Time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.Equal(errorId, (await sending).Fault?.ErrorId);
        Assert.Empty(lab.Server.Mails);
    }

    [Theory]
    [InlineData(CisMailSecurity.None, "CONNECT")]
    [InlineData(CisMailSecurity.StartTls, "STARTTLS")]
    [InlineData(CisMailSecurity.None, "DATA")]
    [InlineData(CisMailSecurity.None, ".")]
    public async Task Who_stops_is_not_kept_waiting(CisMailSecurity security, string command)
    {
        await using var lab = new EmailLab(new SmtpScript { Security = security, On = (heard, _) => Verb(heard) == command ? SmtpAnswer.Hang : null });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sending = lab.SendAsync(SampleDigest.Short(), stop.Token);
        await lab.Server.Hanging;

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("550 5.1.1 unknown")]
    [InlineData("450 4.2.0 greylisted")]
    public async Task Who_is_refused_keeps_nobody_else_from_getting_it(string answer)
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

            var outcome = await lab.SendAsync(SampleDigest.Short());

            Assert.Null(outcome.Fault);
            Assert.Equal(1, outcome.PartsDelivered);
            Assert.Equal(["gone@example.org", "gone2@example.org"], outcome.RefusedRecipients);
            Assert.Equal(["ann@example.org", "carl@example.org"], Assert.Single(lab.Server.Mails).Recipients);
            Assert.Equal(1, lab.Server.Connections);
        }
    }

    [Fact]
    public async Task Everybody_gets_it_once_and_who_is_copied_in_secret_stays_so()
    {
        await using var lab = new EmailLab(new SmtpScript());
        lab.Notifier = EmailLab.NotifierFor(
            new SmtpScript(), lab.Server.Port,
            (NotifierSetting.From, ["Alerts <alerts@example.com>"]), (NotifierSetting.To, ["Ann <ann@example.org>, bob@example.org"]),
            (NotifierSetting.Cc, ["carl@example.org", "ANN@example.org"]), (NotifierSetting.Bcc, ["secret@example.org", "bob@example.org"]));

        Assert.Null((await lab.SendAsync(SampleDigest.Short())).Fault);

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
    public async Task An_address_that_cannot_be_one_is_refused_before_anything_is_sent(string setting, string text)
    {
        await using var lab = new EmailLab(new SmtpScript());
        var known = NotifierSetting.Of(CisNotifierKind.Email).Single(candidate => candidate.Name == setting);
        lab.Notifier = lab.Notifier.With(known, text);

        var fault = await Assert.ThrowsAsync<CisException>(() => lab.SendAsync(SampleDigest.Short()));

        Assert.Equal("NotifierInvalid", fault.Fault.ErrorId);
        Assert.Equal(0, lab.Server.Connections);
    }

    [Fact]
    public async Task A_digest_that_is_too_long_for_one_mail_comes_in_several()
    {
        await using var lab = new EmailLab(new SmtpScript());
        var digest = SampleDigest.Many(4_500);

        var outcome = await lab.SendAsync(digest);

        Assert.Equal((null, 3, 3), (outcome.Fault, outcome.Parts, outcome.PartsDelivered));
        Assert.Equal("(1 of 3) (2 of 3) (3 of 3)", Labels(lab));
        Assert.Equal(string.Join(' ', outcome.MessageIds), string.Join(' ', lab.Server.Mails.Select(mail => mail.Parse().MessageId)));
        Assert.Equal(3, outcome.MessageIds.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            string.Join('\n', digest.Messages.Skip(1).Select(line => line.Text)),
            string.Join('\n', lab.Server.Mails.SelectMany((mail, index) => Lines(mail, $"{digest.Title} ({index + 1} of 3)"))));
        Assert.All(lab.Server.Mails, mail => Assert.InRange(mail.Text.Length, 1, 5_000_000));
    }

    [Fact]
    public async Task Long_names_come_in_mails_that_servers_take()
    {
        await using var lab = new EmailLab(new SmtpScript { Size = 5_000_000 });

        var outcome = await lab.SendAsync(SampleDigest.Many(900, string.Concat(Enumerable.Repeat("漢😀", 5_000))));

        Assert.Null(outcome.Fault);
        Assert.True(outcome.Parts > 1);
    }

    [Fact]
    public async Task What_was_taken_before_is_not_sent_again()
    {
        var digest = SampleDigest.Many(4_500);
        await using var lab = new EmailLab(new SmtpScript { On = (heard, number) => number == 2 && heard == "." ? new SmtpAnswer("554 no") : null });

        var first = await lab.SendAsync(digest);
        Assert.Equal(("MessageRefused", 1), (first.Fault?.ErrorId, first.PartsDelivered));
        var rest = await lab.SendAsync(digest, alreadyDelivered: 1);

        Assert.Equal((null, 3), (rest.Fault, rest.PartsDelivered));
        Assert.Equal("(1 of 3) (2 of 3) (3 of 3)", Labels(lab));
    }

    private static IEnumerable<string> Lines(TakenMail mail, string first)
    {
        Assert.Equal(first, mail.TextLines[0]);
        return mail.TextLines.Skip(1);
    }

    private static string Labels(EmailLab lab) => string.Join(' ', lab.Server.Mails.Select(mail => mail.Subject[^8..]));

    private static string Verb(string command) => command.Split(' ')[0];
}
