using System.Management.Automation;

namespace RootKeyCompliance.Shell;

internal static class HelpText
{
    public const string Usage = "TODO";

    public static string Version =>
        $"RootKeyCompliance {typeof(HelpText).Assembly.GetName().Version?.ToString(3)} on PowerShell engine {typeof(PSObject).Assembly.GetName().Version?.ToString(3)}";
}
