using System.Globalization;

namespace RootKeyCompliance.Help;

/// <summary>The pages of docs/ that are no cmdlet's: each is a help topic, about_RootKeyCompliance_…; README.md is the one before them.</summary>
internal sealed class Topics
{
    private const string First = "about_RootKeyCompliance";

    // For who reads the source, which has them.
    private static readonly string[] OfTheSource = ["architecture", "performance"];

    // What README.md says of the source.
    private static readonly string[] SectionsOfTheSource = ["Build, test, install", "Without installing PowerShell", "More"];

    private readonly string _docs;
    private readonly HashSet<string> _commands;
    private readonly Dictionary<string, string> _names;

    private Topics(string docs, HashSet<string> commands, Dictionary<string, string> names) => (_docs, _commands, _names) = (docs, commands, names);

    public static Topics Find(string docs, IEnumerable<string> commandNames)
    {
        var commands = commandNames.ToHashSet(StringComparer.Ordinal);
        var names = Directory.EnumerateFiles(docs, "*.md")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(page => !commands.Contains(page) && !OfTheSource.Contains(page))
            .Order(StringComparer.Ordinal)
            .ToDictionary(page => page, page => $"{First}_{PascalCase(page)}", StringComparer.Ordinal);
        return new Topics(docs, commands, names);
    }

    /// <summary>What Get-Help finds a page by; null for what is not part of the help.</summary>
    public string? NameOf(string link)
    {
        var page = Path.GetFileNameWithoutExtension(link.Split('#')[0]);
        return link.Contains("://", StringComparison.Ordinal) ? null
            : _commands.Contains(page) ? page
            : page == "README" ? First
            : _names.GetValueOrDefault(page);
    }

    /// <summary>Each topic's name and text.</summary>
    public IEnumerable<(string Name, string Text)> Write(string readme)
    {
        // Its title is only the name.
        var page = Page.Read(readme, this).Without(SectionsOfTheSource);
        var said = page.Text.ParagraphsOf(page.Introduction).First().Text;
        yield return (First, AboutText.Write(First, page with { Title = said, Introduction = [.. page.Introduction.Skip(1)] }, _names.Values));
        foreach (var (file, name) in _names)
        {
            yield return (name, AboutText.Write(name, Page.Read(Path.Combine(_docs, $"{file}.md"), this), []));
        }
    }

    private static string PascalCase(string page)
        => string.Concat(page.Split('-').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
