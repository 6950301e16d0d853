using System.Management.Automation.Language;

namespace RootKeyCompliance.Tests;

/// <summary>samples/runbooks, as it can be read; the tests beside this one run it.</summary>
public sealed class ScriptTests
{
    private static readonly string[] OfTheModule =
        ["Compare-CisFinding", "Export-CisReport", "Get-CisAccount", "New-CisNotifier", "Send-CisNotification", "Test-CisRootAccessKey"];

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
}
