using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace RootKeyCompliance.Fakes;

/// <summary>Kestrel's own sockets, which a test can cut off and put back.</summary>
internal sealed class CuttableTransport : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(
        Options.Create(new SocketTransportOptions { CreateBoundListenSocket = PortReservation.Bind }), NullLoggerFactory.Instance);

    // Kestrel's to dispose of.
    private readonly List<CuttableListener> _listeners = [];

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var reservation = PortReservation.For((IPEndPoint)endpoint);
        try
        {
            var listener = new CuttableListener(_sockets, reservation, await _sockets.BindAsync(reservation.EndPoint, cancellationToken));
            _listeners.Add(listener);
            return listener;
        }
        catch
        {
            reservation.Dispose();
            throw;
        }
    }

    internal void Cut() => _listeners.ForEach(static listener => listener.Cut());

    internal void Restore() => _listeners.ForEach(static listener => listener.Restore());
}
