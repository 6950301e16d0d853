using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace RootKeyCompliance.Help;

/// <summary>A page of Markdown: its title, what stands before the first section, and the sections.</summary>
internal sealed record Page(string Path, string Title, IReadOnlyList<Block> Introduction, IReadOnlyList<Section> Sections, PlainText Text)
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePipeTables().Build();

    public static Page Read(string path, Topics topics)
    {
        if (!File.Exists(path))
        {
            throw new HelpException(path, "the page is not there");
        }

        var document = Markdig.Markdown.Parse(File.ReadAllText(path), Markdown);
        var text = new PlainText(topics);
        if (document.FirstOrDefault() is not HeadingBlock { Level: 1 } title)
        {
            throw new HelpException(path, "the page does not begin with its title");
        }

        var blocks = document.Skip(1).ToList();
        var starts = blocks.Select((block, index) => (block, index)).Where(each => each.block is HeadingBlock { Level: 2 }).Select(each => each.index).ToList();
        var sections = starts.Zip(starts.Skip(1).Append(blocks.Count), (start, end) =>
            new Section(text.TextOf(((HeadingBlock)blocks[start]).Inline), blocks[(start + 1)..end]));
        return new Page(path, text.TextOf(title.Inline), blocks[..(starts.Count > 0 ? starts[0] : blocks.Count)], [.. sections], text);
    }

    /// <summary>The page without some sections, all of which it has to have.</summary>
    public Page Without(IReadOnlyList<string> titles)
        => titles.FirstOrDefault(title => Sections.All(section => section.Title != title)) is { } missing
            ? throw new HelpException(Path, $"the page has no section '{missing}'")
            : this with { Sections = [.. Sections.Where(section => !titles.Contains(section.Title, StringComparer.Ordinal))] };

    /// <summary>Whether a block is the table of a cmdlet's parameters.</summary>
    public bool IsParameterTable(Block block)
        => block is Table table && Text.CellOf(((TableRow)table[0])[0]) == "parameter";
}

/// <summary>A section of a page.</summary>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks);
