using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

// This program must not report its use or ask for updates: it handles data about root users.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
Environment.SetEnvironmentVariable("POWERSHELL_UPDATECHECK", "Off");

var manifest = FindManifest();
if (manifest is null)
{
    Console.Error.WriteLine($"There is no RootKeyCompliance.psd1 in {AppContext.BaseDirectory} or a folder above it. Run the Shell from the repository.");
    return 1;
}

var state = InitialSessionState.CreateDefault();
state.ImportPSModule(manifest);
if (OperatingSystem.IsWindows())
{
    state.ExecutionPolicy = ExecutionPolicy.Bypass;
}

const string Banner = "PowerShell with the module RootKeyCompliance. Try: Get-ChildItem samples/*.csv | Test-CisRootAccessKey";
// If the module cannot be imported, the host returns but leaves a thread behind that would keep the process alive.
Environment.Exit(ConsoleShell.Start(state, Banner, helpText: null, ["-NoProfile", .. args]));
return 0;

static string? FindManifest()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        var path = Path.Combine(folder.FullName, "RootKeyCompliance.psd1");
        if (File.Exists(path))
        {
            return path;
        }
    }

    return null;
}
