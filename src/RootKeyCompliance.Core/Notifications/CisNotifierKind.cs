namespace RootKeyCompliance;

/// <summary>The service that a notifier sends to.</summary>
public enum CisNotifierKind
{
    /// <summary>The information stream, shown by the host.</summary>
    Console,

    /// <summary>Slack: an incoming webhook, or a token with a channel.</summary>
    Slack,

    /// <summary>Microsoft Teams: the webhook of a workflow.</summary>
    Teams,

    /// <summary>Mail over SMTP.</summary>
    Email,

    /// <summary>An HTTP endpoint that takes JSON.</summary>
    Webhook,

    /// <summary>An Amazon SNS topic.</summary>
    Sns,
}

/// <summary>How the connection to a mail server is secured.</summary>
public enum CisMailSecurity
{
    /// <summary>The connection starts plain and turns to TLS before anything is said; a server without STARTTLS is refused.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>No TLS; only for a server on this machine.</summary>
    None,
}
