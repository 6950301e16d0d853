using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Checks;

/// <summary>What <c>-Database</c> may be called by: the one place that knows which connections are configured.</summary>
internal static class SteampipeConnections
{
    private const string EnvironmentPrefix = "env:";

    /// <summary>The names that can be given.</summary>
    internal static IEnumerable<string> Names => [SteampipeConnectionOptions.DefaultName];

    /// <summary>The name to use when none is given; null when no such connection is configured.</summary>
    internal static string? Default => Configured(SteampipeConnectionOptions.DefaultName) is null ? null : SteampipeConnectionOptions.DefaultName;

    /// <exception cref="CisException">It is no connection.</exception>
    internal static SteampipeSource Open(string? database, int commandTimeout, bool skipKeyDetail)
        => string.IsNullOrWhiteSpace(database)
            ? throw new CisException(CisFaults.ParameterEmpty("-Database"))
            : new SteampipeSource(SteampipeConnectionOptions.Parse(database, Configured, Resolve, commandTimeout, skipKeyDetail));

    /// <summary>The connection string of a configured connection, by its bare name; null where there is none.</summary>
    private static string? Configured(string name) => null;

    /// <summary>What a value stands for that begins with env: or vault:.</summary>
    private static string Resolve(string value)
    {
        if (!value.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
        {
            throw new CisException(CisFaults.InvalidDatabase("secrets of a vault are not available here; use env:NAME."));
        }

        var name = value[EnvironmentPrefix.Length..];
        return Environment.GetEnvironmentVariable(name) is { Length: > 0 } found
            ? found
            : throw new CisException(CisFaults.InvalidDatabase("the environment variable that env: names is not set."));
    }
}
