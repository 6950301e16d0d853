using System.Collections;
using System.Management.Automation;
using System.Security;

namespace RootKeyCompliance.Tests;

/// <summary>Every secret that a notifier can have; the script makes, shows, stores and uses a notifier of each kind.</summary>
internal sealed class NotifierSecretLab : SecretLab
{
    private const string Account = "111122223333";
    private const int Services = 6;

    // The kinds of characters that such secrets have, or may have.
    private readonly Canary _slackPath = new("Slack's webhook", "{0}{1}");
    private readonly Canary _slackToken = new("Slack's token", "xoxb-{0}/+\"{1}");
    private readonly Canary _teamsSignature = new("Teams' signature", "{0}%2F%2B%22{1}%3D");
    private readonly Canary _hookPath = new("the webhook's path", "{0}%2B'{1}");
    private readonly Canary _hookQuery = new("the webhook's query", "{0}%2F%26+{1}");
    private readonly Canary _signingKey = new("the signing key", "{0}/+=<\"ü\\{1}");
    private readonly Canary _mailPassword = new("the mail server's password", "{0}/+ \"ü\\{1}");
    private readonly Canary _accessKey = new("the access key's id", "AKIA{0}{1}");
    private readonly Canary _secretKey = new("the secret key", "{0}/+{1}");
    private readonly Canary _sessionToken = new("the session token", "{0}/+{1}==");
    private FakeServices _web = null!;
    private ScriptedSmtpServer _mail = null!;
    private FakeAws _aws = null!;

    internal override IReadOnlyList<Canary> Secrets =>
    [
        _slackPath, _slackToken, _teamsSignature, _hookPath, _hookQuery, _signingKey, _mailPassword, _accessKey, _secretKey, _sessionToken,
    ];

    internal override string Script => Vault + AllStreams +
        """
        $made = @(
            New-CisNotifier -Slack -WebhookUrl $given.slack @all
            New-CisNotifier -Slack -Token $given.token -Channel C1 -ApiUrl $api @all
            New-CisNotifier -Teams -WebhookUrl $given.teams @all
            New-CisNotifier -Webhook -Uri $given.hook -SigningKey $given.key @all
            $mail = @{ SmtpServer = 'localhost'; Port = $port; Security = $security; From = 'a@example.com'; To = 'b@example.com' }
            New-CisNotifier -Email -SmtpCredential $login @mail @all
            $keys = @{ AccessKey = $given.id; SecretKey = $given.secret; SessionToken = $given.session }
            New-CisNotifier -Sns -TopicArn $topic -EndpointUrl $aws @keys @all
        )
        $made
        $made | Set-CisNotifier everybody -WhatIf @all
        if ($stored) {
            $made | Set-CisNotifier everybody -PassThru @all
            Get-CisNotifier @all
            $made = 'everybody'
        }
        $finding | Send-CisNotification $made -PassThru -WhatIf:$rehearses @all
        """;

    private static Task Never => new TaskCompletionSource().Task;

    internal override async Task PrepareAsync(string way, string failure)
    {
        await StartAsync(failure);
        Give(way, _web.Url, _mail.Port, _aws.Url, CisMailSecurity.None);
    }

    internal override async Task<bool> WaitsForEverAsync()
    {
        for (var request = 0; request < Services - 2; request++)
        {
            await _web.NextRequestAsync(TestContext.Current.CancellationToken);
        }

        await _mail.Hanging.WaitAsync(TestContext.Current.CancellationToken);
        await _aws.Requests.WaitForRequestAsync("Publish", TestContext.Current.CancellationToken);
        return true;
    }

    internal override void AssertOutcome(string failure, SessionRun run)
    {
        var isEcho = failure is not (None or NoAnswer);
        Assert.Equal(
            Enumerable.Repeat("DeliveryFailed,RootKeyCompliance.Commands.SendCisNotificationCommand", isEcho ? Services : 0),
            run.ErrorIds, StringComparer.Ordinal);
        var taken = _web.Requests.Count + _mail.Mails.Count + _aws.Topic(SnsLab.Standard).Published.Count;
        Assert.Equal(failure == None ? Services : Services - 2, taken);
    }

    /// <summary>Sends to all services at the same time.</summary>
    internal override async Task<IReadOnlyList<(string Text, CisFault? Fault)>> RunOnOwnClockAsync(string failure, IActivityLog log)
    {
        await StartAsync(failure);
        var raw = failure is NoAnswer or Untrusted ? null : StartRaw(failure, Secrets.Except([_accessKey]).Select(canary => canary.Text));
        var rawMail = raw is null ? null : StartRaw(failure, [_mailPassword.Text], listensFirst: false);
        Give(
            "text", raw?.Url ?? _web.Url, rawMail?.Port ?? _mail.Port, raw?.Url ?? (failure == Untrusted ? _web.Url : _aws.Url),
            failure == Untrusted ? CisMailSecurity.Tls : CisMailSecurity.None);
        Session.With("rehearses", true);
        var notifiers = Session.Run(Script).Output.Select(item => item.BaseObject).OfType<CisNotifier>().ToList();
        Assert.Equal(Services, notifiers.Count);

        var time = new PauseSkippingTime();
        var sending = Task.WhenAll(notifiers.Select(
            notifier => Delivery.SendAsync(notifier, SampleDigests.Small, TestContext.Current.CancellationToken, time, log)));
        if (failure == NoAnswer)
        {
            await WaitsForEverAsync();
            await time.PassAsync(sending, TimeSpan.FromSeconds(31));
        }

        return [.. (await sending).Select(outcome => ($"{outcome}", outcome.Fault))];
    }

