using System.Text.Json;
using RootKeyCompliance.Connectors.Notifiers.Http;

namespace RootKeyCompliance.Connectors.Notifiers.Teams;

/// <summary>Microsoft Teams, by the webhook of a workflow.</summary>
internal sealed class TeamsService(CisNotifier notifier, DeliveryPatience patience)
    : HttpNotificationService(notifier, Address(notifier, NotifierSetting.WebhookUrl), patience)
{
    /// <summary>The workflow runs after it has answered, and may fail then.</summary>
    private protected override bool IsAcceptedOnly => true;

    private protected override IReadOnlyList<NotificationPart> Compose(CisNotification notification) => TeamsCard.Compose(notification);

    private protected override PartAnswer Judge(HttpReply reply) => reply.IsSuccess ? new PartAnswer() : throw Refusal(reply, Reason(reply.Text));

    // Workflows say {"error":{"code":"…","message":"…"}}; whatever else answers says what it likes.
    private static string? Reason(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String
                ? error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                    ? $"{code.GetString()}: {message.GetString()}"
                    : code.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
