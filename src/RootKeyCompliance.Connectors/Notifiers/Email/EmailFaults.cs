using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace RootKeyCompliance.Connectors.Notifiers.Email;

/// <summary>Turns what MailKit threw into a fault. The servers' texts are cleaned of secrets before anything cuts them.</summary>
internal sealed class EmailFaults(string host, string sender, Redaction redaction)
{
    /// <summary>Why the mail was not taken; null for what no mail server does.</summary>
    internal DeliveryException? From(Exception exception, SubmissionClient client) => exception switch
    {
        DeliveryException known => known,
        SslHandshakeException tls => OfTls(tls, client),
        AuthenticationException { InnerException: SmtpCommandException { StatusCode: var code } answer } when IsTransient(code) => Again(answer),
        AuthenticationException login => new(CisFaults.SmtpLoginFailed(host, Clean(login.Message)), isTransient: false),
        ServiceNotAuthenticatedException login => new(CisFaults.SmtpLoginFailed(host, Clean(login.Message)), isTransient: false),
        SmtpCommandException command => OfCommand(command, client),
        NotSupportedException lacking => OfLack(lacking, client),
        SmtpProtocolException or ServiceNotConnectedException or IOException or SocketException
            => new(CisFaults.NotifierUnreachable(host, Clean(exception.Message)), isTransient: true),
        _ => null,
    };

    private DeliveryException OfTls(SslHandshakeException exception, SubmissionClient client)
    {
        var isBroken = client.CertificateProblem is null && exception.InnerException is IOException or SocketException;
        var reason = client.CertificateProblem ?? (isBroken ? "it broke off the handshake" : "the handshake failed; it may expect another kind of security at this port");
        return new(CisFaults.SmtpTlsFailed(host, reason), isBroken);
    }

    private DeliveryException OfCommand(SmtpCommandException exception, SubmissionClient client)
    {
        if (client.HasNobody)
        {
            return new(CisFaults.RecipientsRefused(client.Refused), client.MayBeTakenLater);
        }

        var answer = Answer(exception);
        return exception switch
        {
            { StatusCode: var code } when IsTransient(code) => Again(exception),
            { StatusCode: SmtpStatusCode.AuthenticationRequired or SmtpStatusCode.AuthenticationInvalidCredentials } => new(CisFaults.SmtpLoginFailed(host, answer), isTransient: false),

            // A mail that is too large is refused with its sender, before it is sent.
            { ErrorCode: SmtpErrorCode.SenderNotAccepted, StatusCode: not SmtpStatusCode.ExceededStorageAllocation }
                => new(CisFaults.SenderRefused(host, sender, answer), isTransient: false),
            _ => new(CisFaults.MessageRefused(host, answer), isTransient: false),
        };
    }

    private DeliveryException OfLack(NotSupportedException exception, SubmissionClient client)
    {
        var fault = client switch
        {
            { IsConnected: false } => CisFaults.SmtpTlsFailed(host, "it offers no STARTTLS"),
            { IsAuthenticated: false, Capabilities: var known } when !known.HasFlag(SmtpCapabilities.Authentication)
                => CisFaults.SmtpLoginFailed(host, "it offers no login"),
            _ => CisFaults.MessageRefused(host, Clean(exception.Message)),
        };
        return new(fault, isTransient: false);
    }

    private DeliveryException Again(SmtpCommandException exception) => new(CisFaults.NotifierServiceFailure(host, Answer(exception)), isTransient: true);

    private string Answer(SmtpCommandException exception) => string.Create(CultureInfo.InvariantCulture, $"{(int)exception.StatusCode} {Clean(exception.Message)}");

    private string Clean(string text) => redaction.Clean(text);

    private static bool IsTransient(SmtpStatusCode code) => (int)code is >= 400 and < 500;
}
