namespace RootKeyCompliance.Help;

/// <summary>Text that may be wrapped or, with line ends in it, has to stand as it is.</summary>
internal sealed record Paragraph(string Text)
{
    private bool IsFixed { get; init; }

    public static Paragraph AsItStands(string text) => new(text) { IsFixed = true };

    /// <summary>The lines, none longer than the width where words allow it.</summary>
    public IEnumerable<string> Lines(int width)
    {
        if (IsFixed)
        {
            foreach (var line in Text.Split('\n'))
            {
                yield return line;
            }

            yield break;
        }

        var current = "";
        foreach (var word in Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (current.Length > 0 && current.Length + 1 + word.Length > width)
            {
                yield return current;
                current = word;
            }
            else
            {
                current = current.Length > 0 ? $"{current} {word}" : word;
            }
        }

        yield return current;
    }
}
