using System.Runtime.CompilerServices;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>Rows of <c>aws_iam_account_summary</c> as evidence. Columns that a version of the plugin lacks say nothing.</summary>
internal static class SummaryRows
{
    private const string Name = "connection_name";

    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["AccountAccessKeysPresent"] = "account_access_keys_present",
        ["AccountMFAEnabled"] = "account_mfa_enabled",
        ["AccountPasswordPresent"] = "account_password_present",
    };

    private static readonly string[] Plain = ["account_id", "partition", .. Flags.Values];

    /// <summary>The columns of a table, by its name as SQL takes it.</summary>
    internal static async Task<HashSet<string>> ColumnsAsync(SteampipeDatabase database, string relation, CancellationToken cancellationToken)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in database.ReadAsync(
            "select attname::text from pg_catalog.pg_attribute where attrelid = pg_catalog.to_regclass($1) and attnum > 0 and not attisdropped",
            [relation], cancellationToken))
        {
            columns.Add((string)row[0]!);
        }

        return columns;
    }

    /// <summary>What names a row's connection: the column of newer servers, or a field of the older ones; null where there is neither.</summary>
    internal static string? ConnectionName(HashSet<string> columns)
        => columns.Contains("sp_connection_name") ? "sp_connection_name" : columns.Contains("_ctx") ? "_ctx ->> 'connection_name'" : null;

    /// <param name="database">An open connection.</param>
    /// <param name="relation">The table's name as SQL takes it.</param>
    /// <param name="connectionName">The connection that all rows belong to; null where each row says so itself.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal static async IAsyncEnumerable<RootUserEvidence> ReadAsync(
        SteampipeDatabase database, string relation, string? connectionName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var columns = await ColumnsAsync(database, relation, cancellationToken);
        var wanted = Plain.Where(columns.Contains).ToList();
        var list = string.Join(", ", wanted);
        if (connectionName is null && ConnectionName(columns) is { } name)
        {
            list += $"{(list.Length > 0 ? ", " : "")}{name} as {Name}";
            wanted.Add(Name);
        }

        await foreach (var row in database.ReadAsync($"select {list} from {relation}", [], cancellationToken))
        {
            object? Value(string column) => wanted.IndexOf(column) is >= 0 and var index ? row[index] : null;

            var evidence = AccountSummaryEvidence.FromSummary(flag => Value(Flags[flag]) switch
            {
                bool yes => yes ? 1 : 0,
                var value => value,
            }) with
            {
                Source = CisEvidenceSource.Steampipe,
                SourceName = connectionName ?? Value(Name) as string,
                Partition = Value("partition") as string is { Length: > 0 } partition ? partition : null,
            };
            var account = Value("account_id")?.ToString();
            yield return string.IsNullOrEmpty(account) || AwsAccountId.IsValid(account)
                ? evidence with { AccountId = string.IsNullOrEmpty(account) ? null : account }
                : evidence with { Fault = CisFaults.InvalidAccountId(account) };
        }
    }
}
