using System.Management.Automation;

namespace RootKeyCompliance.Checks;

/// <summary>Turns PowerShell paths into files. A path that leads nowhere stays in the list: it has to be answered for.</summary>
internal static class ReportPaths
{
    /// <summary>Follows wildcards.</summary>
    internal static IEnumerable<string> Resolve(PSCmdlet command, string path)
    {
        var files = command.GetResolvedProviderPathFromPSPath(path, out _);
        return files.Count > 0 ? files : [path];
    }

    /// <summary>The files, or the path itself where it cannot be resolved.</summary>
    internal static IEnumerable<string> Existing(string path, Func<string, IEnumerable<string>> resolve)
    {
        try
        {
            return resolve(path);
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSArgumentException or NotSupportedException)
        {
            return [path];
        }
    }
}
