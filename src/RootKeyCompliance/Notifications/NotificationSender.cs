using System.Management.Automation;

namespace RootKeyCompliance.Notifications;

/// <summary>
/// Sends digests to notifiers: one each, never one message per account. Asks for consent once per notifier and digest.
/// </summary>
internal sealed class NotificationSender(PSCmdlet command, IReadOnlyList<CisNotifier> notifiers)
{
    // The host shows what carries this tag, as it does for Write-Host.
    private static readonly string[] ShownByTheHost = ["PSHOST"];

    /// <summary>Opens a digest, before its findings are known: what can be said already is said.</summary>
    /// <returns>The notifiers that are to get it.</returns>
    internal IReadOnlyList<CisNotifier> Open(string title, CisNotificationLevel level)
    {
        var open = new List<CisNotifier>();
        foreach (var notifier in notifiers)
        {
            if (!command.ShouldProcess(notifier.ToString(), $"Send notification '{title}' at level {level.ToString().ToLowerInvariant()}"))
            {
                continue;
            }

            open.Add(notifier);
            if (notifier is ConsoleNotifier && CisMessages.Header(title, level) is { } header)
            {
                WriteLine(header.Text);
            }
        }

        return open;
    }

    /// <summary>Sends what the findings have to say to the notifiers that the digest was opened on.</summary>
    internal void Send(IReadOnlyList<CisNotifier> open, CisNotification notification)
    {
        foreach (var notifier in open)
        {
            switch (notifier)
            {
                case ConsoleNotifier:
                    foreach (var message in CisMessages.Body(notification.Title, notification.Findings, notification.Level))
                    {
                        WriteLine(message.Text);
                    }

                    break;
                default:
                    throw new InvalidOperationException($"No delivery for a notifier of kind {notifier.Kind}.");
            }
        }
    }

    private void WriteLine(string text)
        => command.WriteInformation(new HostInformationMessage { Message = text }, ShownByTheHost);
}
