using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace RootKeyCompliance.Help;

/// <summary>The module's cmdlets, as PowerShell itself sees them.</summary>
internal static class ModuleCommands
{
    /// <summary>The cmdlets, in the order of their names.</summary>
    public static IReadOnlyList<CmdletInfo> Read(string manifest)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.ImportPSModule([manifest]);
        using var shell = PowerShell.Create(state);
        shell.AddCommand("Get-Command").AddParameter("Module", Path.GetFileNameWithoutExtension(manifest)).AddParameter("ErrorAction", "Stop");
        CmdletInfo[] commands = [.. shell.Invoke<CmdletInfo>().OrderBy(command => command.Name, StringComparer.Ordinal)];

        // The parameters are read from the runspace that is about to close.
        foreach (var command in commands)
        {
            _ = command.ParameterSets;
        }

        return commands.Length > 0 ? commands : throw new HelpException(manifest, "the module has no cmdlets");
    }

    /// <summary>The parameters of a set that are the cmdlet's own, with -WhatIf and -Confirm; as they stand in a syntax.</summary>
    public static IEnumerable<CommandParameterInfo> Own(CommandParameterSetInfo set)
        => set.Parameters
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Position < 0 ? int.MaxValue : parameter.Position)
            .ThenByDescending(parameter => parameter.IsMandatory)
            .ThenBy(parameter => Cmdlet.OptionalCommonParameters.Contains(parameter.Name));
}
