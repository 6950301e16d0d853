using System.Management.Automation;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Notifications;

namespace RootKeyCompliance.Pipeline;

/// <summary>The user's configuration as one run of a command sees it: read when it is first asked, and only then.</summary>
internal sealed class CommandConfiguration
{
    private UserConfiguration? _loaded;

    private UserConfiguration Loaded => _loaded ??= UserConfiguration.Load();

    internal IReadOnlyList<string> NotifierNames => Loaded.NotifierNames;

    internal IReadOnlyList<CisNotifier> Notifiers(string name) => Loaded.Notifiers(name);

    /// <summary>The connection string, its references followed; null when there is no such name.</summary>
    internal string? Connection(string name, PSCmdlet command)
        => Loaded.Connection(ConfigurationName.OfConnection(name)) is { } connection ? connection.Join(new SettingReader(command).Follow) : null;
}
