using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>
/// A server on loopback that knows no protocol: to the first connection it says the first thing, to the second the second, to all after
/// that the last, and then hangs up. Null resets the connection; <see cref="Silence"/> is kept until the client goes.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    internal const string Silence = "";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string?[] _answers;
    private readonly Task _accepting;
    private readonly bool _listensFirst;

    /// <param name="listensFirst">Whether it waits for the client to begin.</param>
    /// <param name="answers">What it says.</param>
    internal RawServer(bool listensFirst, params string?[] answers)
    {
        _listensFirst = listensFirst;
        _answers = answers;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal string Url => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        for (var number = 0; !_end.IsCancellationRequested; number++)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await AnswerAsync(client, _answers[Math.Min(number, _answers.Length - 1)]);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The client went, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client, string? answer)
    {
        var stream = client.GetStream();
        var buffer = new byte[65536];
        if (_listensFirst)
        {
            await stream.ReadExactlyAsync(buffer.AsMemory(0, 1), _end.Token);
        }

        if (answer is null)
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            return;
        }

        if (answer != Silence)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _end.Token);
            client.Client.Shutdown(SocketShutdown.Send);
        }

        // Closing over what has not been read would reset the connection, and the answer with it.
        while (await stream.ReadAsync(buffer, _end.Token) > 0)
        {
            // What the client had to say.
        }
    }
}
