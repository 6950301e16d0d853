using System.Management.Automation.Language;
using System.Text.Json;
using RootKeyCompliance.Tests.Infrastructure;
using Xunit;

namespace RootKeyCompliance.Tests.Shell;

/// <summary>samples/runbooks, as far as it can be looked at without pwsh; tests/Pester/Runbooks.Tests.ps1 runs it.</summary>
public sealed class RunbookTests
{
    private static readonly string[] OfTheModule = ["Get-CisAccount", "Test-CisRootAccessKey", "Send-CisNotification"];

    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "runbooks");

    public static TheoryData<string> Scripts => [.. Directory.EnumerateFiles(Folder, "*.ps1").Select(path => Path.GetFileName(path)).Sorted()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_parses_and_says_what_it_is_for(string name)
    {
        var tree = Parser.ParseFile(Path.Combine(Folder, name), out _, out var faults);

        Assert.Empty(faults);
        Assert.False(string.IsNullOrWhiteSpace(tree.GetHelpContent().Synopsis));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_uses_only_parameters_that_the_modules_cmdlets_have(string name)
    {
        using var session = ModuleSession.Open();
        var tree = Parser.ParseFile(Path.Combine(Folder, name), out _, out _);
        foreach (var call in tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (call.GetCommandName() is { } command && OfTheModule.Contains(command, StringComparer.Ordinal))
            {
                var used = call.CommandElements.OfType<CommandParameterAst>().Select(parameter => parameter.ParameterName);
                var known = session.Run("(Get-Command $args[0]).Parameters.Keys", command).Texts;
                Assert.Empty(used.Except(known, StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task The_state_machine_maps_over_the_organizations_and_every_state_that_it_names_is_there()
    {
        await using var file = File.OpenRead(Path.Combine(Folder, "many-organizations.asl.json"));
        using var document = await JsonDocument.ParseAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        var machine = document.RootElement;
        var map = machine.GetProperty("States").GetProperty(machine.GetProperty("StartAt").GetString()!);

        Assert.Equal("Map", map.GetProperty("Type").GetString());
        var children = map.GetProperty("ItemProcessor");
        Assert.Equal("DISTRIBUTED", children.GetProperty("ProcessorConfig").GetProperty("Mode").GetString());
        foreach (var each in new[] { machine, children })
        {
            Assert.Equal(
                each.GetProperty("States").EnumerateObject().Select(state => state.Name).Sorted(),
                Targets(each).Append(each.GetProperty("StartAt").GetString()!).Distinct(StringComparer.Ordinal).Sorted());
        }
    }

    /// <summary>Where the states of a machine lead, without those of the machines within.</summary>
    private static IEnumerable<string> Targets(JsonElement machine)
        => machine.GetProperty("States").EnumerateObject().SelectMany(state => Steps(state.Value).Concat(
            Rules(state.Value, "Catch").Concat(Rules(state.Value, "Choices")).SelectMany(Steps)));

    private static IEnumerable<string> Steps(JsonElement element)
        => element.EnumerateObject().Where(property => property.Name is "Next" or "Default").Select(property => property.Value.GetString()!);

    private static JsonElement[] Rules(JsonElement state, string name)
        => state.TryGetProperty(name, out var rules) ? [.. rules.EnumerateArray()] : [];
}
