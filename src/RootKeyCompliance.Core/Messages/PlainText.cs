using System.Text;

namespace RootKeyCompliance;

/// <summary>Makes text from outside safe to show on one line: account names and error texts are not ours.</summary>
public static class PlainText
{
    private const int LongestText = 1000;

    /// <summary>
    /// The text without control and formatting characters (line breaks, terminal escapes, bidirectional overrides), which become spaces,
    /// and cut at 1,000 characters.
    /// </summary>
    /// <param name="text">Any text, or null.</param>
    public static string OneLine(string? text) => OneLineUpTo(text, LongestText);

    /// <summary>The same, cut elsewhere: our own messages have several texts in them.</summary>
    internal static string OneLineUpTo(string? text, int longest)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var result = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (result.Length >= longest)
            {
                result.Append('…');
                break;
            }

            var category = Rune.GetUnicodeCategory(rune);
            var visible = category is not (System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator);
            if (visible)
            {
                result.Append(rune);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.ToString().TrimEnd();
    }
}
