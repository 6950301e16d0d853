using System.Globalization;
using System.Management.Automation;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Notifications;

/// <summary>A command that is told of a notifier by parameters: one parameter set for each kind, two for Slack.</summary>
public abstract class NotifierCommand : AwsCommand
{
    private protected const string ConsoleSet = "Console";
    private protected const string SlackWebhookSet = "SlackWebhook";
    private protected const string SlackTokenSet = "SlackToken";
    private protected const string TeamsSet = "Teams";
    private protected const string EmailSet = "Email";
    private protected const string WebhookSet = "Webhook";
    private protected const string SnsSet = "Sns";

    private protected NotifierCommand()
    {
    }

    /// <summary>The information stream, which the host shows.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConsoleSet)]
    public SwitchParameter Console { get; set; }

    /// <summary>Slack, by an incoming webhook, or by a token with a channel.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SlackWebhookSet)]
    [Parameter(Mandatory = true, ParameterSetName = SlackTokenSet)]
    public SwitchParameter Slack { get; set; }

    /// <summary>Microsoft Teams, by the webhook of a workflow.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TeamsSet)]
    public SwitchParameter Teams { get; set; }

    /// <summary>Mail over SMTP.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EmailSet)]
    public SwitchParameter Email { get; set; }

    /// <summary>An HTTP endpoint that takes JSON.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WebhookSet)]
    public SwitchParameter Webhook { get; set; }

    /// <summary>An Amazon SNS topic.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SnsSet)]
    public SwitchParameter Sns { get; set; }

    /// <summary>The webhook's address, a secret: a string, a SecureString, or a reference such as <c>env:NAME</c> or <c>vault:NAME</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SlackWebhookSet)]
    [Parameter(Mandatory = true, ParameterSetName = TeamsSet)]
    [AllowNull]
    [AllowEmptyString]
    [SecretText]
    public object? WebhookUrl { get; set; }

    /// <summary>The bot's token, a secret: a string, a SecureString, or a reference such as env:NAME or vault:NAME.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SlackTokenSet)]
    [AllowNull]
    [AllowEmptyString]
    [SecretText]
    public object? Token { get; set; }

    /// <summary>The channel's name or id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SlackTokenSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Channel { get; set; }

    /// <summary>Slack's API, where it is another than slack.com's.</summary>
    [Parameter(ParameterSetName = SlackTokenSet)]
    public string? ApiUrl { get; set; }

    /// <summary>The mail server's host.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EmailSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? SmtpServer { get; set; }

