using System.Text.RegularExpressions;
using RootKeyCompliance.Connectors.Notifiers.Http;

namespace RootKeyCompliance.Connectors.Notifiers.Teams;

/// <summary>
/// A digest as an Adaptive Card in the envelope that Teams' workflows take. All texts are text runs: text blocks read Markdown, and
/// account names are not ours.
/// </summary>
internal static partial class TeamsCard
{
    // Teams takes about 28 KB.
    private const int MessageRoom = 27_000;
    private const string LongestLabel = " (99999 of 99999)";

    internal static IReadOnlyList<NotificationPart> Compose(CisNotification notification)
    {
        var lines = notification.Messages.Where(message => message.Kind != CisMessageKind.Header).Select(Line).ToList();
        var room = MessageRoom - Write(notification.Title + LongestLabel, []).Length;
        var messages = NotificationPart.Fill(lines, line => line.Length + 1, room, int.MaxValue);
        return HttpPart.Of(messages, (part, message) => part with { Body = Write($"{notification.Title} {part.Label}".TrimEnd(), message) });
    }

    private static byte[] Write(string header, IEnumerable<byte[]> lines) => JsonBody.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "message");
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
        json.WriteNull("contentUrl");
        json.WriteStartObject("content");
        json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        json.WriteString("type", "AdaptiveCard");
        json.WriteString("version", "1.4");
        json.WriteStartObject("msteams");
        json.WriteString("width", "Full");
        json.WriteEndObject();
        json.WriteArray("body", [Text(header, isBold: true, size: "Large"), .. lines]);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static byte[] Line(CisMessage message) => Text(message.Text, isBold: message.Kind == CisMessageKind.Count);

    private static byte[] Text(string text, bool isBold, string? size = null) => JsonBody.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "RichTextBlock");
        json.WriteStartArray("inlines");

        // Cards replace {{DATE(…)}} in every text; two runs are no such thing.
        foreach (var run in BetweenBraces().Split(text))
        {
            json.WriteStartObject();
            json.WriteString("type", "TextRun");
            json.WriteString("text", run);
            if (isBold)
            {
                json.WriteString("weight", "Bolder");
            }

            if (size is not null)
            {
                json.WriteString("size", size);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    [GeneratedRegex(@"(?<=\{)(?=\{)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BetweenBraces();
}
