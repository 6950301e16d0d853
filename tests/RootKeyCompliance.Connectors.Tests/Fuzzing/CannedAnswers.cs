using System.Net;
using System.Net.Http.Headers;
using Amazon.Runtime;

namespace RootKeyCompliance.Tests;

/// <summary>Answers instead of a network: the SDK's whole pipeline around them is the real one.</summary>
internal sealed class CannedAnswers(Func<string, CannedAnswer> answer) : HttpMessageHandler
{
    private HttpClient? _client;

    /// <summary>For clients that are made by hand.</summary>
    internal HttpClientFactory Factory => new Fixed(_client ??= new HttpClient(this, disposeHandler: false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _client?.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Query requests name their action in the form, JSON ones in a header.
        var action = request.Headers.TryGetValues("X-Amz-Target", out var targets)
            ? targets.First().Split('.')[^1]
            : (await request.Content!.ReadAsStringAsync(cancellationToken)).Split('&').First(pair => pair.StartsWith("Action=", StringComparison.Ordinal))["Action=".Length..];
        var (status, body, type) = answer(action);
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new HttpResponseMessage(status) { Content = content, RequestMessage = request };
    }

    private sealed class Fixed(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}

/// <summary>An answer as it comes over the wire.</summary>
internal sealed record CannedAnswer(HttpStatusCode Status, byte[] Body, string Type = "text/xml")
{
    internal static CannedAnswer Xml(string text) => new(HttpStatusCode.OK, System.Text.Encoding.UTF8.GetBytes(text));
}
