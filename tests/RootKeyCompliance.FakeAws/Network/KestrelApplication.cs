using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace RootKeyCompliance.Fakes;

/// <summary>Connects Kestrel to a handler with nothing between: no host, no configuration, no routing, no signal handlers.</summary>
internal sealed class KestrelApplication(RequestDelegate handle) : IHttpApplication<HttpContext>
{
    /// <summary>A connection has one context for all of its requests.</summary>
    public HttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<HttpContext> connection)
        {
            return new DefaultHttpContext(contextFeatures);
        }

        if (connection.HostContext is not DefaultHttpContext context)
        {
            connection.HostContext = context = new DefaultHttpContext();
        }

        context.Initialize(contextFeatures);
        return context;
    }

    public Task ProcessRequestAsync(HttpContext context) => handle(context);

    public void DisposeContext(HttpContext context, Exception? exception) => ((DefaultHttpContext)context).Uninitialize();
}
