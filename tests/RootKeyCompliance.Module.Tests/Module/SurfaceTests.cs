using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The module's public surface, compared with Surface.txt: scripts depend on every line of it. A change of it belongs into
/// Surface.txt in the same commit; the failing test writes the new text to Surface.actual.txt beside the test's assembly.
/// </summary>
public sealed class SurfaceTests
{
    private static readonly HashSet<string> Common =
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters.Where(name => name is not ("WhatIf" or "Confirm"))];

    [Fact]
    public async Task The_surface_is_as_agreed()
    {
        using var session = ModuleSession.Open();
        var commands = session.Run("Get-Command -Module RootKeyCompliance").Output.Select(item => (CmdletInfo)item.BaseObject);
        var actual = string.Join('\n', commands.OrderBy(command => command.Name, StringComparer.Ordinal).Select(Describe));

        var agreed = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests", "RootKeyCompliance.Module.Tests", "Module", "Surface.txt"), TestContext.Current.CancellationToken);
        if (agreed.ReplaceLineEndings("\n") != actual)
        {
            await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Surface.actual.txt"), actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(agreed.ReplaceLineEndings("\n"), actual);
    }

    [Fact]
    public void Only_cmdlets_are_exported_and_the_import_raises_no_warning()
    {
        using var session = ModuleSession.OpenWithoutModule();

        var run = session.Run("Import-Module $args[0] -PassThru", Repository.Manifest);

        var module = (PSModuleInfo)run.Output.Single().BaseObject;
        Assert.Equal(12, module.ExportedCmdlets.Count);
        Assert.Equal(module.ExportedCmdlets.Count, module.ExportedCommands.Count);
        Assert.Empty(module.ExportedVariables);
        Assert.Empty(run.Warnings);
    }

    private static string Describe(CmdletInfo command)
    {
        var attribute = command.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{command.Name}\n");
        text.Append(CultureInfo.InvariantCulture, $"  default set: {command.DefaultParameterSet ?? "none"}; ");
        text.Append(CultureInfo.InvariantCulture, $"should process: {attribute.SupportsShouldProcess}, impact {attribute.ConfirmImpact}\n");
        text.Append("  output: ").AppendJoin(", ", command.OutputType.Select(type => type.Name)).Append('\n');
        var own = command.Parameters.Values.Where(parameter => !Common.Contains(parameter.Name));
        foreach (var parameter in own.OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"  -{parameter.Name} <{TypeName(parameter.ParameterType)}>");
            if (parameter.Aliases.Count > 0)
            {
                text.Append(" alias ").AppendJoin(", ", parameter.Aliases.Order(StringComparer.Ordinal));
            }

            foreach (var name in Traits(parameter.Attributes))
            {
                text.Append("; ").Append(name);
            }

            foreach (var (set, data) in parameter.ParameterSets.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n      {set}:{Place(data)}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Place(ParameterSetMetadata data)
    {
        var words = new[]
        {
            data.IsMandatory ? " mandatory" : "",
            data.Position == int.MinValue ? "" : string.Create(CultureInfo.InvariantCulture, $" position {data.Position}"),
            data.ValueFromPipeline ? " pipeline" : "",
            data.ValueFromPipelineByPropertyName ? " property" : "",
            data.ValueFromRemainingArguments ? " rest" : "",
        };
        var text = string.Concat(words);
        return text.Length == 0 ? " named" : text;
    }

    private static IEnumerable<string> Traits(Collection<Attribute> attributes) => attributes
        .Where(attribute => attribute is ValidateArgumentsAttribute or ArgumentCompleterAttribute or SupportsWildcardsAttribute)
        .Select(attribute => attribute switch
        {
            ArgumentCompleterAttribute completer => completer.Type!.Name,
            ValidateRangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.MinRange} to {range.MaxRange}"),
            _ => attribute.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal),
        })
        .Order(StringComparer.Ordinal);

    private static string TypeName(Type type)
    {
        var name = LanguagePrimitives.ConvertTypeNameToPSTypeName(type.FullName).Trim('[', ']');
        return type.IsArray ? name + "[]" : name;
    }
}
