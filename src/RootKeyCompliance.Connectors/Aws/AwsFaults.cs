using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>Turns what a call threw into a fault. AWS spells several codes with and without <c>Exception</c>; both count.</summary>
internal static class AwsFaults
{
    /// <param name="exception">What the SDK threw.</param>
    /// <param name="action">The action of the call as policies name it, such as <c>iam:GetAccountSummary</c>.</param>
    /// <param name="client">The client that made the call.</param>
    /// <param name="signer">What it signed with.</param>
    internal static CisFault From(Exception exception, string action, AmazonServiceClient client, AWSCredentials? signer) => exception switch
    {
        CisException known => known.Fault,
        UnansweredException { Silence: { } silence } unsent => CisFaults.NotAsked(From(unsent.Last, action, client, signer), action, silence),
        UnansweredException sent => From(sent.Last, action, client, signer),
        _ when ReadRetryPolicy.IsDamaged(exception) => CisFaults.MalformedResponse(action),
        OperationCanceledException or TimeoutException => CisFaults.RequestTimedOut(action),
        _ when Causes.Find<SocketException>(exception) is { } socket => CisFaults.EndpointUnreachable(Host(client), socket.Message),

        // Its text may repeat the first lines of an answer that is none.
        _ when Causes.Find<HttpRequestException>(exception) is { } http
            => CisFaults.EndpointUnreachable(Host(client), WithoutSecrets(http.Message, signer)),
        AmazonServiceException service => FromService(service, action, text => WithoutSecrets(text, signer)),
        _ when Causes.Find<IOException>(exception) is { } io => CisFaults.EndpointUnreachable(Host(client), WithoutSecrets(io.Message, signer)),
        AmazonClientException when Causes.Find<OperationCanceledException>(exception) is not null => CisFaults.RequestTimedOut(action),
        _ => CisFaults.UnexpectedError(exception),
    };

    /// <summary>Whether the keys that signed were good once.</summary>
    internal static bool IsExpired(AmazonServiceException exception) => Word(exception) is "ExpiredToken" or "TokenRefreshRequired";

    /// <summary>AWS's own words, without the keys that signed; empty where it said nothing.</summary>
    internal static string Said(Exception exception, AWSCredentials? signer)
        => exception is AmazonServiceException service ? WithoutSecrets(service.Message, signer) : "";

    private static CisFault FromService(AmazonServiceException exception, string action, Func<string, string> clean)
    {
        var message = clean(exception.Message);
        var code = exception.ErrorCode ?? "";
        var word = Word(exception);
        switch (word)
        {
            case "AccessDenied" when message.Contains("service control policy", StringComparison.OrdinalIgnoreCase):
                return CisFaults.ServiceControlPolicyDenied(action, message);
            case "AccessDenied" or "UnauthorizedOperation" or "NotAuthorized" or "AuthorizationError":
                return CisFaults.AccessDenied(action, message);
            case "KMSAccessDenied":
                return CisFaults.AccessDenied("kms:GenerateDataKey and kms:Decrypt", message);
            case "ExpiredToken" or "TokenRefreshRequired":
                return CisFaults.ExpiredCredentials(code);
            case "RequestExpired" or "RequestTimeTooSkewed" or "RequestInTheFuture":
                return CisFaults.ClockSkew();

            // The text of this one repeats the signed request, session token included: it is looked at and not shown.
            case "SignatureDoesNotMatch" when exception.Message.StartsWith("Signature expired", StringComparison.Ordinal)
                || exception.Message.StartsWith("Signature not yet current", StringComparison.Ordinal):
                return CisFaults.ClockSkew();
            case "InvalidClientTokenId" or "UnrecognizedClient" or "SignatureDoesNotMatch" or "InvalidSignature" or "AuthFailure"
                or "InvalidAccessKeyId" or "MissingAuthenticationToken" or "IncompleteSignature":
                return CisFaults.InvalidCredentials(code);
            case "RegionDisabled":
                return CisFaults.RegionDisabled(action);
            case "Throttling" or "Throttled" or "RequestLimitExceeded" or "TooManyRequests" or "LimitExceeded" or "SlowDown"
                or "PriorRequestNotComplete" or "RequestThrottled" or "KMSThrottling":
                return CisFaults.Throttled(action);
            default:
                break;
        }

        if (exception.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return CisFaults.Throttled(action);
        }

        var name = word.Length > 0
            ? clean(code)
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"HTTP {(int)exception.StatusCode}");
        return (int)exception.StatusCode >= 500
            ? CisFaults.ServiceFailure(action, name)
            : CisFaults.RequestRefused(action, name, word.Length > 0 ? message : "");
    }

    private static string Word(AmazonServiceException exception)
    {
        const string Suffix = "Exception";
        var code = exception.ErrorCode ?? "";
        return code.EndsWith(Suffix, StringComparison.Ordinal) ? code[..^Suffix.Length] : code;
    }

    /// <summary>
    /// The other side's text without the keys that signed: a server, or a proxy on the way, may repeat what it was sent. Before anything
    /// cuts it: the half of a token is still one.
    /// </summary>
    private static string WithoutSecrets(string message, AWSCredentials? signer)
    {
        ImmutableCredentials? keys;
        try
        {
            // At hand, whatever kind they are: the request has just been signed with them.
            keys = signer?.GetCredentials();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What cannot be cleaned is not shown.
            return "";
        }

        var secrets = new[] { keys?.SecretKey, keys?.Token }.OfType<string>().Select(secret => new SettingValue(secret, SettingSecrecy.Secret));
        return new Redaction(secrets).Clean(message);
    }

    private static string Host(AmazonServiceClient client)
    {
        var address = client.DetermineServiceOperationEndpoint();
        return Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.Authority : "of AWS";
    }

    private static string? DetermineServiceOperationEndpoint(this AmazonServiceClient client)
    {
        var parameters = new ServiceOperationEndpointParameters(new Amazon.SecurityToken.Model.GetCallerIdentityRequest());
        return client.Config.DetermineServiceOperationEndpoint(parameters)?.URL;
    }
}
