using System.Globalization;
using System.Text;
using System.Text.Json;
using RootKeyCompliance.Connectors.Notifiers.Http;

namespace RootKeyCompliance.Connectors.Notifiers.Slack;

/// <summary>
/// A digest as Slack's blocks. All texts are plain_text without emoji: Slack's mrkdwn has no escape for <c>*</c>, <c>_</c> or <c>:smile:</c>,
/// and account names are not ours.
/// </summary>
internal static class SlackMessage
{
    // Slack allows 50 blocks, 3,000 characters in a section and, undocumented, about 13,200 in all blocks together.
    private const int MostSections = 49;
    private const int SectionRoom = 2_900;
    private const int MessageRoom = 12_000;

    internal static IReadOnlyList<NotificationPart> Compose(CisNotification notification, string? channel)
    {
        var lines = notification.Messages.Where(message => message.Kind != CisMessageKind.Header).ToList();
        var sections = Runs(lines).SelectMany(Sections);
        var messages = NotificationPart.Fill(sections, section => section.Length, MessageRoom, MostSections);
        var summary = string.Join(' ', lines.Where(line => line.Kind == CisMessageKind.Count).Select(line => line.Text));
        if (notification.Counts.Error > 0)
        {
            // All that a phone shows: it must not look like an all-clear.
            summary = string.Create(CultureInfo.InvariantCulture, $"{summary} Could not check {notification.Counts.Error} account(s).").TrimStart();
        }

        if (notification.Removals.Count(removal => removal.Outcome == CisRemovalOutcome.Failed) is > 0 and var failed)
        {
            summary = string.Create(CultureInfo.InvariantCulture, $"{summary} Could not delete {failed} key(s).").TrimStart();
        }

        return HttpPart.Of(messages, (part, message) =>
        {
            var header = Escape(part.Label.Length == 0 ? notification.Title : $"{notification.Title} {part.Label}");
            return part with { Body = JsonBody.Of(json => Write(json, channel, header, $"{header}: {Escape(summary)}", message)) };
        });
    }

    private static void Write(Utf8JsonWriter json, string? channel, string header, string summary, IReadOnlyList<string> sections)
    {
        json.WriteStartObject();
        if (channel is not null)
        {
            json.WriteString("channel", channel);
        }

        // What notifications show, and clients without blocks.
        json.WriteString("text", summary);
        json.WriteBoolean("unfurl_links", false);
        json.WriteBoolean("unfurl_media", false);
        json.WriteStartArray("blocks");
        WriteBlock(json, "header", header);
        foreach (var section in sections)
        {
            WriteBlock(json, "section", section);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBlock(Utf8JsonWriter json, string type, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartObject("text");
        json.WriteString("type", "plain_text");
        json.WriteString("text", text);
        json.WriteBoolean("emoji", false);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // In the order of the lines; a number stands apart from what it counts.
    private static List<List<string>> Runs(IEnumerable<CisMessage> lines)
    {
        var runs = new List<List<string>>();
        CisMessageKind? kind = null;
        foreach (var line in lines)
        {
            if (line.Kind != kind)
            {
                runs.Add([]);
                kind = line.Kind;
            }

            runs[^1].Add(line.Text);
        }

        return runs;
    }

    private static IEnumerable<string> Sections(IEnumerable<string> lines)
        => NotificationPart.Fill(lines.SelectMany(Pieces), piece => piece.Size, SectionRoom, int.MaxValue)
            .Select(section => string.Join('\n', section.Select(piece => piece.Text)));

    // A line that no section takes goes on in the next one.
    private static IEnumerable<Piece> Pieces(string line)
    {
        var piece = new StringBuilder();
        foreach (var rune in line.EnumerateRunes())
        {
            var text = Escape(rune.ToString());
            if (piece.Length + text.Length >= SectionRoom)
            {
                yield return new Piece(piece.ToString(), SectionRoom);
                piece.Clear();
            }

            piece.Append(text);
        }

        yield return new Piece(piece.ToString(), piece.Length + 1);
    }

    // The three characters that Slack reads as its own in every text.
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>A line, or as much of it as a section takes; one that goes on fills its section.</summary>
    private sealed record Piece(string Text, int Size);
}
