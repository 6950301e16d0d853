using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace RootKeyCompliance.Connectors.Notifiers.Email;

/// <summary>
/// MailKit's client for one mail. A recipient that is refused does not keep the others from getting it, and it is known how far the
/// mail came when the connection breaks.
/// </summary>
internal sealed class SubmissionClient : SmtpClient, ITransferProgress
{
    private readonly List<(MailboxAddress Mailbox, SmtpResponse Answer)> _refused = [];
    private bool _isWhole;

    internal SubmissionClient(CertificateTrust trust)
    {
        // What stands in EHLO is passed on to the readers: not this machine's name.
        LocalDomain = "127.0.0.1";

        // Whoever cannot reach the authority's lists would get no mail, and they tell whom they are asked by which servers are used.
        // HTTPS, as the other notifiers speak it, does not ask either.
        CheckCertificateRevocation = false;
        ServerCertificateValidationCallback = (_, certificate, chain, errors) => (CertificateProblem = trust.Problem(certificate, chain, errors)) is null;
    }

    /// <summary>What is wrong with the server's certificate; null when nothing is, or none was seen.</summary>
    internal string? CertificateProblem { get; private set; }

    /// <summary>Whether no recipient was taken.</summary>
    internal bool HasNobody { get; private set; }

    internal IReadOnlyList<string> Refused => [.. _refused.Select(refusal => refusal.Mailbox.Address)];

    /// <summary>Whether one of them may be taken later.</summary>
    internal bool MayBeTakenLater => _refused.Exists(refusal => (int)refusal.Answer.StatusCode < 500);

    /// <summary>Whether the mail may have been taken although sending it ended so: all of it was sent, and the server did not refuse it.</summary>
    internal bool IsUnconfirmed(Exception exception) => _isWhole && exception is not SmtpCommandException;

    void ITransferProgress.Report(long bytesTransferred, long totalSize) => _isWhole = bytesTransferred >= totalSize;

    void ITransferProgress.Report(long bytesTransferred)
    {
    }

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => _refused.Add((mailbox, response));

    protected override void OnNoRecipientsAccepted(MimeMessage message) => HasNobody = true;
}
