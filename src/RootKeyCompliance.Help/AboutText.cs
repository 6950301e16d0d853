using System.Text;

namespace RootKeyCompliance.Help;

/// <summary>A help topic in the form that Get-Help reads.</summary>
internal static class AboutText
{
    private const int Width = 76;

    public static string Write(string name, Page page, IEnumerable<string> seeAlso)
    {
        var text = new StringBuilder();
        Add(text, "TOPIC", [new Paragraph(name)]);
        Add(text, "SHORT DESCRIPTION", [new Paragraph(page.Title)]);
        if (page.Introduction.Count > 0)
        {
            Add(text, "LONG DESCRIPTION", page.Text.ParagraphsOf(page.Introduction));
        }

        foreach (var section in page.Sections)
        {
            Add(text, section.Title.ToUpperInvariant(), page.Text.ParagraphsOf(section.Blocks));
        }

        if (seeAlso.Any())
        {
            Add(text, "SEE ALSO", [Paragraph.AsItStands(string.Join('\n', seeAlso))]);
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static void Add(StringBuilder text, string heading, IEnumerable<Paragraph> paragraphs)
    {
        text.Append(heading).Append('\n');
        foreach (var paragraph in paragraphs)
        {
            foreach (var line in paragraph.Lines(Width))
            {
                text.Append(("    " + line).TrimEnd()).Append('\n');
            }

            text.Append('\n');
        }
    }
}
