using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of mail servers. Texts from outside arrive here without secrets.</summary>
public static partial class CisFaults
{
    /// <summary>The mail server does not take user name and password.</summary>
    public static CisFault SmtpLoginFailed(string host, string answer) => new(
        nameof(SmtpLoginFailed), Authentication,
        $"{host} does not let the notifier's user in ({PlainText.OneLine(answer)}).",
        "Check smtpUserName and smtpPassword; many services want an app password, or have to be told to allow SMTP with a password.");

    /// <summary>There is no safe connection to the mail server, and no other is used.</summary>
    public static CisFault SmtpTlsFailed(string host, string reason) => new(
        nameof(SmtpTlsFailed), Connection,
        $"There is no safe connection to {host}: {PlainText.OneLine(reason).TrimEnd('.')}.",
        "Check smtpServer, port and security (StartTls is usual at port 587, Tls at 465); the certificate must be for smtpServer and of an authority that this machine trusts.");

    /// <summary>The mail server does not take mail from the sender's address.</summary>
    public static CisFault SenderRefused(string host, string sender, string answer) => new(
        nameof(SenderRefused), Permission,
        $"{host} does not take mail from {PlainText.OneLine(sender)} ({PlainText.OneLine(answer)}).",
        "Use a from address that this user may send as; many services have to be told of it first.");

    /// <summary>A mail server took the message, and not for everybody.</summary>
    public static CisFault RecipientsRefused(IEnumerable<string> recipients) => new(
        nameof(RecipientsRefused), InvalidArgument,
        $"the mail server refused {string.Join(", ", (recipients ?? []).Select(PlainText.OneLine))}.",
        "Check these addresses.");

    /// <summary>The connection ended after the whole message was sent and before the server said what became of it.</summary>
    public static CisFault DeliveryUnconfirmed(string host) => new(
        nameof(DeliveryUnconfirmed), Connection,
        $"{host} has the whole message and did not say whether it took it; it may have arrived.",
        "Look whether it arrived before you send it again.");
}