    /// <summary>The mail server's port.</summary>
    [Parameter(ParameterSetName = EmailSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary><c>StartTls</c>, <c>Tls</c> (from the first byte) or <c>None</c> (only for a server on this machine).</summary>
    [Parameter(ParameterSetName = EmailSet)]
    public CisMailSecurity Security { get; set; }

    /// <summary>The sender.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EmailSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? From { get; set; }

    /// <summary>The recipients.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EmailSet)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? To { get; set; }

    /// <summary>Recipients of copies.</summary>
    [Parameter(ParameterSetName = EmailSet)]
    public string[]? Cc { get; set; }

    /// <summary>Recipients of copies whom the others do not see.</summary>
    [Parameter(ParameterSetName = EmailSet)]
    public string[]? Bcc { get; set; }

    /// <summary>The subject, instead of the control's title.</summary>
    [Parameter(ParameterSetName = EmailSet)]
    public string? Subject { get; set; }

    /// <summary>
    /// User name and password for the mail server. The password may be a reference: <c>[pscredential]::new('audit', (ConvertTo-SecureString
    /// 'env:SMTP_PASSWORD' -AsPlainText -Force))</c>.
    /// </summary>
    [Parameter(ParameterSetName = EmailSet)]
    public PSCredential? SmtpCredential { get; set; }

    /// <summary>The endpoint's address, a secret: a string, a SecureString, or a reference such as <c>env:NAME</c> or <c>vault:NAME</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WebhookSet)]
    [AllowNull]
    [AllowEmptyString]
    [SecretText]
    public object? Uri { get; set; }

    /// <summary>
    /// The key that requests are signed with, a secret: a string, a SecureString, or a reference such as <c>env:NAME</c> or <c>vault:NAME</c>.
    /// </summary>
    [Parameter(ParameterSetName = WebhookSet)]
    [SecretText]
    public object? SigningKey { get; set; }

    /// <summary>The topic.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SnsSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? TopicArn { get; set; }

    /// <summary>The notifier that the parameters tell of.</summary>
    /// <param name="name">Its name; null for its kind's.</param>
    /// <exception cref="CisException">A parameter is empty, does not belong to the kind, or cannot be what it should be.</exception>
    private protected CisNotifier ReadNotifier(string? name = null)
    {
        var kind = Kind;
        RequireTrue(kind.ToString());
        if (kind != CisNotifierKind.Sns && FirstAwsParameter is { } parameter)
        {
            throw new CisException(CisFaults.ParameterConflict($"-{parameter}", $"-{kind}"));
        }

        var values = new SettingValues(MyInvocation.BoundParameters);
        values.AddSecret(NotifierSetting.WebhookUrl, nameof(WebhookUrl), WebhookUrl);
        values.AddSecret(NotifierSetting.Token, nameof(Token), Token);
        values.Add(NotifierSetting.Channel, nameof(Channel), Channel);
        values.Add(NotifierSetting.ApiUrl, nameof(ApiUrl), ApiUrl);
        values.Add(NotifierSetting.SmtpServer, nameof(SmtpServer), SmtpServer);
        values.Add(NotifierSetting.Port, nameof(Port), Port.ToString(CultureInfo.InvariantCulture));
        values.Add(NotifierSetting.Security, nameof(Security), Security.ToString());
        values.Add(NotifierSetting.From, nameof(From), From);
        values.Add(NotifierSetting.To, nameof(To), To ?? []);
        values.Add(NotifierSetting.Cc, nameof(Cc), Cc ?? []);
        values.Add(NotifierSetting.Bcc, nameof(Bcc), Bcc ?? []);
        values.Add(NotifierSetting.Subject, nameof(Subject), Subject);
        values.Add(NotifierSetting.SmtpUserName, nameof(SmtpCredential), SmtpCredential?.UserName);
        values.AddSecret(NotifierSetting.SmtpPassword, nameof(SmtpCredential), SmtpCredential?.Password);
        values.AddSecret(NotifierSetting.WebhookAddress, nameof(Uri), Uri);
        values.AddSecret(NotifierSetting.SigningKey, nameof(SigningKey), SigningKey);
        values.Add(NotifierSetting.TopicArn, nameof(TopicArn), TopicArn);
        var credential = kind == CisNotifierKind.Sns ? AddAws(values) : null;

        var notifier = new CisNotifier(name ?? kind.ToString().ToLowerInvariant(), kind, values.ByName) { Credential = credential };
        NotifierRules.Check(notifier);
        return notifier;
    }

    private CisNotifierKind Kind => ParameterSetName switch
    {
        SlackWebhookSet or SlackTokenSet => CisNotifierKind.Slack,
        TeamsSet => CisNotifierKind.Teams,
        EmailSet => CisNotifierKind.Email,
        WebhookSet => CisNotifierKind.Webhook,
        SnsSet => CisNotifierKind.Sns,
        _ => CisNotifierKind.Console,
    };

    private void RequireTrue(string parameter)
    {
        if (MyInvocation.BoundParameters[parameter] is SwitchParameter { IsPresent: false })
        {
            throw new CisException(CisFaults.ParameterEmpty($"-{parameter}"));
        }
    }

    /// <summary>The AWS parameters as settings, checked as every command that asks AWS does; references are believed.</summary>
    private object? AddAws(SettingValues values)
    {
        if (ProfileLocation is not null && !SettingValue.IsReferenceText(ProfileLocation) && ProfileLocation.Length > 0)
        {
            // What is stored must lead to the same file from any folder.
            ProfileLocation = GetUnresolvedProviderPathFromPSPath(ProfileLocation);
        }

        values.Add(NotifierSetting.ProfileName, nameof(ProfileName), ProfileName);
        values.Add(NotifierSetting.ProfileLocation, nameof(ProfileLocation), ProfileLocation);
        values.Add(NotifierSetting.Region, nameof(Region), Region);
        values.Add(NotifierSetting.EndpointUrl, nameof(EndpointUrl), EndpointUrl);
        values.AddSecret(NotifierSetting.AccessKey, nameof(AccessKey), AccessKey);
        values.AddSecret(NotifierSetting.SecretKey, nameof(SecretKey), SecretKey);
        values.AddSecret(NotifierSetting.SessionToken, nameof(SessionToken), SessionToken);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Credential)) && Credential is null)
        {
            throw new CisException(CisFaults.ParameterEmpty($"-{nameof(Credential)}"));
        }

        var credential = Credential is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : Credential;
        AwsAccountSource.Validate(new AwsConnectionOptions
        {
            AccessKey = SettingReader.TextOf(AccessKey),
            SecretKey = SettingReader.TextOf(SecretKey),
            SessionToken = SettingReader.TextOf(SessionToken),
            Credential = credential,
            Region = SettingValue.IsReferenceText(Region) ? null : Region,
            EndpointUrl = SettingValue.IsReferenceText(EndpointUrl) ? null : EndpointUrl,
        });
        return credential;
    }

    /// <summary>Settings of the parameters that were given; those of a parameter without a value are refused.</summary>
    private sealed class SettingValues(IReadOnlyDictionary<string, object> given)
    {
        internal Dictionary<string, SettingValue[]> ByName { get; } = new(StringComparer.Ordinal);

        internal void AddSecret(NotifierSetting setting, string parameter, object? value)
            => Add(setting, parameter, SettingReader.TextOf(value));

        internal void Add(NotifierSetting setting, string parameter, params string?[] values)
        {
            if (!given.ContainsKey(parameter))
            {
                return;
            }

            ByName[setting.Name] = values.Length > 0 && !values.Any(string.IsNullOrWhiteSpace)
                ? [.. values.Select(value => setting.Value(value!))]
                : throw new CisException(CisFaults.ParameterEmpty($"-{parameter}"));
        }
    }
}
