using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace RootKeyCompliance.Bench;

/// <summary>The PowerShell engine in this process.</summary>
internal static class Engine
{
    internal static string Manifest { get; } = Path.Combine(Metadata("RepositoryRoot"), "RootKeyCompliance.psd1");

    internal static string EmptyModule { get; } = Metadata("EmptyModule");

    /// <summary>A session with a module.</summary>
    internal static PowerShell Import(string module)
    {
        var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        shell.AddCommand("Import-Module").AddParameter("Name", module).AddParameter("ErrorAction", ActionPreference.Stop).Invoke();
        shell.Commands.Clear();
        return shell;
    }

    private static string Metadata(string key)
        => typeof(Engine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
