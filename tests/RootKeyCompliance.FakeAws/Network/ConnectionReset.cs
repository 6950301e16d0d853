using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace RootKeyCompliance.Fakes;

/// <summary>Ends connections with RST, as a load balancer does that drops them; closing alone would be an orderly end.</summary>
internal static class ConnectionReset
{
    internal static void Of(HttpContext context)
    {
        Prepare(context.Features);
        context.Abort();
    }

    internal static void Of(ConnectionContext connection)
    {
        Prepare(connection.Features);
        connection.Abort();
    }

    private static void Prepare(IFeatureCollection features)
    {
        try
        {
            features.Get<IConnectionSocketFeature>()?.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The client was faster: there is nothing left to reset.
        }
    }
}