    private async Task StartAsync(string failure)
    {
        var form = FormOf(failure);
        _web = Keep(await FakeServices.StartAsync(failure == Untrusted ? TestCertificates.Localhost : null, request => failure switch
        {
            None when IsSlackApi(request) => Json(200, """{"ok":true,"ts":"1.2"}"""),
            None => new FakeAnswer(request.Kind == CisNotifierKind.Slack ? 200 : 202, "ok"),
            NoAnswer => new FakeAnswer { Until = Never },
            _ => Refusal(request, form),
        }));
        _mail = Keep(new ScriptedSmtpServer(new SmtpScript
        {
            Security = failure == Untrusted ? CisMailSecurity.Tls : CisMailSecurity.None,
            Login = ("alerts", failure == None ? _mailPassword.Text : "another"),
            On = (command, _) => failure == None || !command.StartsWith("AUTH", StringComparison.Ordinal) ? null
                : failure == NoAnswer ? SmtpAnswer.Hang : new SmtpAnswer($"535 5.7.8 {Echo.Of(form, [_mailPassword.Text])}"),
        }));
        _aws = Keep(await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.NoKey(Account)], Topics = [new FakeTopic(SnsLab.Standard)] }));
        _aws.Add(new FakeCredential(_accessKey.Text, _secretKey.Text, Account, FakePrincipal.User("auditor")) { SessionToken = _sessionToken.Text });
        if (failure != None)
        {
            var echo = $"{Echo.Of(form, [_secretKey.Text, _sessionToken.Text])} {_accessKey.Text}";
            _aws.Faults.Always("Publish", failure == NoAnswer ? FakeFault.Stall : FakeFault.Error(400, "InvalidParameter", echo));
        }
    }

    private void Give(string way, string web, int mail, string aws, CisMailSecurity security)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["slack"] = $"{web}/services/T0/B0/{_slackPath.Text}",
            ["token"] = _slackToken.Text,
            ["teams"] = $"{web}/powerautomate/invoke?api-version=1&sig={_teamsSignature.Text}",
            ["hook"] = $"{web}/hook/{_hookPath.Text}?key={_hookQuery.Text}",
            ["key"] = _signingKey.Text,
            ["password"] = _mailPassword.Text,
            ["id"] = _accessKey.Text,
            ["secret"] = _secretKey.Text,
            ["session"] = _sessionToken.Text,
        };
        var given = new Hashtable(StringComparer.Ordinal);
        var vault = new Hashtable(StringComparer.Ordinal);
        foreach (var (name, secret) in secrets)
        {
            vault[name] = Secure(secret);
            Variables[$"RKC_CANARY_{name}"] = secret;
            given[name] = way switch
            {
                // The AWS parameters are texts, as AWS.Tools has them.
                "SecureString" when name is not ("id" or "secret" or "session") => Secure(secret),
                "env:" => $"env:RKC_CANARY_{name}",
                "vault:" => $"vault:{name}",
                _ => secret,
            };
        }

        Variables[Repository.ConfigurationVariable] = Path.Combine(Folder.Path, "config.json");
        var password = given["password"] as SecureString ?? Secure((string)given["password"]!);
        Session.With("given", given).With("vault", vault).With("stored", way == "configuration file")
            .With("login", new PSCredential("alerts", password)).With("api", $"{web}/api").With("port", mail).With("security", security)
            .With("rehearses", false).With("topic", SnsLab.Standard).With("aws", aws).With("finding", SampleDigests.Fail(Account));
    }

    private FakeAnswer Refusal(ServiceRequest request, string form)
    {
        string[] known = request.Kind switch
        {
            CisNotifierKind.Slack when IsSlackApi(request) => [_slackToken.Text, request.Headers["Authorization"]],
            CisNotifierKind.Slack => [_slackPath.Text, request.Path],
            CisNotifierKind.Teams => [_teamsSignature.Text, request.Path],
            _ => [_hookPath.Text, _hookQuery.Text, _signingKey.Text, request.Path, request.Headers["webhook-signature"]],
        };
        var echo = Echo.Of(form, known);
        return IsSlackApi(request) ? Json(200, $$"""{"ok":false,"error":{{Echo.AsJson(form, echo)}},"ts":{{Echo.AsJson(form, echo)}}}""")
            : request.Kind == CisNotifierKind.Teams ? Json(400, $$$"""{"error":{"code":"Refused","message":{{{Echo.AsJson(form, echo)}}}}}""")
            : new FakeAnswer(400, echo);
    }

    private static bool IsSlackApi(ServiceRequest request) => request.Path.StartsWith("/api/", StringComparison.Ordinal);

    private static FakeAnswer Json(int status, string body) => new(status, body) { ContentType = "application/json" };
}
