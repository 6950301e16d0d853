using System.Net;
using System.Net.Sockets;

namespace RootKeyCompliance.Fakes;

/// <summary>
/// Keeps a free port for the server while it does not listen, so that nobody else is there when it is back: a socket that is bound
/// and never listens. Only Linux lets another socket listen beside it; elsewhere, and for a port that was asked for, nothing is kept.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;
    private readonly Socket? _socket;

    private PortReservation(IPEndPoint endPoint, Socket? socket) => (EndPoint, _socket) = (endPoint, socket);

    internal IPEndPoint EndPoint { get; }

    internal static PortReservation For(IPEndPoint endPoint)
    {
        if (endPoint.Port != 0 || !OperatingSystem.IsLinux())
        {
            return new PortReservation(endPoint, socket: null);
        }

        var socket = Bind(endPoint);
        return new PortReservation((IPEndPoint)socket.LocalEndPoint!, socket);
    }

    internal static Socket Bind(EndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // The runtime's own option would set SO_REUSEPORT too, and let two servers listen on one port.
            if (OperatingSystem.IsLinux())
            {
                socket.SetRawSocketOption(SolSocket, SoReuseAddress, BitConverter.GetBytes(1));
            }

            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _socket?.Dispose();
}
