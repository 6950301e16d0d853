namespace RootKeyCompliance;

/// <summary>A setting of a notifier, under the name that it has in the configuration.</summary>
internal sealed record NotifierSetting(string Name, SettingSecrecy Secrecy = SettingSecrecy.Open, bool IsList = false)
{
    internal static NotifierSetting WebhookUrl { get; } = new("webhookUrl", SettingSecrecy.SecretUrl);

    internal static NotifierSetting Token { get; } = new("token", SettingSecrecy.Secret);

    internal static NotifierSetting Channel { get; } = new("channel");

    /// <summary>Slack's API, where it is another than slack.com's.</summary>
    internal static NotifierSetting ApiUrl { get; } = new("apiUrl");

    internal static NotifierSetting SmtpServer { get; } = new("smtpServer");

    internal static NotifierSetting Port { get; } = new("port");

    internal static NotifierSetting Security { get; } = new("security");

    internal static NotifierSetting From { get; } = new("from");

    internal static NotifierSetting To { get; } = new("to", IsList: true);

    internal static NotifierSetting Cc { get; } = new("cc", IsList: true);

    internal static NotifierSetting Bcc { get; } = new("bcc", IsList: true);

    internal static NotifierSetting Subject { get; } = new("subject");

    internal static NotifierSetting SmtpUserName { get; } = new("smtpUserName");

    internal static NotifierSetting SmtpPassword { get; } = new("smtpPassword", SettingSecrecy.Secret);

    internal static NotifierSetting WebhookAddress { get; } = new("uri", SettingSecrecy.SecretUrl);

    internal static NotifierSetting SigningKey { get; } = new("signingKey", SettingSecrecy.Secret);

    internal static NotifierSetting TopicArn { get; } = new("topicArn");

    internal static NotifierSetting ProfileName { get; } = new("profileName");

    internal static NotifierSetting ProfileLocation { get; } = new("profileLocation");

    internal static NotifierSetting Region { get; } = new("region");

    internal static NotifierSetting EndpointUrl { get; } = new("endpointUrl");

    internal static NotifierSetting AccessKey { get; } = new("accessKey", SettingSecrecy.Secret);

    internal static NotifierSetting SecretKey { get; } = new("secretKey", SettingSecrecy.Secret);

    internal static NotifierSetting SessionToken { get; } = new("sessionToken", SettingSecrecy.Secret);

    /// <summary>What a notifier of that kind may have.</summary>
    internal static IReadOnlyList<NotifierSetting> Of(CisNotifierKind kind) => kind switch
    {
        CisNotifierKind.Console => [],
        CisNotifierKind.Slack => [WebhookUrl, Token, Channel, ApiUrl],
        CisNotifierKind.Teams => [WebhookUrl],
        CisNotifierKind.Email => [SmtpServer, Port, Security, From, To, Cc, Bcc, Subject, SmtpUserName, SmtpPassword],
        CisNotifierKind.Webhook => [WebhookAddress, SigningKey],
        CisNotifierKind.Sns => [TopicArn, ProfileName, ProfileLocation, Region, EndpointUrl, AccessKey, SecretKey, SessionToken],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    internal SettingValue Value(string text) => new(text, Secrecy);
}
