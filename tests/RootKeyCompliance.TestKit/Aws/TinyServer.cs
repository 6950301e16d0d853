using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RootKeyCompliance.TestKit;

/// <summary>An HTTP server on loopback that answers what it is told, for services that FakeAws does not have.</summary>
internal sealed class TinyServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _seen = new();

    private TinyServer(WebApplication application) => _application = application;

    /// <summary>Without a slash at the end.</summary>
    internal string Url { get; private set; } = "";

    /// <summary>Method, path and query of each request so far.</summary>
    internal IReadOnlyList<string> Seen => [.. _seen];

    internal static async Task<TinyServer> StartAsync(Func<HttpContext, Task> answer, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add($"http://127.0.0.1:{port}");
        var server = new TinyServer(application);
        application.Run(context =>
        {
            server._seen.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return answer(context);
        });
        await application.StartAsync();
        server.Url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }
}
