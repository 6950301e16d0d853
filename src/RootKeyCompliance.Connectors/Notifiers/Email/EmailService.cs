using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace RootKeyCompliance.Connectors.Notifiers.Email;

/// <summary>Hands digests to a mail server. Nothing is said on a connection that is not safe, the user's name and password least of all.</summary>
internal sealed class EmailService : NotificationService
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly EmailSettings _settings;
    private readonly EmailFaults _faults;
    private readonly CertificateTrust _trust;

    /// <exception cref="CisException">A setting cannot be what it should be.</exception>
    internal EmailService(CisNotifier notifier, DeliveryPatience patience, CertificateTrust trust)
        : base(patience)
    {
        _settings = new EmailSettings(notifier);
        _faults = new EmailFaults(Host, _settings.From.Address, notifier.Redaction());
        _trust = trust;
    }

    private protected override string Host => string.Create(CultureInfo.InvariantCulture, $"{_settings.Server}:{_settings.Port}");

    /// <summary>A mail server takes mail over; whether it arrives is shown by the mailbox.</summary>
    private protected override bool IsAcceptedOnly => true;

    private protected override IReadOnlyList<NotificationPart> Compose(CisNotification notification) => EmailPart.Split(notification, Patience.Time.GetUtcNow());

    private protected override async Task<PartAnswer> SendAsync(NotificationPart part, CancellationToken cancellationToken)
    {
        if (_settings.Recipients.Count == 0)
        {
            // All of them are told elsewhere.
            return new PartAnswer();
        }

        using var message = ((EmailPart)part).ToMessage(_settings);
        using var client = new SubmissionClient(_trust);
        try
        {
            await ConnectAsync(client, cancellationToken);
            if (_settings.UserName is not null)
            {
                await client.AuthenticateAsync(Encoding.UTF8, new NetworkCredential(_settings.UserName, _settings.Password), cancellationToken);
            }

            // The recipients are said here and not in the headers: that is what Bcc means.
            await client.SendAsync(FormatFor(client), message, _settings.From, _settings.Recipients, cancellationToken, client);
        }
        catch (Exception e) when (client.IsUnconfirmed(e))
        {
#pragma warning disable MA0054 // What the library threw may hold anything.
            throw new DeliveryException(CisFaults.DeliveryUnconfirmed(Host), isTransient: false);
#pragma warning restore MA0054
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && _faults.From(e, client) is { } failure)
        {
#pragma warning disable MA0054 // As above.
            throw new DeliveryException(failure.Fault, failure.IsTransient);
#pragma warning restore MA0054
        }

        await LeaveAsync(client, cancellationToken);
        return new PartAnswer(message.MessageId, client.Refused);
    }

    /// <summary>Names before the @ beyond ASCII need a server that knows of them; domains have a form of their own for the others.</summary>
    private FormatOptions FormatFor(SubmissionClient client)
    {
        if (_settings.Recipients.Append(_settings.From).All(mailbox => mailbox.LocalPart.All(char.IsAscii)))
        {
            return FormatOptions.Default;
        }

        if (!client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
        {
            throw new DeliveryException(CisFaults.MessageRefused(Host, "it takes only addresses in ASCII"), isTransient: false);
        }

        var format = FormatOptions.Default.Clone();
        format.International = true;
        return format;
    }

    private async Task ConnectAsync(SubmissionClient client, CancellationToken cancellationToken)
    {
        if (_settings.Security != CisMailSecurity.None)
        {
            await client.ConnectAsync(
                _settings.Server, _settings.Port, _settings.Security == CisMailSecurity.Tls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls,
                cancellationToken);
            return;
        }

        // A name says little: what it leads to must be this machine, and that very address is connected to.
        var addresses = await Dns.GetHostAddressesAsync(_settings.Server, cancellationToken);
        if (!Array.TrueForAll(addresses, IPAddress.IsLoopback))
        {
            throw new DeliveryException(
                CisFaults.NotifierInvalid(CisNotifierKind.Email, NotifierSetting.Security.Name, $"is None, and {_settings.Server} is not this machine."), isTransient: false);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(addresses, _settings.Port, cancellationToken);
            await client.ConnectAsync(socket, _settings.Server, _settings.Port, SecureSocketOptions.None, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The mail is taken: what the server says to QUIT, or that it says nothing, changes nothing.</summary>
    private async Task LeaveAsync(SubmissionClient client, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Farewell, Patience.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await client.DisconnectAsync(quit: true, either.Token);
    }
}
