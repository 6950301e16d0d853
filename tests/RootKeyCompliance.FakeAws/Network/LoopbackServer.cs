using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace RootKeyCompliance.Fakes;

/// <summary>Kestrel on one port of 127.0.0.1, with nothing around it.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly CuttableTransport _transport = new();

    private LoopbackServer(int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Listen(IPAddress.Loopback, port, static listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Options.Create(options), _transport, NullLoggerFactory.Instance);
    }

    /// <summary>Without a slash at the end.</summary>
    internal string Url => _server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    internal static async Task<LoopbackServer> StartAsync(RequestDelegate handle, int port, CancellationToken cancellationToken)
    {
        var server = new LoopbackServer(port);
        try
        {
            await server._server.StartAsync(new KestrelApplication(handle), cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    internal void Cut() => _transport.Cut();

    internal void Restore() => _transport.Restore();

    public async ValueTask DisposeAsync()
    {
        // At once: whatever is stalled or late has nobody left to wait for it.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }
}
