namespace RootKeyCompliance.Connectors.Notifiers.Http;

/// <summary>A service's answer. Its body is for reading only: what is shown of it goes through <see cref="Clean"/>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body; empty when it was not read, or is longer than anything that is read.</param>
/// <param name="RetryAfter">When the service wants to be asked again; null when it does not say so, or nothing that makes sense.</param>
/// <param name="Redaction">Takes the notifier's secrets out.</param>
internal sealed record HttpReply(int Status, string Text, TimeSpan? RetryAfter, Redaction Redaction)
{
    private const int LongestShown = 200;

    internal bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>A part of the body without secrets. After reading it out of JSON, which can write the same in many ways.</summary>
    internal string Clean(string? part) => Redaction.Clean(part);

    /// <summary>The status and what was said, on one line. Web pages are not shown: what matters is not at their beginning.</summary>
    internal string Shown(string? said = null)
    {
        var text = PlainText.OneLine(Clean(said ?? Text)).Trim();
        return text.Length == 0 || text[0] == '<'
            ? FormattableString.Invariant($"HTTP {Status}")
            : FormattableString.Invariant($"HTTP {Status}: {Cut(text)}");
    }

    private static string Cut(string text)
        => text.Length <= LongestShown ? text : $"{text[..(char.IsHighSurrogate(text[LongestShown - 1]) ? LongestShown - 1 : LongestShown)]}…";
}
