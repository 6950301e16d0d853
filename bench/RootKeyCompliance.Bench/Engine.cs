using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace RootKeyCompliance.Bench;

/// <summary>The PowerShell engine in this process.</summary>
internal static class Engine
{
    internal static string Manifest { get; } = Path.Combine(Metadata("RepositoryRoot"), "RootKeyCompliance.psd1");

    /// <summary>The path of pwsh.dll.</summary>
    internal static string Pwsh { get; } = Metadata(OperatingSystem.IsWindows() ? "PwshWindows" : "PwshUnix");

    /// <summary>The path of this program, also inside pwsh.</summary>
    internal static string Program { get; } = Path.ChangeExtension(typeof(Engine).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);

    /// <summary>The version of PowerShell. The assembly's own version lacks the patch.</summary>
    internal static string Version { get; } =
        typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split(' ', '+')[0];

    internal static bool IsInPwsh => Assembly.GetEntryAssembly()?.GetName().Name == "pwsh";

    internal static string EmptyModule { get; } = Metadata("EmptyModule");

    /// <summary>A session with a module, and with cmdlets of the benchmark's own.</summary>
    internal static PowerShell Import(string module, params Type[] cmdlets)
    {
        var state = InitialSessionState.CreateDefault2();
        foreach (var cmdlet in cmdlets)
        {
            var name = cmdlet.GetCustomAttribute<CmdletAttribute>()!;
            state.Commands.Add(new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", cmdlet, helpFileName: null));
        }

        var shell = PowerShell.Create(state);
        shell.AddCommand("Import-Module").AddParameter("Name", module).AddParameter("ErrorAction", ActionPreference.Stop).Invoke();
        shell.Commands.Clear();
        return shell;
    }

    private static string Metadata(string key)
        => typeof(Engine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
