using System.IO.Enumeration;
using System.Text.Json;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>A connection as Steampipe's own table has it.</summary>
/// <param name="Name">Its name, which is its schema's, too.</param>
/// <param name="IsBroken">Whether Steampipe itself says so.</param>
/// <param name="IsAggregator">Whether it stands for several others.</param>
/// <param name="Children">Names or wildcards of those.</param>
/// <param name="Error">What is wrong with it.</param>
/// <param name="Plugin">What it talks to.</param>
internal sealed record SteampipeConnection(string Name, bool IsBroken, bool IsAggregator, IReadOnlyList<string> Children, string? Error, string? Plugin)
{
    internal bool IsOfAws => Plugin is not null && (Plugin == "aws" || Plugin.Contains("/aws", StringComparison.Ordinal) || Plugin.StartsWith("aws@", StringComparison.Ordinal));
}

/// <summary>Which connections the database has, and which of them an unqualified table name leads to.</summary>
internal sealed class SteampipeCatalogue
{
    internal const string SummaryTable = "aws_iam_account_summary";

    private const string Schemas =
        "select n.nspname::text, c.oid = pg_catalog.to_regclass('" + SummaryTable + "')::oid, pg_catalog.has_schema_privilege(n.oid, 'usage') "
        + "from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
        + "where c.relname = '" + SummaryTable + "' and c.relkind in ('r', 'v', 'm', 'f', 'p') order by 1";

    // Under another name before version 0.21, not at all before 0.20.
    private const string ConnectionTable =
        "select coalesce(pg_catalog.to_regclass('steampipe_internal.steampipe_connection'), "
        + "pg_catalog.to_regclass('steampipe_internal.steampipe_connection_state'))::text";

    private readonly Dictionary<string, SteampipeConnection>? _connections;

    private SteampipeCatalogue(IReadOnlyList<string> schemas, string? chosen, bool isDenied, Dictionary<string, SteampipeConnection>? connections)
    {
        TableSchemas = schemas;
        Chosen = chosen;
        IsDenied = isDenied;
        _connections = connections;
    }

    /// <summary>The schemas that have the table.</summary>
    internal IReadOnlyList<string> TableSchemas { get; }

    /// <summary>The schema that the search path leads to; null when there is none.</summary>
    internal string? Chosen { get; }

    /// <summary>Whether the table is there, in schemas that may not be used.</summary>
    internal bool IsDenied { get; }

    /// <summary>AWS connections that Steampipe itself calls broken.</summary>
    internal IEnumerable<SteampipeConnection> Broken => _connections?.Values.Where(connection => connection is { IsBroken: true, IsAggregator: false, IsOfAws: true }) ?? [];

    /// <summary>The other schemas with the table that stand for one connection each, as far as the database says so.</summary>
    internal IEnumerable<string> Others => TableSchemas.Where(schema => schema != Chosen && Find(schema)?.IsAggregator != true);

    /// <summary>An aggregator, if there is one beside the chosen schema.</summary>
    internal string? OtherAggregator => TableSchemas.FirstOrDefault(schema => schema != Chosen && Find(schema)?.IsAggregator == true);

    internal static async Task<SteampipeCatalogue> ReadAsync(SteampipeDatabase database, IActivityLog log, CancellationToken cancellationToken)
    {
        var schemas = new List<string>();
        string? chosen = null;
        var usable = false;
        await foreach (var row in database.ReadAsync(Schemas, [], cancellationToken))
        {
            schemas.Add((string)row[0]!);
            chosen = row[1] is true ? schemas[^1] : chosen;
            usable |= row[2] is true;
        }

        var connections = await ReadConnectionsAsync(database, schemas, log, cancellationToken);
        return new SteampipeCatalogue(schemas, chosen, isDenied: schemas.Count > 0 && !usable, connections);
    }

    internal SteampipeConnection? Find(string name) => _connections?.GetValueOrDefault(name);

    /// <summary>A connection's name, as the text that is kept here already where there is one.</summary>
    internal string Shared(string name) => Find(name)?.Name ?? name;

    /// <summary>What the chosen schema stands for.</summary>
    /// <param name="chosen">The schema.</param>
    /// <param name="seen">The connections that rows have named: all that older servers tell.</param>
    internal SteampipeScope ScopeOf(string chosen, IReadOnlyCollection<string> seen) => Find(chosen) switch
    {
        { IsAggregator: true } aggregator => new SteampipeScope.Aggregator(chosen, Members(aggregator)),
        null when seen.Count == 0 || seen.Any(name => name != chosen) => new SteampipeScope.Unlisted(chosen, [.. Others]),
        _ => new SteampipeScope.Connection(chosen),
    };

    private List<string> Members(SteampipeConnection aggregator) =>
    [
        .. _connections!.Values
            .Where(connection => !connection.IsAggregator && (connection.Plugin is null || connection.Plugin == aggregator.Plugin))
            .Select(connection => connection.Name)
            .Where(name => aggregator.Children.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)))
            .Order(StringComparer.Ordinal),
    ];

    private static async Task<Dictionary<string, SteampipeConnection>?> ReadConnectionsAsync(
        SteampipeDatabase database, IReadOnlyList<string> schemas, IActivityLog log, CancellationToken cancellationToken)
    {
        try
        {
            string? table = null;
            await foreach (var row in database.ReadAsync(ConnectionTable, [], cancellationToken))
            {
                table = row[0] as string;
            }

            if (table is null)
            {
                return null;
            }

            // As JSON, because not every version has every column.
            var connections = new Dictionary<string, SteampipeConnection>(StringComparer.Ordinal);

            // There may be very many connections: a text that several of them have is kept once.
            var texts = new HashSet<string>(schemas, StringComparer.Ordinal);
            await foreach (var row in database.ReadAsync($"select pg_catalog.to_jsonb(c)::text from {table} c", [], cancellationToken))
            {
                using var json = JsonDocument.Parse((string)row[0]!);
                if (Text(json.RootElement, "name") is { } name)
                {
                    name = Once(texts, name);
                    connections[name] = new SteampipeConnection(
                        name,
                        Text(json.RootElement, "state") == "error",
                        Text(json.RootElement, "type") == "aggregator",
                        Texts(json.RootElement, "connections"),
                        Text(json.RootElement, "error"),
                        Text(json.RootElement, "plugin") is { } plugin ? Once(texts, plugin) : null);
                }
            }

            return connections;
        }
        catch (Npgsql.PostgresException e) when (SteampipeFaults.IsOfTheRows(e) || e.SqlState == Npgsql.PostgresErrorCodes.InsufficientPrivilege)
        {
            log.Debug($"The table of Steampipe's connections cannot be read ({e.SqlState}): which connection belongs to which aggregator is not known.");
            return null;
        }
    }

    private static string? Text(JsonElement row, string name)
        => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string[] Texts(JsonElement row, string name)
        => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    private static string Once(HashSet<string> texts, string text)
    {
        if (texts.TryGetValue(text, out var kept))
        {
            return kept;
        }

        texts.Add(text);
        return text;
    }
}
