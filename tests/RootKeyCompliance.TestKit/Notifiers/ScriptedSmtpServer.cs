using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace RootKeyCompliance.TestKit;

/// <summary>A mail server on loopback that answers as real ones do, but where its script says otherwise. Keeps what it hears.</summary>
internal sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly SmtpScript _script;
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly ConcurrentQueue<TakenMail> _mails = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private int _connections;

    internal ScriptedSmtpServer(SmtpScript script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>Every line that clients said, mails' contents not; those said in the clear begin with <c>clear:</c>.</summary>
    internal IReadOnlyList<string> Commands => [.. _commands];

    internal IReadOnlyList<TakenMail> Mails => [.. _mails];

    /// <summary>Completes when somebody waits for an answer that does not come.</summary>
    internal Task Hanging => _hanging.Task;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _conversations.Add(ConverseAsync(client, Interlocked.Increment(ref _connections)));
            }
        }
        catch (Exception e) when (_end.IsCancellationRequested && e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task ConverseAsync(TcpClient client, int number)
    {
        using (client)
        {
            try
            {
                var conversation = new Conversation(this, client.GetStream(), number);
                await conversation.RunAsync();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or EndOfStreamException)
            {
                // The client went, or the script said so.
            }
        }
    }

    private sealed class Conversation(ScriptedSmtpServer server, Stream stream, int number)
    {
        private readonly SmtpScript _script = server._script;
        private readonly List<string> _recipients = [];
        private readonly byte[] _buffer = new byte[65536];
        private int _next;
        private int _filled;
        private Stream _stream = stream;
        private bool _isEncrypted;
        private bool _isLoggedIn;
        private string? _sender;

        private CancellationToken End => server._end.Token;

        internal async Task RunAsync()
        {
            if (_script.Security == CisMailSecurity.Tls)
            {
                await EncryptAsync();
            }

            await SayAsync("CONNECT", "220 mail.example.com ESMTP");
            while (await ReadLineAsync() is { } line)
            {
                server._commands.Enqueue(_isEncrypted ? line : "clear:" + line);
                if (!await ObeyAsync(line))
                {
                    return;
                }
            }
        }

        private async Task<bool> ObeyAsync(string line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    await SayAsync(line, Greeting());
                    return true;
                case "STARTTLS" when _script is { Security: CisMailSecurity.StartTls, OffersStartTls: true }:
                    await SayAsync(line, "220 go ahead");
                    await EncryptAsync();
                    return true;
                case "AUTH":
                    await LogInAsync(line);
                    return true;
                case "MAIL" when _script.Login is not null && !_isLoggedIn:
                    await SayAsync(line, "530 5.7.0 Authentication required");
                    return true;
                case "MAIL":
                    await MailAsync(line);
                    return true;
                case "RCPT":
                    await RecipientAsync(line);
                    return true;
                case "DATA" when _recipients.Count == 0:
                    await SayAsync(line, _sender is null ? "503 5.5.1 need MAIL" : "554 5.5.1 no valid recipients");
                    return true;
                case "DATA":
                    await DataAsync(line);
                    return true;
                case "RSET":
                    Forget();
                    await SayAsync(line, "250 2.0.0 Ok");
                    return true;
                case "QUIT":
                    await SayAsync(line, "221 2.0.0 Bye");
                    return false;
                default:
                    await SayAsync(line, "502 5.5.2 command not recognized");
                    return true;
            }
        }

        private string Greeting()
        {
            string[] lines =
            [
                "mail.example.com",
                .. _script.Extensions,
                $"SIZE {_script.Size}",
                .. _script is { Security: CisMailSecurity.StartTls, OffersStartTls: true } && !_isEncrypted ? new[] { "STARTTLS" } : [],
                .. _script.Login is not null ? new[] { $"AUTH {_script.Mechanisms}" } : [],
            ];
            return string.Join("\r\n", lines.Select((line, index) => $"250{(index == lines.Length - 1 ? ' ' : '-')}{line}"));
        }

        private async Task LogInAsync(string line)
        {
            var words = line.Split(' ');
            string user;
            string password;
            if (words[1] == "PLAIN")
            {
                var parts = Decode(words.Length > 2 ? words[2] : await AskAsync("")).Split('\0');
                (user, password) = (parts[1], parts[2]);
            }
            else
            {
                user = Decode(words.Length > 2 ? words[2] : await AskAsync("Username:"));
                password = Decode(await AskAsync("Password:"));
            }

            _isLoggedIn = _script.Login is { } login && login == (user, password);
            await SayAsync(line, _isLoggedIn ? "235 2.7.0 Authentication successful" : "535 5.7.8 Authentication credentials invalid");
        }

        private async Task MailAsync(string line)
        {
            var size = line.Split(' ').FirstOrDefault(word => word.StartsWith("SIZE=", StringComparison.Ordinal));
            if (size is not null && int.Parse(size["SIZE=".Length..], CultureInfo.InvariantCulture) > _script.Size)
            {
                await SayAsync(line, "552 5.3.4 Message size exceeds fixed limit");
                return;
            }

            if (await SayAsync(line, "250 2.1.0 Ok"))
            {
                _sender = Path(line);
            }
        }

        private async Task RecipientAsync(string line)
        {
            if (_sender is null)
            {
                await SayAsync(line, "503 5.5.1 need MAIL");
            }
            else if (await SayAsync(line, "250 2.1.5 Ok"))
            {
                _recipients.Add(Path(line));
            }
        }

        private async Task DataAsync(string line)
        {
            if (!await SayAsync(line, "354 End data with <CR><LF>.<CR><LF>"))
            {
                return;
            }

            var text = new StringBuilder();
            while (await ReadLineAsync() is { } content && content != ".")
            {
                text.Append(content.StartsWith('.') ? content[1..] : content).Append("\r\n");
            }

            var mail = new TakenMail(_sender!, [.. _recipients], text.ToString(), _isEncrypted, number);
            Forget();
            await SayAsync(".", "250 2.0.0 Ok: queued as 4F2A1", () => server._mails.Enqueue(mail));
        }

        private void Forget()
        {
            _sender = null;
            _recipients.Clear();
        }

        private async Task EncryptAsync()
        {
            if (_next != _filled)
            {
                throw new IOException("The client went on in the clear after STARTTLS.");
            }

            var ssl = new SslStream(_stream);
            await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _script.Certificate ?? TestCertificates.Localhost }, End);
            _stream = ssl;
            _isEncrypted = true;
        }

        private async Task<string> AskAsync(string challenge)
        {
            await WriteAsync($"334 {Convert.ToBase64String(Encoding.UTF8.GetBytes(challenge))}");
            var line = await ReadLineAsync() ?? throw new EndOfStreamException();
            server._commands.Enqueue(_isEncrypted ? line : "clear:" + line);
            return line;
        }

        /// <summary>Gives the usual answer or the script's; whether it was one that goes on.</summary>
        private async Task<bool> SayAsync(string command, string usual, Action? beforeYes = null)
        {
            var answer = _script.On(command, number);
            if (ReferenceEquals(answer, SmtpAnswer.Drop))
            {
                throw new EndOfStreamException();
            }

            if (ReferenceEquals(answer, SmtpAnswer.Hang))
            {
                server._hanging.TrySetResult();
                await Task.Delay(Timeout.Infinite, End);
            }

            var text = answer?.Text ?? usual;
            var isYes = text[0] is '2' or '3';
            if (isYes)
            {
                // Who has heard the answer may look at once.
                beforeYes?.Invoke();
            }

            await WriteAsync(text);
            return isYes;
        }

        private async Task WriteAsync(string text)
        {
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), End);
            await _stream.FlushAsync(End);
        }

        /// <summary>Latin-1, so that every byte is kept.</summary>
        private async Task<string?> ReadLineAsync()
        {
            var line = new StringBuilder();
            while (true)
            {
                if (_next == _filled)
                {
                    _next = 0;
                    _filled = await _stream.ReadAsync(_buffer, End);
                    if (_filled == 0)
                    {
                        return null;
                    }
                }

                var character = (char)_buffer[_next++];
                if (character == '\n' && line.Length > 0 && line[^1] == '\r')
                {
                    return line.ToString(0, line.Length - 1);
                }

                line.Append(character);
            }
        }

        private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

        private static string Path(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
    }
}
