using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RootKeyCompliance.Help;

/// <summary>What a cmdlet's page says, in the parts that Get-Help shows.</summary>
/// <param name="Synopsis">What it is for, in one paragraph.</param>
/// <param name="Parameters">What it says of parameters that have a row of their own.</param>
/// <param name="Description">All that belongs to no other part.</param>
/// <param name="Notes">Errors and permissions.</param>
/// <param name="Examples">The examples.</param>
/// <param name="Links">The cmdlets and topics that the page leads to.</param>
internal sealed record CommandPage(
    string Synopsis,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<Paragraph> Description,
    IReadOnlyList<Paragraph> Notes,
    IReadOnlyList<CommandExample> Examples,
    IReadOnlyList<string> Links)
{
    private static readonly string[] NoteTitles = ["Errors", "Permissions"];

    public static CommandPage Read(string path, Topics topics)
    {
        var page = Page.Read(path, topics);
        var text = page.Text;
        var introduction = page.Introduction.SkipWhile(block => block is not ParagraphBlock).ToList();
        if (introduction.Count == 0)
        {
            throw new HelpException(path, "the page does not say what the cmdlet is for");
        }

        // PowerShell writes the syntax itself, and parameters have a part of their own.
        var syntax = introduction.OfType<CodeBlock>().FirstOrDefault();
        var description = introduction.Skip(1).Where(block => block != syntax && !page.IsParameterTable(block));
        var sections = page.Sections.Where(section => section.Title is not ("Parameters" or "Examples"));
        return new CommandPage(
            text.TextOf(((ParagraphBlock)introduction[0]).Inline),
            ReadParameters(page),
            [.. text.ParagraphsOf(description), .. sections.Where(section => !NoteTitles.Contains(section.Title)).SelectMany(section => ParagraphsOf(section, text))],
            [.. sections.Where(section => NoteTitles.Contains(section.Title)).SelectMany(section => ParagraphsOf(section, text))],
            ReadExamples(page),
            [.. LinksOf(page, topics)]);
    }

    private static IEnumerable<Paragraph> ParagraphsOf(Section section, PlainText text)
        => text.ParagraphsOf(section.Blocks).Prepend(new Paragraph(section.Title.ToUpperInvariant()));

    private static Dictionary<string, string> ReadParameters(Page page)
        => page.Introduction.Concat(page.Sections.SelectMany(section => section.Blocks)).Where(page.IsParameterTable)
            .SelectMany(table => ((Table)table).Skip(1).Cast<TableRow>())
            .Where(row => ((TableCell)row[0]).Descendants<CodeInline>().Count(code => code.Content[0] == '-') == 1)
            .ToDictionary(
                row => ((TableCell)row[0]).Descendants<CodeInline>().First().Content[1..],
                row => page.Text.CellOf(row[1]),
                StringComparer.Ordinal);

    /// <summary>Each example has a heading, its commands with what they put out, and what there is to say about it.</summary>
    private static List<CommandExample> ReadExamples(Page page)
    {
        var section = page.Sections.SingleOrDefault(section => section.Title == "Examples")
            ?? throw new HelpException(page.Path, "the page has no examples");
        var examples = new List<CommandExample>();
        foreach (var block in section.Blocks)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    examples.Add(new CommandExample(page.Text.TextOf(heading.Inline), "", []));
                    break;
                case CodeBlock code when examples is [.., { Code: "" } last]:
                    examples[^1] = last with { Code = PlainText.CodeOf(code) };
                    break;
                case not CodeBlock when examples is [.., var last]:
                    examples[^1] = last with { Remarks = [.. last.Remarks, .. page.Text.ParagraphsOf([block])] };
                    break;
                default:
                    throw new HelpException(page.Path, "an example has to be a heading with one block of code");
            }
        }

        return examples is [] || examples.Any(example => example.Code.Length == 0)
            ? throw new HelpException(page.Path, "an example has no code")
            : examples;
    }

    private static IEnumerable<string> LinksOf(Page page, Topics topics)
        => page.Introduction.Concat(page.Sections.SelectMany(section => section.Blocks))
            .SelectMany(block => block.Descendants<LinkInline>())
            .Select(link => topics.NameOf(link.Url ?? ""))
            .OfType<string>()
            .Where(name => name != page.Title)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
}

/// <summary>An example of a cmdlet's page.</summary>
internal sealed record CommandExample(string Title, string Code, IReadOnlyList<Paragraph> Remarks);
