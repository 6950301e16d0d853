using RootKeyCompliance.Connectors.Notifiers;

namespace RootKeyCompliance.TestKit;

/// <summary>A short way to send a notification.</summary>
internal static class Delivery
{
    internal static Task<DeliveryOutcome> SendAsync(
        CisNotifier notifier, CisNotification notification, CancellationToken cancellationToken, TimeProvider? time = null, IActivityLog? log = null)
        => NotificationDelivery.SendAsync(
            notifier, notification, notification.DeliveredPartsTo(notifier), new DeliveryPatience { Time = time ?? new PauseSkippingTime() },
            log ?? new ActivityLog(), cancellationToken);
}
