using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RootKeyCompliance.TestKit;

/// <summary>
/// As much of a PostgreSQL server as it takes to be told a password in the clear, and to repeat it in an error: of the login, or of the
/// first statement.
/// </summary>
internal sealed class EchoingPostgres : IAsyncDisposable
{
    private const int TlsRequest = 80877103;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly bool _letsIn;
    private readonly Func<string, string> _repeat;
    private readonly Task _accepting;

    internal EchoingPostgres(bool letsIn, Func<string, string> repeat)
    {
        _letsIn = letsIn;
        _repeat = repeat;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it was told last.</summary>
    internal string? Password { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await ConverseAsync(client.GetStream());
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The client went, or the test is over.
            }
        }
    }

    private async Task ConverseAsync(NetworkStream stream)
    {
        while (BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(stream)) == TlsRequest)
        {
            await stream.WriteAsync("N"u8.ToArray(), _end.Token);
        }

        await SayAsync(stream, 'R', [0, 0, 0, 3]);
        await ReadTypeAsync(stream);
        Password = Encoding.UTF8.GetString(await ReadAsync(stream)).TrimEnd('\0');
        if (_letsIn)
        {
            await SayAsync(stream, 'R', [0, 0, 0, 0]);
            await SayAsync(stream, 'S', "server_version\u000014.0\0"u8.ToArray());
            await SayAsync(stream, 'S', "client_encoding\0UTF8\0"u8.ToArray());
            await SayAsync(stream, 'Z', "I"u8.ToArray());
            await ReadTypeAsync(stream);
            await ReadAsync(stream);
        }

        var text = $"you said {_repeat(Password)} to me";
        await SayAsync(stream, 'E', Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C53300\0M{text}\0D{text}\0H{text}\0\0"));
    }

    private async Task ReadTypeAsync(NetworkStream stream) => await stream.ReadExactlyAsync(new byte[1], _end.Token);

    /// <summary>A message without its type and length.</summary>
    private async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, _end.Token);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
        await stream.ReadExactlyAsync(body, _end.Token);
        return body;
    }

    private async Task SayAsync(NetworkStream stream, char type, byte[] body)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message, 5);
        await stream.WriteAsync(message, _end.Token);
    }
}
