using System.Management.Automation;

namespace RootKeyCompliance.Checks;

/// <summary>
/// Turns PowerShell paths into files. A path that leads nowhere stays in the list, because it has to be answered for; it is made
/// a full path all the same: left as it is, it would be looked for below the process's folder, which is not the session's.
/// </summary>
internal static class ReportPaths
{
    private const string FileProvider = "FileSystem";

    /// <summary>Follows wildcards.</summary>
    internal static IEnumerable<string> Resolve(PSCmdlet command, string path)
    {
        try
        {
            var files = command.GetResolvedProviderPathFromPSPath(path, out var provider);
            return files.Count > 0 ? files.Select(file => Place(file, provider)) : [Literal(command, path)];
        }
        catch (Exception e) when (IsNowhere(e))
        {
            return [Literal(command, path)];
        }
    }

    /// <summary>Takes the path by name, as it stands.</summary>
    internal static string Literal(PSCmdlet command, string path)
    {
        try
        {
            return Place(command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _), provider);
        }
        catch (Exception e) when (IsNowhere(e))
        {
            return path;
        }
    }

    // What another provider calls a path could be the name of a file somewhere: it must not be read for that.
    private static string Place(string path, ProviderInfo provider) => provider.Name == FileProvider ? path : $"{provider.Name}::{path}";

    private static bool IsNowhere(Exception exception) => exception
        is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSArgumentException
        or NotSupportedException;
}
