using System.Collections;
using System.Management.Automation;
using System.Security;

namespace RootKeyCompliance.Tests;

/// <summary>Where the notifiers of a test lead to: addresses without a slash at the end, and the mail server's port on localhost.</summary>
internal sealed record Destinations(string Slack, string SlackApi, string Teams, string Hook, int Mail, string Sns)
{
    internal CisMailSecurity MailSecurity { get; init; } = CisMailSecurity.None;

    /// <summary>Whether nothing is sent.</summary>
    internal bool Rehearses { get; init; }

    internal static Destinations Of(FakeServices web, ScriptedSmtpServer mail, string sns)
        => new(web.Url, web.Url, web.Url, web.Url, mail.Port, sns);
}

/// <summary>A canary for every secret that a notifier can have, and a session in which each is given in the same way.</summary>
internal sealed class CanaryLab : IDisposable
{
    /// <summary>The ways in which a secret can be given.</summary>
    internal static readonly string[] Ways = ["text", "SecureString", "env:", "vault:", "configuration file"];

    private readonly AwsEnvironment _environment = new();
    private readonly TemporaryFolder _folder = new();

    internal CanaryLab()
    {
        _environment[Repository.ConfigurationVariable] = Path.Combine(_folder.Path, "config.json");
        All = [SlackPath, SlackToken, TeamsSignature, HookPath, HookQuery, SigningKey, MailPassword, AccessKey, SecretKey, SessionToken];
    }

    // The kinds of characters that such secrets have, or may have.
    internal Canary SlackPath { get; } = new("Slack's webhook", "{0}{1}");

    internal Canary SlackToken { get; } = new("Slack's token", "xoxb-{0}/+\"{1}");

    internal Canary TeamsSignature { get; } = new("Teams' signature", "{0}%2F%2B%22{1}%3D");

    internal Canary HookPath { get; } = new("the webhook's path", "{0}%2B'{1}");

    internal Canary HookQuery { get; } = new("the webhook's query", "{0}%2F%26+{1}");

    internal Canary SigningKey { get; } = new("the signing key", "{0}/+=<\"ü\\{1}");

    internal Canary MailPassword { get; } = new("the mail server's password", "{0}/+ \"ü\\{1}");

    internal Canary AccessKey { get; } = new("the access key's id", "AKIA{0}{1}");

    internal Canary SecretKey { get; } = new("the secret key", "{0}/+{1}");

    internal Canary SessionToken { get; } = new("the session token", "{0}/+{1}==");

    internal IReadOnlyList<Canary> All { get; }

    internal ModuleSession Session { get; } = ModuleSession.Open();

    internal void Set(string variable, string value) => _environment[variable] = value;

    /// <summary>Makes, shows, rehearses storing, where it is the way stores, and uses the notifiers; all streams are on.</summary>
    internal SessionRun Run(string way, Destinations to) => Prepare(way, to).Run(Script);

    /// <summary>The same, left running.</summary>
    internal RunningScript Start(string way, Destinations to) => Prepare(way, to).Start(Script);

    /// <summary>The same in a process of its own, with the configuration file: what its host shows.</summary>
    internal Task<ProcessResult> RunInHostAsync(Destinations to)
    {
        Prepare("configuration file", to);
        return ModuleProcess.RunAsync(
            $$"""
            $given = @{}
            'slack', 'token', 'teams', 'hook', 'key', 'password', 'id', 'secret', 'session' |
                ForEach-Object { $given[$_] = [Environment]::GetEnvironmentVariable("RKC_CANARY_$_") }
            $login = [pscredential]::new('alerts', [Net.NetworkCredential]::new('', $given.password).SecurePassword)
            $stored = $true; $rehearses = $false
            $api = '{{to.SlackApi}}/api'; $port = {{to.Mail}}; $security = '{{to.MailSecurity}}'
            $topic = '{{SnsLab.Standard}}'; $aws = '{{to.Sns}}'
            $finding = @{ AccountAccessKeysPresent = 1 } | Test-CisRootAccessKey -AccountId 111122223333
            {{Script}}
            $Error
            $Error | ForEach-Object { $_.TargetObject, $_.TargetObject.Notifier } | ForEach-Object { $_.PSObject.Properties } | ForEach-Object { "$_" }
            """,
            (Repository.ConfigurationVariable, Path.Combine(_folder.Path, "config.json")));
    }

    /// <summary>The notifiers themselves, for tests that need another clock than the module's.</summary>
    internal IReadOnlyList<CisNotifier> Notifiers(Destinations to)
        => [.. Run("text", to with { Rehearses = true }).Output.Select(item => item.BaseObject).OfType<CisNotifier>()];

    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
        _environment.Dispose();
    }

    private const string Script =
        """
        function global:Get-Secret { [CmdletBinding()] param($Name) $vault[$Name] }
        $all = @{ Verbose = $true; Debug = $true; ErrorAction = 'Continue'; WarningAction = 'Continue'; InformationAction = 'Continue' }
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

    private ModuleSession Prepare(string way, Destinations to)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["slack"] = $"{to.Slack}/services/T0/B0/{SlackPath.Text}",
            ["token"] = SlackToken.Text,
            ["teams"] = $"{to.Teams}/powerautomate/invoke?api-version=1&sig={TeamsSignature.Text}",
            ["hook"] = $"{to.Hook}/hook/{HookPath.Text}?key={HookQuery.Text}",
            ["key"] = SigningKey.Text,
            ["password"] = MailPassword.Text,
            ["id"] = AccessKey.Text,
            ["secret"] = SecretKey.Text,
            ["session"] = SessionToken.Text,
        };
        var given = new Hashtable(StringComparer.Ordinal);
        var vault = new Hashtable(StringComparer.Ordinal);
        foreach (var (name, secret) in secrets)
        {
            vault[name] = Secure(secret);
            Set($"RKC_CANARY_{name}", secret);
            given[name] = way switch
            {
                // The AWS parameters are texts, as AWS.Tools has them.
                "SecureString" when name is not ("id" or "secret" or "session") => Secure(secret),
                "env:" => $"env:RKC_CANARY_{name}",
                "vault:" => $"vault:{name}",
                _ => secret,
            };
        }

        var password = given["password"] as SecureString ?? Secure((string)given["password"]!);
        return Session.With("given", given).With("vault", vault).With("stored", way == "configuration file")
            .With("login", new PSCredential("alerts", password)).With("api", $"{to.SlackApi}/api").With("port", to.Mail)
            .With("security", to.MailSecurity).With("rehearses", to.Rehearses).With("topic", SnsLab.Standard).With("aws", to.Sns)
            .With("finding", SampleDigests.Fail("111122223333"));
    }

    private static SecureString Secure(string text) => new System.Net.NetworkCredential("", text).SecurePassword;
}
