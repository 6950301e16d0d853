using RootKeyCompliance.Connectors.Notifiers.Email;
using RootKeyCompliance.Connectors.Notifiers.Slack;
using RootKeyCompliance.Connectors.Notifiers.Sns;
using RootKeyCompliance.Connectors.Notifiers.Teams;
using RootKeyCompliance.Connectors.Notifiers.Webhook;

namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>Sends digests to services.</summary>
public static class NotificationDelivery
{
    /// <summary>Sends a digest to one notifier. What goes wrong is in the outcome.</summary>
    /// <param name="notifier">The notifier, with every reference followed.</param>
    /// <param name="notification">The digest.</param>
    /// <param name="alreadyDelivered">How many of its messages the notifier has taken before.</param>
    /// <param name="log">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the delivery.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public static Task<DeliveryOutcome> SendAsync(
        CisNotifier notifier, CisNotification notification, int alreadyDelivered, IActivityLog log, CancellationToken cancellationToken)
        => SendAsync(notifier, notification, alreadyDelivered, DeliveryPatience.Default, log, cancellationToken);

    internal static async Task<DeliveryOutcome> SendAsync(
        CisNotifier notifier, CisNotification notification, int alreadyDelivered, DeliveryPatience patience, IActivityLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        ArgumentNullException.ThrowIfNull(notification);
        ArgumentNullException.ThrowIfNull(log);
        try
        {
            NotifierRules.Check(notifier);
            await using var service = Open(notifier, patience, log);
            return await service.DeliverAsync(notification, alreadyDelivered, log, cancellationToken);
        }
        catch (Exception e) when (e is CisException || !cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome { Parts = 0, PartsDelivered = alreadyDelivered, Fault = NotificationService.FaultOf(e, log) };
        }
    }

    private static NotificationService Open(CisNotifier notifier, DeliveryPatience patience, IActivityLog log) => notifier.Kind switch
    {
        CisNotifierKind.Slack => new SlackService(notifier, patience),
        CisNotifierKind.Teams => new TeamsService(notifier, patience),
        CisNotifierKind.Webhook => new WebhookService(notifier, patience),
        CisNotifierKind.Email => new EmailService(notifier, patience, CertificateTrust.System),
        CisNotifierKind.Sns => new SnsService(notifier, patience, log),
        _ => throw new InvalidOperationException($"No service for a notifier of kind {notifier.Kind}."),
    };
}
