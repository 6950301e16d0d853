using System.Management.Automation;

namespace RootKeyCompliance.Notifications;

/// <summary>
/// Sends digests to notifiers: one each, never one message per account. Asks for consent once per notifier and digest.
/// </summary>
internal sealed class NotificationSender(PSCmdlet command, IReadOnlyList<CisNotifier> notifiers)
{
    // The host shows what carries this tag, as it does for Write-Host.
    private static readonly string[] ShownByTheHost = ["PSHOST"];

    /// <summary>Opens a digest on every notifier, before its findings are known: what can be said already is said.</summary>
    internal IReadOnlyList<OpenDigest> Open(string title, CisNotificationLevel level)
    {
        var open = new List<OpenDigest>();
        foreach (var notifier in notifiers)
        {
            if (!command.ShouldProcess(notifier.ToString(), $"Send notification '{title}' at level {level.ToString().ToLowerInvariant()}"))
            {
                continue;
            }

            open.Add(new OpenDigest(notifier));
            if (notifier is ConsoleNotifier && CisMessages.Header(title, level) is { } header)
            {
                WriteLine(header.Text);
            }
        }

        return open;
    }

    /// <summary>Sends what the findings have to say to the notifiers that the digest was opened on.</summary>
    internal void Send(IReadOnlyList<OpenDigest> digests, CisNotification notification)
    {
        foreach (var digest in digests)
        {
            switch (digest.Notifier)
            {
                case ConsoleNotifier:
                    foreach (var message in CisMessages.Body(notification.Title, notification.Findings, notification.Level))
                    {
                        WriteLine(message.Text);
                    }

                    break;
                default:
                    throw new InvalidOperationException($"No delivery for a notifier of kind {digest.Notifier.Kind}.");
            }
        }
    }

    private void WriteLine(string text)
        => command.WriteInformation(new HostInformationMessage { Message = text }, ShownByTheHost);

    /// <summary>A notifier that is to get the digest.</summary>
    internal sealed record OpenDigest(CisNotifier Notifier);
}
