using System.Globalization;
using System.Net;

namespace RootKeyCompliance;

/// <summary>Texts, numbers and times as the page shows them.</summary>
internal static class HtmlText
{
    /// <summary>A text from outside on one line, without what turns directions, and without whole key ids.</summary>
    internal static string Shown(string? text) => KeyIds.MaskAllIn(PlainText.OneLine(text));

    /// <summary>Safe between tags and inside quoted attributes.</summary>
    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A text from outside, for between tags: it does not turn the direction of what stands beside it.</summary>
    internal static string Isolated(string text) => $"<bdi>{Escape(text)}</bdi>";

    internal static string Minutes(DateTimeOffset? time)
        => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "";

    internal static string Day(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    internal static string Element(DateTimeOffset time)
        => FormattableString.Invariant($"<time datetime=\"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\">{Minutes(time)}</time>");

    internal static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The number and what is counted.</summary>
    internal static string Count(int number, string one, string many) => $"{Count(number)} {(number == 1 ? one : many)}";

    /// <summary>A share that never says none where there is one, and never all where one is missing.</summary>
    internal static string Percent(int part, int whole) => (100.0 * part / Math.Max(whole, 1)) switch
    {
        > 0 and < 0.1 => "< 0.1 %",
        > 99.9 and < 100 => "> 99.9 %",
        var share => share.ToString("0.#", CultureInfo.InvariantCulture) + " %",
    };
}
