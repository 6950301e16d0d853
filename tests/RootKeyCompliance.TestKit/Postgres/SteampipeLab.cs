using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.TestKit;

/// <summary>One PostgreSQL for all tests of a run, started by the first that needs it; each test has a database of its own in it.</summary>
public sealed class SteampipeLab : IAsyncDisposable
{
    // Nobody from this database: what "no pg_hba.conf entry" is tested with.
    private const string Hba = "host nobody_may all 0.0.0.0/0 reject";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private PostgresCluster? _cluster;
    private int _databases;

    internal static ConfiguredConnection? ConfiguredNothing(string name) => null;

    internal static string ResolveNothing(string value) => throw new InvalidOperationException("Nothing is to be resolved here.");

    internal async Task<PostgresCluster> ClusterAsync()
    {
        ExternalTool.Need("postgresql", PostgresCluster.Missing);
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _cluster ??= await PostgresCluster.StartAsync(tls: true, Hba);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A new database like Steampipe's.</summary>
    internal async Task<SteampipeServer> CreateAsync(string? name = null)
    {
        var cluster = await ClusterAsync();
        var database = name ?? $"steampipe_{Interlocked.Increment(ref _databases)}";
        await cluster.RunAsync($"create database {database};");
        return new SteampipeServer(cluster, database);
    }

    /// <summary>An aggregator over an account with a key, one without, and a connection that fails.</summary>
    internal async Task<SteampipeServer> SampleAsync(string withKey, string withoutKey, string failure)
    {
        var server = await CreateAsync();
        foreach (var name in new[] { "one", "two", "bad" })
        {
            await server.ConnectionAsync(name);
        }

        await server.AccountAsync("one", withKey, "1");
        await server.ReportAsync("one", withKey);
        await server.AccountAsync("two", withoutKey);
        await server.BreakAsync("bad", failure);
        await server.AggregatorAsync("everything", "one", "two", "bad");
        await server.ListAsync(
            ("everything", "aggregator", "ready", null, ["*"]), ("one", "plugin", "ready", null, []), ("two", "plugin", "ready", null, []),
            ("bad", "plugin", "ready", null, []));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}

/// <summary>A database with the tables that Steampipe's AWS plugin has: the same columns, the same types.</summary>
internal sealed class SteampipeServer(PostgresCluster cluster, string database)
{
    internal const string Table = SteampipeTables.Summary;
    internal const string ReportTable = SteampipeTables.Report;

    internal PostgresCluster Cluster => cluster;

    /// <summary>A connection whose last row is not given out before advisory lock 42 is free.</summary>
    internal async Task GateAsync(int before, string last = "111122223333")
    {
        await ConnectionAsync("prod");
        await RunAsync($"""
            create function prod.wait(anything text) returns text language plpgsql volatile as $$ begin perform pg_advisory_lock_shared(42); return anything; end $$;
            alter table prod.{Table} rename to good_rows;
            insert into prod.good_rows (account_access_keys_present, partition, account_id, sp_connection_name) select 0, 'aws', to_char(n, 'FM000000000000'), 'prod' from generate_series(1, {before}) n;
            create view prod.{Table} as select * from prod.good_rows
              union all select null, 0, null, null, null, 'aws', null, prod.wait('{last}'), null, 'prod', null;
            """);
        await SearchAsync("prod");
    }

    internal string Database => database;

    internal string Place => $"127.0.0.1:{cluster.Port}/{database}";

    internal string Url(string parameters = "") => cluster.Url(database, parameters: parameters);

    internal Task<string> RunAsync(string sql) => cluster.RunAsync(sql, database);

    /// <summary>A connection's schema with both tables.</summary>
    /// <param name="name">The connection.</param>
    /// <param name="isNew">Whether the server is one with the column sp_connection_name.</param>
    internal Task ConnectionAsync(string name, bool isNew = true) => RunAsync(SteampipeTables.CreateConnection(name, isNew));

    /// <summary>An account's row; <paramref name="keys"/> is account_access_keys_present as SQL.</summary>
    internal Task AccountAsync(string connection, string id, string keys = "0", bool isNew = true) => RunAsync(
        $"insert into {connection}.{Table} (account_access_keys_present, account_mfa_enabled, account_password_present, partition, region, account_id, _ctx{(isNew ? ", sp_connection_name" : "")}) "
        + $"values ({keys}, true, true, 'aws', 'global', '{id}', '{Context(connection)}'{(isNew ? $", '{connection}'" : "")});");

    /// <summary>The row of the root user in an account's credential report, with one active and, if wanted, one inactive key.</summary>
    internal Task ReportAsync(string connection, string id, bool withInactive = false, bool isNew = true) => RunAsync(
        $"insert into {connection}.{ReportTable} (user_name, user_arn, generated_time, access_key_1_active, access_key_1_last_rotated, access_key_1_last_used_date, "
        + "access_key_1_last_used_region, access_key_1_last_used_service, access_key_2_active, access_key_2_last_rotated, mfa_active, password_enabled, password_status, partition, account_id, _ctx"
        + $"{(isNew ? ", sp_connection_name" : "")}) values ('<root_account>', 'arn:aws:iam::{id}:root', '2026-11-20T10:00:00Z', true, '2021-06-17T12:30:05Z', '2026-11-19T08:15:00Z', "
        + $"'us-east-1', 's3', false, {(withInactive ? "'2020-01-01T00:00:00Z'" : "null")}, true, true, 'used', 'aws', '{id}', '{Context(connection)}'{(isNew ? $", '{connection}'" : "")});");

    /// <summary>An aggregator over connections, first in the search path. Steampipe's is one, too: one query over all.</summary>
    internal Task AggregatorAsync(string name, params string[] connections) => RunAsync(
        $"create schema {name}; "
        + string.Concat(new[] { Table, ReportTable }.Select(table =>
            $"create view {name}.{table} as {string.Join(" union all ", connections.Select(connection => $"select * from {connection}.{table}"))}; "))
        + $"alter database {database} set search_path = {name};");

    internal Task SearchAsync(string path) => RunAsync($"alter database {database} set search_path = {path};");

    /// <summary>Steampipe's own list of its connections.</summary>
    internal Task ListAsync(params (string Name, string Type, string State, string? Error, string[] Children)[] connections) => RunAsync(
        SteampipeTables.CreateList
        + string.Concat(connections.Select(item =>
            "insert into steampipe_internal.steampipe_connection (name, state, type, connections, error, plugin) values "
            + $"('{item.Name}', '{item.State}', '{item.Type}', array[{string.Join(", ", item.Children.Select(child => $"'{child}'"))}]::text[], "
            + $"{(item.Error is null ? "null" : $"'{item.Error}'")}, '{SteampipeTables.Plugin}'); ")));

    /// <summary>Makes a connection fail as the plugin does, after some accounts of its own.</summary>
    internal Task BreakAsync(string connection, string message, int after = 0) => RunAsync($"""
        create function {connection}.fail(anything text) returns text language plpgsql volatile as $$ begin raise exception using errcode = 'HV000', message = '{message}'; end $$;
        alter table {connection}.{Table} rename to good_rows;
        create view {connection}.{Table} as select * from (select * from {connection}.good_rows order by account_id limit {after}) good
          union all select null, null, null, null, null, null, null, {connection}.fail('x'), null, null, null;
        """);

    /// <summary>Makes a connection hang for as long as somebody holds advisory lock 42.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isDeaf">Whether it does not end when it is told to, so that its client has to leave.</param>
    internal Task HangAsync(string connection, bool isDeaf = false) => RunAsync($"""
        create function {connection}.wait(anything text) returns text language plpgsql volatile as $$
          begin
            loop
              begin
                perform pg_advisory_lock_shared(42);
                return anything;
              exception when query_canceled then
                if not {isDeaf} then raise; end if;
              end;
            end loop;
          end $$;
        alter table {connection}.{Table} rename to good_rows;
        create view {connection}.{Table} as select access_keys_per_user_quota, account_access_keys_present, account_mfa_enabled, account_password_present,
          users, partition, region, {connection}.wait(account_id) as account_id, _ctx, sp_connection_name, sp_ctx from {connection}.good_rows;
        """);

    /// <summary>Evidence of the source itself, without the engine.</summary>
    internal async Task<List<RootUserEvidence>> ReadAsync(ActivityLog? log = null, string parameters = "", bool skipKeyDetail = false, int timeout = 600)
    {
        var result = new List<RootUserEvidence>();
        await foreach (var evidence in Source(parameters, skipKeyDetail, timeout).ReadAsync(log ?? new ActivityLog(), TestContext.Current.CancellationToken))
        {
            result.Add(evidence);
        }

        return result;
    }

    internal SteampipeSource Source(string parameters = "", bool skipKeyDetail = false, int timeout = 600)
        => new(SteampipeConnectionOptions.Parse(Url(parameters), SteampipeLab.ConfiguredNothing, SteampipeLab.ResolveNothing, timeout, skipKeyDetail));

    private static string Context(string connection) => $$"""{"connection_name": "{{connection}}"}""";
}
