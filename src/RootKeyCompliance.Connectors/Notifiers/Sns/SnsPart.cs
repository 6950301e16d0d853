using System.Globalization;
using System.Text;

namespace RootKeyCompliance.Connectors.Notifiers.Sns;

/// <summary>One message of a digest for a topic.</summary>
internal sealed record SnsPart(int Number, int Count, CisNotification Digest, IReadOnlyList<CisMessage> Lines)
    : LinesPart(Number, Count, Digest, Lines)
{
    /// <summary>What SNS takes, in bytes of UTF-8.</summary>
    internal const int Limit = 262_144;

    private const int LongestSubject = 99;
    private const string Ellipsis = "...";

    internal string Text => string.Join('\n', TextLines());

    /// <summary>What was found, then as much of the title as there is room for.</summary>
    internal string Subject
    {
        get
        {
            var end = Label.Length == 0 ? "" : $" {Label}";
            var text = Ascii($"{DigestSubject.Summary(Digest)}: {Digest.Title}");
            var room = LongestSubject - end.Length;
            return (text.Length <= room ? text : text[..(room - Ellipsis.Length)].TrimEnd() + Ellipsis) + end;
        }
    }

    /// <summary>The same each time this part is sent, so that a FIFO topic passes it on once.</summary>
    internal string DeduplicationId => string.Create(CultureInfo.InvariantCulture, $"{Digest.Id:N}-{Number}");

    /// <summary>The digest in messages.</summary>
    internal static IReadOnlyList<SnsPart> Split(CisNotification digest)
    {
        // Room for a title of each message's own.
        var room = Limit - Encoding.UTF8.GetByteCount(digest.Title) - " (100000 of 100000)\n".Length;
        var parts = Fill(digest.Messages, line => Encoding.UTF8.GetByteCount(line.Text) + 1, room, int.MaxValue);
        return [.. parts.Select((lines, index) => new SnsPart(index + 1, parts.Count, digest, lines))];
    }

    /// <summary>Printable ASCII alone: letters lose their accents, the rest goes.</summary>
    internal static string Ascii(string text)
        => new([.. text.Normalize(NormalizationForm.FormD).Select(character => char.IsWhiteSpace(character) ? ' ' : character).Where(character => character is >= ' ' and <= '~')]);
}
