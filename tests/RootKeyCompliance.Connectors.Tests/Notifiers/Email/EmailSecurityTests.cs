using RootKeyCompliance.Connectors.Notifiers;

namespace RootKeyCompliance.Tests;

/// <summary>What is said on which connection, and to whom.</summary>
public sealed class EmailSecurityTests
{
    private static (string, string)? Login => (EmailLab.User, EmailLab.Password);

    [Theory]
    [InlineData(CisMailSecurity.StartTls, "PLAIN LOGIN")]
    [InlineData(CisMailSecurity.StartTls, "LOGIN")]
    [InlineData(CisMailSecurity.Tls, "PLAIN")]
    [InlineData(CisMailSecurity.None, "PLAIN")]
    public async Task Mail_goes_out_over_every_kind_of_connection(CisMailSecurity security, string mechanisms)
    {
        await using var lab = new EmailLab(new SmtpScript { Security = security, Login = Login, Mechanisms = mechanisms });

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Null(outcome.Fault);
        Assert.Equal((1, 1, true), (outcome.Parts, outcome.PartsDelivered, outcome.IsAcceptedOnly));
        var mail = Assert.Single(lab.Server.Mails);
        Assert.Equal(("alerts@example.com", "ann@example.org", security != CisMailSecurity.None), (mail.Sender, Assert.Single(mail.Recipients), mail.IsEncrypted));
        Assert.Equal(Assert.Single(outcome.MessageIds), mail.Parse().MessageId);
        if (security != CisMailSecurity.None)
        {
            Assert.Equal(
                security == CisMailSecurity.StartTls ? "clear:EHLO [127.0.0.1] clear:STARTTLS" : "",
                string.Join(' ', lab.Server.Commands.Where(command => command.StartsWith("clear:", StringComparison.Ordinal))));
        }
    }

