using System.Text;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>libpq's keyword strings: <c>host=localhost user=steampipe password='two words'</c>, separated by blanks.</summary>
internal static class KeywordsOfLibpq
{
    /// <returns>False when the text is written otherwise: .NET's strings have semicolons, or blanks in their keywords.</returns>
    internal static bool TryRead(string text, out List<(string Keyword, string Value)> pairs)
    {
        pairs = [];
        var at = 0;
        while (true)
        {
            SkipBlanks(text, ref at);
            if (at == text.Length)
            {
                return pairs.Count > 0;
            }

            var start = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
            {
                at++;
            }

            var keyword = text[start..at];
            SkipBlanks(text, ref at);
            if (keyword.Length == 0 || at == text.Length || text[at] != '=')
            {
                return false;
            }

            at++;
            SkipBlanks(text, ref at);
            if (ReadValue(text, ref at) is not { } value)
            {
                return false;
            }

            pairs.Add((keyword, value));
        }
    }

    private static string? ReadValue(string text, ref int at)
    {
        var value = new StringBuilder();
        var quoted = at < text.Length && text[at] == '\'';
        at += quoted ? 1 : 0;
        for (; at < text.Length; at++)
        {
            var character = text[at];
            if (quoted ? character == '\'' : char.IsWhiteSpace(character))
            {
                at += quoted ? 1 : 0;
                return value.ToString();
            }

            if (!quoted && character == ';')
            {
                return null;
            }

            if (character == '\\' && at + 1 < text.Length)
            {
                character = text[++at];
            }

            value.Append(character);
        }

        return quoted ? null : value.ToString();
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }
}
