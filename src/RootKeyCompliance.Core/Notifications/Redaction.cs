using System.Text;

namespace RootKeyCompliance;

/// <summary>Takes known secrets out of texts that come from outside: a server, or a library's exception, may repeat what it was sent.</summary>
internal sealed class Redaction
{
    private const int LongestEscape = 12;
    private const int ShortestPart = 6;
    private const int ShortestPartOfLetters = 16;
    private readonly string[] _secrets;
    private readonly string[] _asTheyAre;

    /// <param name="values">Settings whose references have been followed.</param>
    internal Redaction(IEnumerable<SettingValue> values)
    {
        _asTheyAre = [.. values.SelectMany(Parts).SelectMany(Forms).Where(form => form.Length > 0).Distinct(StringComparer.Ordinal)];

        // A secret may look as if there were escapes in it: whoever writes it may take them for such, or escape them.
        _secrets = [.. _asTheyAre.SelectMany(form => new[] { new EscapedText(form).Plain, new EscapedText(form, isLiteral: true).Plain }).Where(form => form.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The text without the secrets. To be used before anything cuts it: half a token is still one.</summary>
    internal string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var escaped = new EscapedText(text);
        var hidden = new bool[text.Length];
        foreach (var secret in _secrets)
        {
            for (var at = 0; (at = escaped.Plain.IndexOf(secret, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            {
                hidden.AsSpan(escaped.Place(at, secret.Length)).Fill(true);
            }
        }

        // As it stands, too: a percent sign before a secret makes an escape of the secret's beginning.
        foreach (var secret in _asTheyAre)
        {
            for (var at = 0; (at = text.IndexOf(secret, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            {
                hidden.AsSpan(at, secret.Length).Fill(true);
            }
        }

        HideSwallowed(text, hidden);
        var clean = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (!hidden[index])
            {
                clean.Append(text[index]);
            }
            else if (index == 0 || !hidden[index - 1])
            {
                clean.Append('…');
            }
        }

        return clean.ToString();
    }

    /// <summary>Both at once: what stands before a secret makes an escape of its beginning, and the rest of it is escaped.</summary>
    private void HideSwallowed(string text, bool[] hidden)
    {
        foreach (var at in EscapedText.OtherBeginnings(text))
        {
            foreach (var secret in _secrets.Where(secret => char.ToUpperInvariant(secret[0]) == char.ToUpperInvariant(text[at])))
            {
                var rest = new EscapedText(text.Substring(at, Math.Min(text.Length - at, secret.Length * LongestEscape)));
                if (rest.Plain.StartsWith(secret, StringComparison.OrdinalIgnoreCase))
                {
                    var (start, length) = rest.Place(0, secret.Length).GetOffsetAndLength(text.Length);
                    hidden.AsSpan(at + start, length).Fill(true);
                }
            }
        }
    }

    private static IEnumerable<string> Parts(SettingValue value)
    {
        if (value.Secrecy == SettingSecrecy.Secret)
        {
            return [value.Text];
        }

        return value.Secrecy == SettingSecrecy.SecretUrl && Uri.TryCreate(value.Text, UriKind.Absolute, out var url)
            ? [value.Text, .. PartsOf(url)]
            : [];
    }

    // A server may repeat a piece of its address. Short pieces are words such as "services", not secrets.
    private static IEnumerable<string> PartsOf(Uri url) => url.PathAndQuery.Split('/', '?', '&', '=').Append(url.UserInfo)
        .Where(part => part.Length >= ShortestPartOfLetters || (part.Length > ShortestPart && part.Any(char.IsDigit)))
        .Append(url.PathAndQuery.Trim('/')).Where(part => part.Length > ShortestPart);

    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        .. Base64Forms(Encoding.UTF8.GetBytes(secret)),
        .. Base64Forms(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(secret))),
    ];

    // A login puts user name and password into one base64 text. What the password becomes there depends on where it begins; the
    // characters that it shares with its neighbours are left out.
    private static IEnumerable<string> Base64Forms(byte[] secret)
    {
        yield return Convert.ToBase64String(secret);
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. secret]);
            var first = ((before * 8) + 5) / 6;
            var end = (before + secret.Length) * 8 / 6;
            if (end - first >= ShortestPart)
            {
                yield return text[first..end];
            }
        }
    }
}
