using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RootKeyCompliance.Help;

/// <summary>The summaries of the code's XML documentation, as plain text.</summary>
internal sealed partial class CodeComments
{
    private readonly Dictionary<string, string> _summaries;

    private CodeComments(Dictionary<string, string> summaries) => _summaries = summaries;

    /// <summary>Reads the documentation beside the assemblies.</summary>
    public static CodeComments Read(string folder)
        => new(Directory.EnumerateFiles(folder, "RootKeyCompliance*.xml")
            .SelectMany(file => XDocument.Load(file).Descendants("member"))
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => TextOf(member.Element("summary")!), StringComparer.Ordinal));

    /// <summary>What the code says of a property; of the base class's, where it is inherited.</summary>
    public string? Of(PropertyInfo property) => _summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>What the code says of a type.</summary>
    public string? Of(Type type) => _summaries.GetValueOrDefault($"T:{type.FullName}");

    private static string TextOf(XElement element)
        => Spaces().Replace(string.Concat(element.Nodes().Select(TextOf)), " ").Trim();

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when element.Attribute("cref") is { } reference => reference.Value[(reference.Value.LastIndexOf('.') + 1)..],
        XElement element when element.Attribute("langword") is { } word => word.Value,
        XElement element => TextOf(element),
        _ => "",
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
