using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace RootKeyCompliance.Help;

/// <summary>The help of cmdlets in MAML, the XML that Get-Help reads.</summary>
internal sealed class MamlFile
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace Items = "http://msh";

    private readonly CmdletInfo _command;
    private readonly CommandPage _page;
    private readonly CodeComments _comments;
    private readonly object _fresh;

    private MamlFile(CmdletInfo command, CommandPage page, CodeComments comments)
    {
        _command = command;
        _page = page;
        _comments = comments;
        _fresh = Activator.CreateInstance(command.ImplementingType)!;
    }

    public static void Write(string path, IEnumerable<(CmdletInfo Command, CommandPage Page)> commands, CodeComments comments)
    {
        var root = new XElement(Items + "helpItems", new XAttribute("schema", "maml"), commands.Select(each => new MamlFile(each.Command, each.Page, comments).Write()));
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) });
        new XDocument(root).Save(writer);
    }

    private XElement Write() => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", _command.Name),
            new XElement(Command + "verb", _command.Verb),
            new XElement(Command + "noun", _command.Noun),
            Description([new Paragraph(_page.Synopsis)])),
        Description(_page.Description.Count > 0 ? _page.Description : [new Paragraph(_page.Synopsis)]),
        new XElement(Command + "syntax", _command.ParameterSets.Select(Syntax)),
        new XElement(Command + "parameters", Parameters().Select(parameter => Parameter(parameter, inSyntax: false))),
        new XElement(Command + "inputTypes", Inputs()),
        new XElement(Command + "returnValues", Outputs()),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", _page.Notes.Select(Para))),
        new XElement(Command + "examples", _page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", _page.Links.Select(Link)));

    private static XElement Description(IEnumerable<Paragraph> paragraphs) => new(Maml + "description", paragraphs.Select(Para));

    private static XElement Para(Paragraph paragraph) => new(Maml + "para", paragraph.Text);

    private XElement Syntax(CommandParameterSetInfo set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", _command.Name),
        ModuleCommands.Own(set).Select(parameter => Parameter(parameter, inSyntax: true)));

    /// <summary>Each parameter once, as a set has it that takes it from the pipeline, where one does: what differs is in the syntax.</summary>
    private IEnumerable<CommandParameterInfo> Parameters()
        => _command.ParameterSets.SelectMany(ModuleCommands.Own)
            .GroupBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(group => group.FirstOrDefault(parameter => parameter.ValueFromPipeline || parameter.ValueFromPipelineByPropertyName) ?? group.First())
            .OrderBy(parameter => Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
            .ThenBy(parameter => parameter.Name, StringComparer.Ordinal);

    private XElement Parameter(CommandParameterInfo parameter, bool inSyntax)
    {
        var isSwitch = parameter.ParameterType == typeof(SwitchParameter);
        var element = new XElement(
            Command + "parameter",
            new XAttribute("required", parameter.IsMandatory ? "true" : "false"),
            new XAttribute("variableLength", parameter.ParameterType.IsArray ? "true" : "false"),
            new XAttribute("globbing", parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any() ? "true" : "false"),
            new XAttribute("pipelineInput", PipelineInput(parameter)),
            new XAttribute("position", parameter.Position < 0 ? "named" : parameter.Position.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(Maml + "name", parameter.Name),
            Description([new Paragraph(TextOf(parameter))]));
        if (inSyntax && Choices(parameter) is { Length: > 0 } choices)
        {
            element.Add(new XElement(Command + "parameterValueGroup", choices.Select(ParameterValue)));
        }

        if (!isSwitch)
        {
            element.Add(ParameterValue(NameOf(parameter.ParameterType)));
        }

        element.Add(
            new XElement(Dev + "type", new XElement(Maml + "name", NameOf(parameter.ParameterType)), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", isSwitch ? "False" : DefaultOf(parameter.Name) ?? "None"));
        return element;
    }

    private static XElement ParameterValue(string text)
        => new(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), text);

    private static string[] Choices(CommandParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsEnum ? Enum.GetNames(type) : parameter.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues).ToArray();
    }

    private static string PipelineInput(CommandParameterInfo parameter) => (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static string NameOf(Type type) => type switch
    {
        { IsArray: true } => NameOf(type.GetElementType()!) + "[]",
        _ when Nullable.GetUnderlyingType(type) is { } inner => NameOf(inner),
        _ when type == typeof(string) => "string",
        _ when type == typeof(int) => "int",
        _ when type == typeof(object) => "object",
        _ when type == typeof(PSObject) => "psobject",
        _ when type == typeof(PSCredential) => "pscredential",
        _ when type == typeof(bool) => "bool",
        _ => type.Name,
    };

    private string TextOf(CommandParameterInfo parameter) => parameter.Name switch
    {
        "WhatIf" => "Shows what would happen if the cmdlet runs. The cmdlet is not run.",
        "Confirm" => "Prompts you for confirmation before running the cmdlet.",
        _ => _page.Parameters.GetValueOrDefault(parameter.Name)
            ?? _comments.Of(PropertyOf(parameter.Name))
            ?? throw new HelpException(_command.ImplementingType.Name, $"-{parameter.Name} has neither a row in the page nor XML documentation"),
    };

    private PropertyInfo PropertyOf(string parameter) => _command.ImplementingType.GetProperty(parameter)!;

    /// <summary>What a new instance holds.</summary>
    private string? DefaultOf(string parameter) => Cmdlet.OptionalCommonParameters.Contains(parameter) ? null : PropertyOf(parameter).GetValue(_fresh) switch
    {
        null or "" => null,
        object[] many => string.Join(", ", many),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private IEnumerable<XElement> Inputs()
        => Parameters().Where(parameter => parameter.ValueFromPipeline).Select(parameter => new XElement(
            Command + "inputType",
            new XElement(Dev + "type", new XElement(Maml + "name", NameOf(parameter.ParameterType))),
            Description([new Paragraph(TextOf(parameter))])));

    private IEnumerable<XElement> Outputs()
        => _command.OutputType.Select(each => Output(NameOf(each.Type), _comments.Of(each.Type) ?? "")).DefaultIfEmpty(Output("None", ""));

    private static XElement Output(string type, string text) => new(
        Command + "returnValue",
        new XElement(Dev + "type", new XElement(Maml + "name", type)),
        Description([new Paragraph(text)]));

    private static XElement Example(CommandExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"---------- Example {(index + 1).ToString(CultureInfo.InvariantCulture)}: {example.Title} ----------"),
        new XElement(Dev + "code", example.Code),

        // Get-Help leaves no room of its own before the next one.
        new XElement(Dev + "remarks", example.Remarks.Append(new Paragraph("")).Append(new Paragraph("")).Select(Para)));

    private static XElement Link(string name) => new(Maml + "navigationLink", new XElement(Maml + "linkText", name), new XElement(Maml + "uri"));
}
