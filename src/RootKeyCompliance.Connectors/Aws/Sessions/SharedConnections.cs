using Amazon.Runtime;

namespace RootKeyCompliance.Connectors.Aws.Sessions;

/// <summary>
/// The connections of one session: all its clients share them, and they are closed with it. The SDK by itself keeps one pool for the whole process, behind
/// steps that follow redirects and time requests; nobody redirects here, and attempts have a deadline of their own.
/// </summary>
/// <param name="carrier">What carries the requests, and outlives the session; null is the network.</param>
internal sealed class SharedConnections(HttpMessageHandler? carrier) : HttpClientFactory, IDisposable
{
    private readonly object _gate = new();
    private HttpClient? _client;

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        lock (_gate)
        {
            return _client ??= new HttpClient(carrier ?? Network(clientConfig), disposeHandler: carrier is null) { Timeout = Timeout.InfiniteTimeSpan };
        }
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose()
    {
        lock (_gate)
        {
            _client?.Dispose();
        }
    }

    private static SocketsHttpHandler Network(IClientConfig config)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // A name that leads elsewhere after a while is followed.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (config.GetWebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
        }

        return handler;
    }
}
