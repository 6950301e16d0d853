using System.Management.Automation;

namespace RootKeyCompliance.Tests;

public sealed class MailModuleTests : IDisposable
{
    private const string Failed = "DeliveryFailed,RootKeyCompliance.Commands.SendCisNotificationCommand";

    private readonly ModuleSession _session = ModuleSession.Open().With("finding", SampleDigests.Small.Findings[0]);

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task The_receipt_of_a_mail_has_its_recipients_and_its_id()
    {
        await using var lab = new EmailLab(new SmtpScript { Login = (EmailLab.User, EmailLab.Password) });

        var run = _session.With("mail", lab.Notifier).Run("$finding | Send-CisNotification $mail");

        Assert.Empty(run.Errors);
        var receipt = Receipt(run);
        Assert.Equal((CisDeliveryStatus.Accepted, CisNotifierKind.Email, "ann@example.org"), (receipt.Status, receipt.Kind, receipt.Target));
        Assert.Equal(Assert.Single(lab.Server.Mails).Parse().MessageId, Assert.Single(receipt.MessageIds));
    }

    [Fact]
    public async Task Each_recipient_gets_each_mail_once_when_refused_mails_and_recipients_are_sent_again()
    {
        var isOut = true;
        await using var lab = new EmailLab(new SmtpScript
        {
            On = (heard, connection) => !Volatile.Read(ref isOut) ? null
                : heard.Contains("ben@", StringComparison.OrdinalIgnoreCase) ? new SmtpAnswer("552 5.2.2 full")
                : connection == 2 && heard.StartsWith("MAIL", StringComparison.Ordinal) ? new SmtpAnswer("550 5.7.60 no")
                : null,
        });
        lab.Notifier = EmailLab.NotifierFor(
            new SmtpScript(), lab.Server.Port, (NotifierSetting.To, ["Ann <ann@example.org>, Ben <BEN@example.org>"]), (NotifierSetting.Bcc, ["carl@example.org"]));

        var run = _session.With("mail", lab.Notifier).With("many", SampleDigests.Failing(2_500).ToArray()).Run("$many | Send-CisNotification $mail -ErrorVariable failed");
        Assert.Equal([Failed, Failed], run.ErrorIds);
        Volatile.Write(ref isOut, false);
        var again = _session.Run("$failed.TargetObject | Send-CisNotification");

        Assert.Empty(again.Errors);
        var taken = lab.Server.Mails.SelectMany(mail => mail.Recipients.Select(recipient => $"{recipient.ToLowerInvariant()} {mail.Parse().MessageId}")).ToList();
        Assert.Equal(6, taken.Count);
        Assert.Equal(6, taken.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(2, taken.Select(mail => mail.Split(' ')[1]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_mail_that_fails_is_one_error_and_the_topic_still_gets_the_digest()
    {
        await using var mail = new EmailLab(new SmtpScript { On = (heard, _) => heard.StartsWith("MAIL", StringComparison.Ordinal) ? new SmtpAnswer("550 5.7.60 no") : null });
        await using var topic = await SnsLab.StartAsync();

        var run = _session.With("mail", mail.Notifier).With("topic", topic.Notifier).Run("$finding | Send-CisNotification $mail, $topic, default");

        Assert.Equal([Failed], run.ErrorIds);
        Assert.Equal("SenderRefused Delivered", string.Join(' ', Receipts(run).Select(receipt => receipt.ErrorId ?? $"{receipt.Status}")));
        Assert.Single(topic.Topic.Published);
        Assert.Equal(3, run.HostLines.Count);
    }

    [Theory]
    [InlineData(CisNotifierKind.Email)]
    [InlineData(CisNotifierKind.Sns)]
    public async Task Ctrl_C_ends_a_delivery_at_once(CisNotifierKind kind)
    {
        await using var mail = new EmailLab(new SmtpScript { On = (heard, _) => heard == "." ? SmtpAnswer.Hang : null });
        await using var topic = await SnsLab.StartAsync();
        topic.Aws.Faults.Always("Publish", FakeFault.Stall);
        using var running = _session.With("notifier", kind == CisNotifierKind.Email ? mail.Notifier : topic.Notifier).Start("$finding | Send-CisNotification $notifier");
        await (kind == CisNotifierKind.Email ? mail.Server.Hanging : topic.Aws.Requests.WaitForRequestAsync("Publish", TestContext.Current.CancellationToken));

        var clock = System.Diagnostics.Stopwatch.StartNew();
        running.Stop();

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(PSInvocationState.Stopped, running.State);
    }

    /// <summary>In a child process: the system's store is read once per process. An unknown authority is refused: EmailSecurityTests.</summary>
    [Fact]
    public async Task An_authority_in_the_systems_store_is_trusted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SSL_CERT_FILE is Linux's way.");
        using var folder = new TemporaryFolder();
        var authority = folder.Write("authority.pem", TestCertificates.Roots[0].ExportCertificatePem());
        await using var server = new ScriptedSmtpServer(new SmtpScript { Security = CisMailSecurity.StartTls });

        var run = await ModuleProcess.RunAsync(
            $$"""
            $mail = New-CisNotifier -Email -SmtpServer localhost -Port {{server.Port}} -From a@example.com -To b@example.com
            @{ AccountAccessKeysPresent = 1 } | Test-CisRootAccessKey -AccountId 111122223333 | Send-CisNotification $mail
            """,
            ("SSL_CERT_FILE", authority));

        Assert.Equal("", run.Error);
        Assert.Single(server.Mails);
    }

    private static CisDelivery Receipt(SessionRun run) => Assert.Single(Receipts(run));

    private static List<CisDelivery> Receipts(SessionRun run)
        => [.. run.Information.Where(record => record.Tags.Contains(CisDelivery.Tag)).Select(record => (CisDelivery)record.MessageData)];
}
