using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Checks;

/// <summary>What <c>-Database</c> may be called by.</summary>
/// <param name="configured">A configured connection, by its bare name, its references not followed; null where there is none.</param>
/// <param name="follow">What a value stands for that begins with env: or vault:.</param>
internal sealed class SteampipeConnections(Func<string, ConfiguredConnection?> configured, Func<string, string> follow)
{
    /// <summary>The name to use when none is given; null when no such connection is configured.</summary>
    internal string? Default => configured(SteampipeConnectionOptions.DefaultName) is null ? null : SteampipeConnectionOptions.DefaultName;

    /// <exception cref="CisException">It is no connection.</exception>
    internal SteampipeSource Open(string? database, int commandTimeout, bool skipKeyDetail)
        => string.IsNullOrWhiteSpace(database)
            ? throw new CisException(CisFaults.ParameterEmpty("-Database"))
            : new SteampipeSource(SteampipeConnectionOptions.Parse(database, configured, follow, commandTimeout, skipKeyDetail));
}
