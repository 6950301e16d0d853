using System.Globalization;

namespace RootKeyCompliance.Bench;

/// <summary>
/// A database as Steampipe's with an aggregator over a fleet of accounts, a connection and a schema for each. One account in a hundred has
/// a root access key: a third of these an active one, a third an active and an inactive one, a third an inactive one alone.
/// </summary>
internal sealed class SteampipeFleet
{
    private const int AccountsPerKey = 100;
    private const string Aggregator = "aws_all";

    private readonly PostgresCluster _cluster;
    private readonly string _database;

    private SteampipeFleet(PostgresCluster cluster, int accounts)
    {
        _cluster = cluster;
        _database = string.Create(CultureInfo.InvariantCulture, $"fleet_{accounts}");
        Accounts = accounts;
    }

    internal int Accounts { get; }

    internal int Failing => Accounts / AccountsPerKey;

    /// <summary>Failing accounts whose only key is inactive.</summary>
    internal int Inactive => Failing / 3;

    internal string Url => _cluster.Url(_database);

    internal static async Task<SteampipeFleet> CreateAsync(PostgresCluster cluster, int accounts)
    {
        var fleet = new SteampipeFleet(cluster, accounts);
        await cluster.RunAsync($"create database {fleet._database};");
        await cluster.RunAsync(Fill(fleet._database, accounts), fleet._database);
        return fleet;
    }

    /// <summary>The rows that the module reads, as psql copies them: what the database and the wire alone take.</summary>
    internal Task CopyAsync() => _cluster.RunAsync(
        "copy (select account_id, partition, account_access_keys_present, account_mfa_enabled, account_password_present, "
        + $"sp_connection_name from {SteampipeTables.Summary}) to stdout;",
        _database);

    private static string Fill(string database, int accounts)
    {
        var rows = string.Create(CultureInfo.InvariantCulture, $"""
            generate_series(1, {accounts}) as account,
              lateral (select 'aws_' || to_char(account, 'FM000000') as connection, (100000000000 + account)::text as id,
                account % {AccountsPerKey} = 0 as has_key, account / {AccountsPerKey} % 3 as kind) as seeded
            """);
        return $"""
            {SteampipeTables.CreateConnection(Aggregator)}
            insert into {Aggregator}.{SteampipeTables.Summary} (access_keys_per_user_quota, account_access_keys_present, account_mfa_enabled,
                account_password_present, users, partition, region, account_id, _ctx, sp_connection_name)
              select 2, has_key::int, true, true, 7, 'aws', 'global', id, jsonb_build_object('connection_name', connection), connection
              from {rows};
            insert into {Aggregator}.{SteampipeTables.Report} (user_name, user_arn, user_creation_time, generated_time,
                access_key_1_active, access_key_1_last_rotated, access_key_1_last_used_date, access_key_1_last_used_region,
                access_key_1_last_used_service, access_key_2_active, access_key_2_last_rotated,
                mfa_active, password_enabled, partition, region, account_id, _ctx, sp_connection_name)
              select '<root_account>', 'arn:aws:iam::' || id || ':root', '2019-03-11T09:14:27Z', '2026-11-20T10:00:00Z',
                kind > 0, '2021-06-17T12:30:05Z', '2026-11-19T08:15:00Z', 'us-east-1',
                's3', false, case when kind = 2 then timestamptz '2020-01-01T00:00:00Z' end,
                true, true, 'aws', 'global', id, jsonb_build_object('connection_name', connection), connection
              from {rows} where has_key;

            {SteampipeTables.CreateList}
            insert into steampipe_internal.steampipe_connection (name, state, type, connections, plugin)
              select connection, 'ready', 'plugin', null, '{SteampipeTables.Plugin}' from {rows}
              union all select '{Aggregator}', 'ready', 'aggregator', array['aws_*'], '{SteampipeTables.Plugin}';

            create foreign data wrapper steampipe;
            create server steampipe foreign data wrapper steampipe;
            select format('create schema %I', connection),
                format('create foreign table %I.{SteampipeTables.Summary} () server steampipe', connection)
              from {rows} \gexec

            alter database {database} set search_path = {Aggregator};
            analyze;
            """;
    }
}
