using RootKeyCompliance.Connectors.Configuration;

namespace RootKeyCompliance.Completion;

/// <summary>
/// Names of the user's configuration, for completion. Follows no references. Whoever presses Tab is not told that the file is damaged:
/// there are no names then, and the command says why.
/// </summary>
internal static class ConfiguredNames
{
    // Built in where it is not configured.
    private const string DefaultConnection = "default";

    internal static IEnumerable<(string Text, string ToolTip)> Notifiers() => Read(
        configuration => configuration.NotifierNames.Select(name => (name, string.Join("; ", configuration.Notifiers(name)))));

    internal static IEnumerable<(string Text, string ToolTip)> Connections() => Read(
        configuration => configuration.ConnectionNames.Select(name => (Text: name, ToolTip: $"Steampipe connection {name}")))
        .Append((Text: DefaultConnection, ToolTip: "Steampipe connection default"))
        .DistinctBy(name => name.Item1, StringComparer.OrdinalIgnoreCase);

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
