namespace RootKeyCompliance.Connectors.Notifiers.Http;

/// <summary>A service's answer, with the notifier's secrets already taken out of it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body; empty when it was not read, or is longer than anything that is read.</param>
/// <param name="RetryAfter">When the service wants to be asked again; null when it does not say so, or nothing that makes sense.</param>
internal sealed record HttpReply(int Status, string Text, TimeSpan? RetryAfter)
{
    private const int LongestShown = 200;

    internal bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The status and what was said, on one line. Web pages are not shown: what matters is not at their beginning.</summary>
    internal string Shown(string? said = null)
    {
        var text = PlainText.OneLine(said ?? Text).Trim();
        return text.Length == 0 || text[0] == '<'
            ? FormattableString.Invariant($"HTTP {Status}")
            : FormattableString.Invariant($"HTTP {Status}: {Cut(text)}");
    }

    private static string Cut(string text)
        => text.Length <= LongestShown ? text : $"{text[..(char.IsHighSurrogate(text[LongestShown - 1]) ? LongestShown - 1 : LongestShown)]}…";
}