    [Fact]
    public async Task Without_a_user_there_is_no_login()
    {
        await using var lab = new EmailLab(new SmtpScript { Security = CisMailSecurity.StartTls });

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);
        Assert.DoesNotContain(lab.Server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_without_STARTTLS_is_sent_nothing()
    {
        await using var lab = new EmailLab(new SmtpScript { Security = CisMailSecurity.StartTls, OffersStartTls = false, Login = Login });

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal("SmtpTlsFailed", outcome.Fault?.ErrorId);
        Assert.Equal(1, lab.Server.Connections);
        Assert.Equal("clear:EHLO [127.0.0.1]", Assert.Single(lab.Server.Commands, command => command != "clear:QUIT"));
        Assert.Empty(lab.Server.Mails);
    }

    [Theory]
    [InlineData("STARTTLS", "454 4.7.0 TLS not available", "NotifierServiceFailure")]
    [InlineData("STARTTLS", "501 5.5.4 no", "MessageRefused")]
    public async Task A_server_that_refuses_STARTTLS_is_sent_nothing_more(string command, string answer, string errorId)
    {
        await using var lab = new EmailLab(new SmtpScript
        {
            Security = CisMailSecurity.StartTls,
            Login = Login,
            On = (heard, _) => heard == command ? new SmtpAnswer(answer) : null,
        });

        Assert.Equal(errorId, (await lab.SendAsync(SampleDigests.Small)).Fault?.ErrorId);
        Assert.All(lab.Server.Commands, heard => Assert.True(heard is "clear:EHLO [127.0.0.1]" or "clear:STARTTLS" or "clear:QUIT", heard));
    }

    [Theory]
    [InlineData(CisMailSecurity.StartTls)]
    [InlineData(CisMailSecurity.Tls)]
    public async Task A_certificate_of_an_unknown_authority_is_refused(CisMailSecurity security)
    {
        await using var lab = new EmailLab(new SmtpScript { Security = security, Login = Login });

        // The way that users have: nobody but the system's own authorities.
        var outcome = await NotificationDelivery.SendAsync(
            lab.Notifier, SampleDigests.Small, 0, lab.Patience, lab.Log, TestContext.Current.CancellationToken);

        Assert.Equal("SmtpTlsFailed", outcome.Fault?.ErrorId);
        Assert.Contains("this machine does not know its certificate's issuer", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.Server.Commands, command => !command.StartsWith("clear:", StringComparison.Ordinal));
        Assert.Equal(1, lab.Server.Connections);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        using var certificate = TestCertificates.Make("mail.example.com", DateTimeOffset.UtcNow.AddDays(30));
        await using var lab = new EmailLab(new SmtpScript { Security = CisMailSecurity.StartTls, Certificate = certificate });

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal("SmtpTlsFailed", outcome.Fault?.ErrorId);
        Assert.Contains("its certificate is for another name", outcome.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused()
    {
        using var certificate = TestCertificates.Make("localhost", DateTimeOffset.UtcNow.AddDays(-1));
        await using var lab = new EmailLab(new SmtpScript { Security = CisMailSecurity.Tls, Certificate = certificate });

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal("SmtpTlsFailed", outcome.Fault?.ErrorId);
        Assert.Contains("its certificate has expired or is not valid yet", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Empty(lab.Server.Mails);
    }

    [Fact]
    public async Task TLS_from_the_first_byte_fails_at_a_server_that_greets_in_the_clear()
    {
        await using var lab = new EmailLab(new SmtpScript { Security = CisMailSecurity.None });
        lab.Notifier = lab.Notifier.With(NotifierSetting.Security, "tls");

        Assert.Equal("SmtpTlsFailed", (await lab.SendAsync(SampleDigests.Small)).Fault?.ErrorId);
        Assert.Empty(lab.Server.Mails);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("mail.example.com")]
    public void Without_TLS_only_this_machine_is_a_server(string host)
        => Assert.Equal("NotifierInvalid", Assert.Throws<CisException>(() => NotifierRules.Check(
            EmailLab.NotifierFor(new SmtpScript(), 25, (NotifierSetting.SmtpServer, [host])))).Fault.ErrorId);

    [Fact]
    public async Task Without_TLS_a_server_on_another_machine_is_not_connected_to()
    {
        await using var lab = new EmailLab(new SmtpScript());
        await using var service = new Connectors.Notifiers.Email.EmailService(
            lab.Notifier.With(NotifierSetting.SmtpServer, "192.0.2.1"), lab.Patience, Connectors.Notifiers.CertificateTrust.System);

        var outcome = await service.DeliverAsync(SampleDigests.Small, 0, lab.Log, TestContext.Current.CancellationToken);

        Assert.Equal("NotifierInvalid", outcome.Fault?.ErrorId);
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once()
    {
        await using var lab = new EmailLab(new SmtpScript { Security = CisMailSecurity.StartTls, Login = Login });
        lab.Notifier = lab.Notifier.With(NotifierSetting.SmtpPassword, "WRONGCANARY");

        var outcome = await lab.SendAsync(SampleDigests.Small);

        Assert.Equal("SmtpLoginFailed", outcome.Fault?.ErrorId);
        Assert.Equal(1, lab.Server.Connections);
        Assert.DoesNotContain("WRONGCANARY", lab.Said(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_fails_temporarily_is_tried_again()
    {
        await using var lab = new EmailLab(new SmtpScript
        {
            Security = CisMailSecurity.StartTls,
            Login = Login,
            On = (heard, number) => number == 1 && heard.StartsWith("AUTH", StringComparison.Ordinal) ? new SmtpAnswer("454 4.7.0 Temporary authentication failure") : null,
        });

        Assert.Null((await lab.SendAsync(SampleDigests.Small)).Fault);
        Assert.Equal(2, lab.Server.Connections);
    }

    [Fact]
    public async Task A_login_at_a_server_that_offers_none_fails()
    {
        await using var lab = new EmailLab(new SmtpScript { Security = CisMailSecurity.StartTls });
        lab.Notifier = EmailLab.NotifierFor(new SmtpScript { Security = CisMailSecurity.StartTls, Login = Login }, lab.Server.Port);

        Assert.Equal("SmtpLoginFailed", (await lab.SendAsync(SampleDigests.Small)).Fault?.ErrorId);
    }

    [Fact]
    public async Task A_server_that_requires_a_login_refuses_a_mail_without_one()
    {
        await using var lab = new EmailLab(new SmtpScript { Security = CisMailSecurity.StartTls, Login = Login });
        lab.Notifier = EmailLab.NotifierFor(new SmtpScript { Security = CisMailSecurity.StartTls }, lab.Server.Port);

        Assert.Equal("SmtpLoginFailed", (await lab.SendAsync(SampleDigests.Small)).Fault?.ErrorId);
    }

    /// <summary>As it is, encoded, in logins of other lengths, and where the part that is shown ends. At the login: SecretCanaryTests.</summary>
    [Theory]
    [InlineData("AUTH", "535")]
    [InlineData("MAIL", "550")]
    [InlineData(".", "550")]
    public async Task A_password_that_the_server_repeats_is_not_shown(string command, string code)
    {
        string[] logins = [EmailLab.Password, $"\0{EmailLab.User}\0{EmailLab.Password}", $"\0ann\0{EmailLab.Password}", $"\0an\0{EmailLab.Password}"];
        string[] forms =
        [
            EmailLab.Password, Uri.EscapeDataString(EmailLab.Password), new string('x', 990) + EmailLab.Password,
            .. logins.Select(login => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(login))),
        ];

        // Wherever the password begins in a login, its middle is one of three texts in base64.
        string[] traces =
        [
            "CANARY", .. Enumerable.Range(0, 3).Select(before
                => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(new string('\0', before) + EmailLab.Password))[4..14]),
        ];
        foreach (var form in forms)
        {
            await using var lab = new EmailLab(new SmtpScript
            {
                Login = Login,
                On = (heard, _) => heard.Split(' ')[0] == command ? new SmtpAnswer($"{code} you said {form} to me") : null,
            });

            var outcome = await lab.SendAsync(SampleDigests.Small);

            Assert.NotNull(outcome.Fault);
            var said = lab.Said(outcome);
            Assert.Contains("you said", said, StringComparison.Ordinal);
            Assert.All(traces, trace => Assert.DoesNotContain(trace, said, StringComparison.Ordinal));
        }
    }
}
