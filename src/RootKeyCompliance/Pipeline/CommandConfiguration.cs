using RootKeyCompliance.Connectors.Configuration;

namespace RootKeyCompliance.Pipeline;

/// <summary>The user's configuration as one run of a command sees it: read when it is first asked, and only then.</summary>
internal sealed class CommandConfiguration
{
    private UserConfiguration? _loaded;

    private UserConfiguration Loaded => _loaded ??= UserConfiguration.Load();

    internal IReadOnlyList<string> NotifierNames => Loaded.NotifierNames;

    internal IReadOnlyList<CisNotifier> Notifiers(string name) => Loaded.Notifiers(name);

    /// <summary>The connection, its references not followed; null when there is no such name.</summary>
    internal ConfiguredConnection? Connection(string name) => Loaded.Connection(ConfigurationName.OfConnection(name));
}
