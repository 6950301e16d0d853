using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Completion;

/// <summary>
/// Names of the user's configuration, for completion. Follows no references. Whoever presses Tab is not told that the file is damaged:
/// there are no names then, and the command says why.
/// </summary>
internal static class ConfiguredNames
{
    internal static IEnumerable<(string Text, string ToolTip)> Notifiers() => Read(
        configuration => configuration.NotifierNames.Select(name => (name, string.Join("; ", configuration.Notifiers(name)))));

    /// <summary>The default connection is built in where it is not configured.</summary>
    internal static IEnumerable<(string Text, string ToolTip)> Connections() => Read(configuration => configuration.ConnectionNames
        .Append(SteampipeConnectionOptions.DefaultName).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (name, $"Steampipe connection {name}")));

    private static List<(string Text, string ToolTip)> Read(Func<UserConfiguration, IEnumerable<(string Text, string ToolTip)>> names)
    {
        try
        {
            return [.. names(UserConfiguration.Load())];
        }
        catch (CisException)
        {
            return [];
        }
    }
}
