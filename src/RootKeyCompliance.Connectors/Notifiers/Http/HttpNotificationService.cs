using System.Net.Http.Headers;
using System.Net.Sockets;

namespace RootKeyCompliance.Connectors.Notifiers.Http;

/// <summary>A service that takes JSON over HTTP. What all of them share: one POST per message, and what an answer means.</summary>
internal abstract class HttpNotificationService : NotificationService
{
    /// <summary>Refusals are words or short JSON; what is longer is a web page that nobody asked for.</summary>
    private const int LongestRefusal = 4096;

    /// <summary>Where a success has something to say, it may repeat the whole message.</summary>
    private const int LongestAnswer = 256 * 1024;

    private static readonly ProductInfoHeaderValue Product = new(
        "RootKeyCompliance", typeof(HttpNotificationService).Assembly.GetName().Version?.ToString(3));

    private readonly Uri _address;
    private readonly Redaction _redaction;
    private readonly HttpClient _client;
    private volatile string? _certificateProblem;

    private protected HttpNotificationService(CisNotifier notifier, Uri address, DeliveryPatience patience)
        : base(patience)
    {
        _address = address;
        _redaction = notifier.Redaction();
        var handler = new SocketsHttpHandler
        {
            // Another address than the configured one gets neither findings nor credentials.
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors)
                    => (_certificateProblem = CertificateTrust.System.Problem(certificate, chain, errors)) is null,
            },
        };

        // The attempt's deadline covers the answer's last byte; this one would end with its headers.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private protected override string Host => _address.Authority;

    /// <summary>Whether the body of a success says more than its status does. Where it does not, it need not arrive.</summary>
    private protected virtual bool ReadsSuccess => false;

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return base.DisposeAsync();
    }

    private protected override async Task<PartAnswer> SendAsync(NotificationPart part, CancellationToken cancellationToken)
    {
        var message = (HttpPart)part;
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(message.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
        };
        request.Headers.UserAgent.Add(Product);
        Prepare(request, message);
        return Judge(await ExchangeAsync(request, cancellationToken));
    }

    /// <summary>Adds what the service wants beside the body.</summary>
    private protected virtual void Prepare(HttpRequestMessage request, HttpPart part)
    {
    }

    /// <summary>What the answer means.</summary>
    /// <exception cref="DeliveryException">The service did not take the message.</exception>
    private protected virtual PartAnswer Judge(HttpReply reply) => reply.IsSuccess ? new PartAnswer() : throw Refusal(reply);

    /// <summary>What a status means that is not a success.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="said">The part of the body that tells why; all of it when null.</param>
    private protected DeliveryException Refusal(HttpReply reply, string? said = null) => reply.Status switch
    {
        429 => Throttled(reply),
        >= 500 => Failed(reply, said),

        // The body of a redirect repeats where it leads, which may be as secret as the address.
        >= 300 and < 400 => new DeliveryException(
            CisFaults.MessageRefused(Host, FormattableString.Invariant($"HTTP {reply.Status}, a redirect, which is not followed")), isTransient: false),
        401 or 403 or 404 or 407 or 410 => Unauthorized(reply, said),
        _ => Refused(reply, said),
    };

    private protected DeliveryException Throttled(HttpReply reply) => new(CisFaults.DeliveryThrottled(Host), isTransient: true, reply.RetryAfter);

    private protected DeliveryException Failed(HttpReply reply, string? said = null)
        => new(CisFaults.NotifierServiceFailure(Host, reply.Shown(said)), isTransient: true, reply.RetryAfter);

    private protected DeliveryException Unauthorized(HttpReply reply, string? said = null)
        => new(CisFaults.NotifierUnauthorized(Host, reply.Shown(said)), isTransient: false);

    private protected DeliveryException Refused(HttpReply reply, string? said = null)
        => new(CisFaults.MessageRefused(Host, reply.Shown(said)), isTransient: false);

    /// <summary>The address in a setting, which has been checked.</summary>
    private protected static Uri Address(CisNotifier notifier, NotifierSetting setting) => new(notifier.Text(setting)!, UriKind.Absolute);

    private async Task<HttpReply> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _certificateProblem = null;
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var text = !response.IsSuccessStatusCode || ReadsSuccess ? await ReadAsync(response.Content, cancellationToken) : "";
            return new HttpReply((int)response.StatusCode, text, Wish(response.Headers.RetryAfter), _redaction);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
#pragma warning disable MA0054 // Its text may hold the address, and so goes nowhere.
            throw _certificateProblem is { } problem
                ? new DeliveryException(CisFaults.NotifierUntrusted(Host, problem), isTransient: false)
                : new DeliveryException(CisFaults.NotifierUnreachable(Host, Reason(e)), isTransient: true);
#pragma warning restore MA0054
        }
    }

    private async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var room = ReadsSuccess ? LongestAnswer : LongestRefusal;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[room + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);

        // Cut in the middle it might end in half a secret, which nothing would recognize.
        return length > room ? "" : System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static string Reason(Exception exception) => exception.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "its name is not known",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "the connection was refused",
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => "there is no way to it",
        SocketException { SocketErrorCode: SocketError.TimedOut } => "connecting took too long",
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted } => "the connection was reset",
        _ => (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "its name is not known",
            HttpRequestError.SecureConnectionError => "TLS could not be agreed on",
            HttpRequestError.ProxyTunnelError => "the proxy did not let the connection through",
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "the answer is not HTTP",
            HttpRequestError.ConfigurationLimitExceeded => "the answer's headers are too long",
            _ => "the connection broke",
        },
    };
}
