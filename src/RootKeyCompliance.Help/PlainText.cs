using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RootKeyCompliance.Help;

/// <summary>Markdown as a console shows it: paragraphs to be wrapped, and lines that stand as they are.</summary>
internal sealed class PlainText(Topics topics)
{
    /// <summary>Room for a line that is not wrapped later.</summary>
    private const int Width = 72;

    /// <summary>The paragraphs of some blocks.</summary>
    public IEnumerable<Paragraph> ParagraphsOf(IEnumerable<Block> blocks) => blocks.SelectMany(OfBlock);

    /// <summary>The text of a cell.</summary>
    public string CellOf(Block cell) => string.Join(" ", ParagraphsOf((TableCell)cell).Select(each => each.Text));

    /// <summary>The text of a heading, or of a paragraph.</summary>
    public string TextOf(ContainerInline? inlines) => string.Concat(inlines?.Select(TextOf) ?? []).Trim();

    private IEnumerable<Paragraph> OfBlock(Block block) => block switch
    {
        HeadingBlock heading => [new Paragraph(TextOf(heading.Inline).ToUpperInvariant())],
        ParagraphBlock paragraph => [new Paragraph(TextOf(paragraph.Inline))],
        CodeBlock code => [Paragraph.AsItStands(CodeOf(code))],
        Table table => [Paragraph.AsItStands(string.Join('\n', LinesOf(table)))],
        ListBlock list => [Paragraph.AsItStands(string.Join('\n', list.Cast<ListItemBlock>().SelectMany((item, index) => LinesOf(list, item, index))))],
        QuoteBlock quote => ParagraphsOf(quote),
        LinkReferenceDefinitionGroup or HtmlBlock or ThematicBreakBlock => [],
        _ => throw new NotSupportedException($"Help has no form for a {block.GetType().Name}."),
    };

    /// <summary>The text of a code block, as it stands.</summary>
    public static string CodeOf(CodeBlock code) => code.Lines.ToString().TrimEnd().ReplaceLineEndings("\n");

    private string TextOf(Inline inline) => inline switch
    {
        // In a table a bar is escaped, also within code.
        CodeInline code => code.Content.Replace(@"\|", "|", StringComparison.Ordinal),
        LiteralInline literal => literal.Content.ToString(),
        LineBreakInline => " ",
        LinkInline link => OfLink(link),
        AutolinkInline link => link.Url,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        ContainerInline container => string.Concat(container.Select(TextOf)),
        _ => "",
    };

    /// <summary>A link to a page is what Get-Help finds it by; of any other the text is left.</summary>
    private string OfLink(LinkInline link)
    {
        var text = string.Concat(link.Select(TextOf));
        return text.EndsWith(".md", StringComparison.Ordinal) ? topics.NameOf(link.Url ?? "") ?? text : text;
    }

    private IEnumerable<string> LinesOf(ListBlock list, ListItemBlock item, int index)
    {
        var mark = list.IsOrdered ? $"{index + 1}. " : "- ";
        var lines = ParagraphsOf(item).SelectMany(paragraph => paragraph.Lines(Width - mark.Length)).ToList();
        return lines.Select((line, number) => (number == 0 ? mark : new string(' ', mark.Length)) + line);
    }

    /// <summary>A table: a term with its meaning below it, or columns, of which the widest make room.</summary>
    private IEnumerable<string> LinesOf(Table table)
    {
        var rows = table.Cast<TableRow>().Select(row => row.Select(CellOf).ToArray()).ToList();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row.Length > column ? row[column].Length : 0)).ToArray();
        if (widths.Length == 2 && WidthOf(widths) > Width)
        {
            return rows.Skip(1).SelectMany(row => new Paragraph(row[0]).Lines(Width).Concat(Indented(row[1])));
        }

        while (WidthOf(widths) > Width)
        {
            widths[Array.IndexOf(widths, widths.Max())]--;
        }

        return rows.Take(1).Append([.. widths.Select(width => new string('-', width))]).Concat(rows.Skip(1)).SelectMany(row => LinesOf(row, widths));
    }

    private static int WidthOf(int[] widths) => widths.Sum() + (2 * (widths.Length - 1));

    private static IEnumerable<string> LinesOf(string[] row, int[] widths)
    {
        var cells = row.Zip(widths, (cell, width) => new Paragraph(cell).Lines(width).ToList()).ToList();
        for (var line = 0; line < cells.Max(cell => cell.Count); line++)
        {
            yield return string.Join("  ", cells.Zip(widths, (cell, width) => (line < cell.Count ? cell[line] : "").PadRight(width))).TrimEnd();
        }
    }

    private static IEnumerable<string> Indented(string text) => new Paragraph(text).Lines(Width - 4).Select(line => "    " + line);
}
