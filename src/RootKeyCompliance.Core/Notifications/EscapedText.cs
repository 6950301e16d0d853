using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace RootKeyCompliance;

/// <summary>
/// A text as it reads without the escapes of addresses, forms, JSON and HTML, one within another, too: however a secret is written in
/// it, it is the same there.
/// </summary>
internal sealed partial class EscapedText
{
    // One for each byte of UTF-8: an address escapes bytes, and what is no text in the end has a place all the same.
    private readonly StringBuilder _plain = new();
    private readonly List<(int Start, int End)> _places = [];

    /// <param name="text">The text.</param>
    /// <param name="isLiteral">What looks like an escape is none.</param>
    internal EscapedText(string text, bool isLiteral = false)
    {
        var at = 0;
        foreach (Match escape in isLiteral ? [] : (IEnumerable<Match>)Escape().Matches(text))
        {
            ReadAsItIs(text, at, escape.Index);
            at = escape.Index + escape.Length;
            foreach (var unit in Meaning(escape))
            {
                Add(unit, escape.Index, at);
            }
        }

        ReadAsItIs(text, at, text.Length);
        Plain = _plain.ToString();
    }

    /// <summary>Places where an escape may begin with something that is none, and what seems to belong to it may be something else.</summary>
    internal static IEnumerable<int> OtherBeginnings(string text)
    {
        foreach (Match escape in Escape().Matches(text))
        {
            for (var index = escape.Index + 1; index < escape.Index + escape.Length; index++)
            {
                yield return index;
            }
        }
    }

    /// <summary>For comparing only.</summary>
    internal string Plain { get; }

    /// <summary>Where in the text a piece of <see cref="Plain"/> stands.</summary>
    internal Range Place(int index, int length) => _places[index].Start.._places[index + length - 1].End;

    private void ReadAsItIs(string text, int start, int end)
    {
        for (var index = start; index < end; index++)
        {
            foreach (var unit in Encoding.UTF8.GetBytes(text, index, 1))
            {
                Add(unit, index, index + 1);
            }
        }
    }

    private void Add(byte unit, int start, int end)
    {
        if (unit == '\\')
        {
            // One that is meant, and one that stands before what is meant, cannot always be told apart.
            return;
        }

        _plain.Append((char)unit switch
        {
            // The blank of forms, and the two characters that base64 has in addresses.
            '+' or '-' => ' ',
            '_' => '/',
            var other => other,
        });
        _places.Add((start, end));
    }

    private static byte[] Meaning(Match escape)
    {
        if (escape.Groups["byte"] is { Success: true } unit)
        {
            return [byte.Parse(unit.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
        }

        return escape.Groups["code"] is { Success: true } code
            ? Encoding.UTF8.GetBytes($"{(char)ushort.Parse(code.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)}")
            : Encoding.UTF8.GetBytes(escape.Groups["entity"] is { Success: true } entity ? WebUtility.HtmlDecode($"&{entity.Value};") : "");
    }

    [GeneratedRegex(
        @"%(25)*(?<byte>[0-9a-f]{2})|\\+(u(?<code>[0-9a-f]{4}))?|&(amp;)*(?<entity>#\d{1,7}|#x[0-9a-f]{1,6}|quot|apos|lt|gt|amp);",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
