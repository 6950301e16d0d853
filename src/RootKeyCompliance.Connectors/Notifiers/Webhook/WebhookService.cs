using System.Globalization;
using RootKeyCompliance.Connectors.Notifiers.Http;

namespace RootKeyCompliance.Connectors.Notifiers.Webhook;

/// <summary>Any HTTP endpoint that takes the documented JSON, signed where there is a key.</summary>
internal sealed class WebhookService(CisNotifier notifier, DeliveryPatience patience)
    : HttpNotificationService(notifier, Address(notifier, NotifierSetting.WebhookAddress), patience)
{
    private readonly WebhookSignature? _signature = WebhookSignature.Of(notifier);

    private protected override IReadOnlyList<NotificationPart> Compose(CisNotification notification) => WebhookBody.Compose(notification);

    private protected override void Prepare(HttpRequestMessage request, HttpPart part)
    {
        var timestamp = Patience.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("webhook-id", part.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        if (_signature is not null)
        {
            request.Headers.Add("webhook-signature", _signature.Sign(part.Id!, timestamp, part.Body));
        }
    }
}
