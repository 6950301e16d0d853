namespace RootKeyCompliance.Bench;

/// <summary>A table for a page and for a terminal. The first column is text, the others are figures.</summary>
internal sealed class MarkdownTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    internal void Add(params string[] row) => _rows.Add(row);

    public override string ToString()
    {
        var widths = header.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        var lines = _rows
            .Select(row => Line(row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))))
            .ToList();
        lines.Insert(1, Line(widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ':')));
        return string.Join('\n', lines) + '\n';
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}

/// <summary>The part of a page that a benchmark writes: what stands between its two marks.</summary>
internal static class MarkdownSection
{
    /// <exception cref="InvalidDataException">The page has no such marks.</exception>
    internal static void Write(string path, string name, string text)
    {
        var begin = $"<!-- {name}: written by the benchmark -->\n";
        var end = $"<!-- {name}: end -->";
        var page = File.ReadAllText(path);
        var from = page.IndexOf(begin, StringComparison.Ordinal);
        var to = page.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidDataException($"{path} needs the lines {begin.Trim()} and {end}.");
        }

        File.WriteAllText(path, $"{page[..from]}{begin}\n{text}\n{page[to..]}");
    }
}
