namespace RootKeyCompliance.Tests;

/// <summary>What is read of a database that is as it should be.</summary>
public sealed class SteampipeSourceTests(SteampipeLab lab)
{
    private const string Id = "111122223333";
    private const string Other = "222233334444";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_account_is_read_with_its_connection(bool isNew)
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("prod", isNew);
        await server.ConnectionAsync("test", isNew);
        await server.AccountAsync("prod", Id, "1", isNew);
        await server.ReportAsync("prod", Id, withInactive: true, isNew);
        await server.AccountAsync("test", Other, "0", isNew);
        await server.AggregatorAsync("everything", "prod", "test");
        var log = new ActivityLog();

        var read = (await server.ReadAsync(log)).OrderBy(evidence => evidence.AccountId, StringComparer.Ordinal).ToList();

        Assert.Equal([(Id, "prod"), (Other, "test")], read.Select(evidence => (evidence.AccountId, evidence.SourceName)));
        Assert.All(read, evidence => Assert.Equal((CisEvidenceSource.Steampipe, "aws", true, true), (evidence.Source, evidence.Partition, evidence.RootMfaEnabled, evidence.RootPasswordPresent)));
        Assert.Equal((true, 1, 1), (read[0].AccessKeysPresent, read[0].ActiveKeyCount, read[0].InactiveKeyCount));
        Assert.Equal(DateTimeOffset.Parse("2026-11-20T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture), read[0].EvidenceTime);
        Assert.Equal("s3", read[0].AccessKeys[0].LastUsedService);
        Assert.Equal(DateTimeOffset.Parse("2021-06-17T12:30:05Z", System.Globalization.CultureInfo.InvariantCulture), read[0].AccessKeys[0].LastRotatedDate);
        Assert.Equal((false, 0, 0, null), (read[1].AccessKeysPresent, read[1].ActiveKeyCount, read[1].InactiveKeyCount, read[1].EvidenceTime));
        Assert.DoesNotContain(log.Lines, line => line.StartsWith("WARNING", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_column_names_of_the_first_plugins_are_known_too()
    {
        var server = await OneConnectionAsync("1");
        await server.ReportAsync("prod", Id);
        await server.RunAsync($"""
            alter table prod.{SteampipeServer.ReportTable} rename column user_name to "user";
            alter table prod.{SteampipeServer.ReportTable} rename column user_arn to arn;
            alter table prod.{SteampipeServer.ReportTable} drop column password_status;
            """);

        var evidence = Assert.Single(await server.ReadAsync());

        Assert.Equal((1, 0), (evidence.ActiveKeyCount, evidence.InactiveKeyCount));
    }

    [Theory]
    [InlineData("user_name", "user")]
    [InlineData("user_arn", "arn")]
    [InlineData("access_key_2_active", "access_key_2_active")]
    public async Task A_report_without_a_column_that_matters_is_a_warning_that_names_it(string column, string named)
    {
        var server = await OneConnectionAsync("1");
        await server.ReportAsync("prod", Id);
        await server.RunAsync($"alter table prod.{SteampipeServer.ReportTable} drop column {column};");
        var log = new ActivityLog();

        var read = Assert.Single(await server.ReadAsync(log));

        Assert.Equal((true, null), (read.AccessKeysPresent, read.ActiveKeyCount));
        Assert.Contains(named, Assert.Single(Warnings(log)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_column_is_queried_once_and_not_for_each_account()
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("prod");
        await server.AccountAsync("prod", Id, "1");
        await server.AccountAsync("prod", Other, "1");
        await server.ReportAsync("prod", Id);

        // What a sequence gave out stays given out when the statement fails.
        await server.RunAsync($"""
            create sequence prod.asked;
            create function prod.unknown(anything text) returns text language plpgsql volatile as $$
              begin perform nextval('prod.asked'); raise exception using errcode = '42703', message = 'column does not exist'; end $$;
            alter table prod.{SteampipeServer.ReportTable} rename to ready;
            create view prod.{SteampipeServer.ReportTable} as select * from prod.ready where prod.unknown(account_id) is null;
            """);
        await server.SearchAsync("prod");
        var log = new ActivityLog();

        var read = await server.ReadAsync(log);

        Assert.All(read, evidence => Assert.Equal((true, null), (evidence.AccessKeysPresent, evidence.ActiveKeyCount)));
        Assert.Single(Warnings(log));
        Assert.Equal("1|t", await server.RunAsync("select last_value, is_called from prod.asked"));
    }

    [Fact]
    public async Task A_server_without_optional_columns_is_read()
    {
        var server = await lab.CreateAsync();
        await server.RunAsync($"create schema prod; create table prod.{SteampipeServer.Table} (account_access_keys_present bigint, account_id text); insert into prod.{SteampipeServer.Table} values (1, '{Id}');");
        await server.SearchAsync("prod");
        var log = new ActivityLog();

        var evidence = Assert.Single(await server.ReadAsync(log));

        Assert.Equal((Id, true, null, null, null), (evidence.AccountId, evidence.AccessKeysPresent, evidence.RootMfaEnabled, evidence.Partition, evidence.ActiveKeyCount));
        Assert.Equal(server.Place, evidence.SourceName);
        Assert.Contains(SteampipeServer.ReportTable, Assert.Single(Warnings(log)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Id, "null", null)]
    [InlineData("12", "1", "InvalidAccountId")]
    public async Task A_missing_flag_and_a_wrong_account_id_are_errors(string id, string keys, string? errorId)
    {
        var server = await OneConnectionAsync(keys, id);

        var evidence = Assert.Single(await server.ReadAsync());

        Assert.Equal((errorId, errorId is null ? id : null), (evidence.Fault?.ErrorId, evidence.AccountId));
        var finding = AccountChecks.Judge(evidence);
        Assert.Equal((CisStatus.Error, errorId ?? "EvidenceIncomplete"), (finding.Status, finding.ErrorId));
    }

    [Fact]
    public async Task Without_detail_no_report_is_queried()
    {
        var server = await OneConnectionAsync("1");
        await server.RunAsync($"drop table prod.{SteampipeServer.ReportTable};");
        var log = new ActivityLog();

        var evidence = Assert.Single(await server.ReadAsync(log, skipKeyDetail: true));

        Assert.Equal((true, null), (evidence.AccessKeysPresent, evidence.ActiveKeyCount));
        Assert.Empty(Warnings(log));
    }

    [Fact]
    public async Task Without_reports_the_keys_still_count_and_there_is_one_warning()
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("prod");
        for (var account = 0; account < 5; account++)
        {
            await server.AccountAsync("prod", $"11112222000{account}", "1");
        }

        await server.SearchAsync("prod");
        var log = new ActivityLog();

        var read = await server.ReadAsync(log);

        Assert.Equal(5, read.Count);
        Assert.All(read, evidence => Assert.Equal((true, null, null), (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.Fault)));
        Assert.Contains("and 2 more", Assert.Single(Warnings(log)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_report_that_is_not_ready_does_not_hide_the_others(bool isNew)
    {
        var server = await lab.CreateAsync();
        foreach (var (name, id) in new[] { ("prod", Id), ("test", Other) })
        {
            await server.ConnectionAsync(name, isNew);
            await server.AccountAsync(name, id, "1", isNew);
            await server.ReportAsync(name, id, isNew: isNew);
        }

        // As the plugin does while AWS makes the report: the query fails, whichever account it is for.
        await server.RunAsync($"""
            create function test.late(anything text) returns text language plpgsql volatile as $$ begin raise exception using errcode = 'HV000', message = 'Credential report generation in progress.'; end $$;
            alter table test.{SteampipeServer.ReportTable} rename to ready;
            create view test.{SteampipeServer.ReportTable} as select * from test.ready where test.late(account_id) is null;
            """);
        await server.AggregatorAsync("everything", "prod", "test");
        var log = new ActivityLog();

        var read = (await server.ReadAsync(log)).ToDictionary(evidence => evidence.AccountId!, StringComparer.Ordinal);

        Assert.Equal((true, null), (read[Other].AccessKeysPresent, read[Other].ActiveKeyCount));
        Assert.Contains(Other, Assert.Single(Warnings(log)), StringComparison.Ordinal);
        Assert.Equal(1, read[Id].ActiveKeyCount);
    }

    [Fact]
    public async Task A_wrong_report_is_a_warning()
    {
        var server = await OneConnectionAsync("1");
        await server.ReportAsync("prod", Id);
        await server.RunAsync($"update prod.{SteampipeServer.ReportTable} set user_arn = 'arn:aws:iam::{Id}:user/x';");
        var log = new ActivityLog();

        Assert.Null(Assert.Single(await server.ReadAsync(log)).ActiveKeyCount);
        Assert.Contains("arn", Assert.Single(Warnings(log)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_accounts_are_there_while_the_server_still_works_on_the_others()
    {
        const int Before = 1000;
        var server = await GatedAsync(Before);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        await using var reading = server.Source().ReadAsync(new ActivityLog(), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await reading.MoveNextAsync());

        Assert.Equal("1", await server.RunAsync("select count(*) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())"));
        await gate.RunAsync("select pg_advisory_unlock(42)");
        var count = 1;
        while (await reading.MoveNextAsync())
        {
            count++;
        }

        Assert.Equal(Before + 1, count);
    }

    [Fact]
    public async Task Passing_accounts_do_not_wait_for_the_reports_of_failing_ones()
    {
        var server = await OneConnectionAsync("1");
        await server.ReportAsync("prod", Id);
        await server.AccountAsync("prod", Other);
        await server.RunAsync($"""
            alter table prod.{SteampipeServer.ReportTable} rename to ready;
            create function prod.wait() returns boolean language plpgsql volatile as $$ begin perform pg_advisory_lock_shared(43); return true; end $$;
            create view prod.{SteampipeServer.ReportTable} as select r.* from prod.ready r where prod.wait();
            """);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(43)", server.Database);
        await using var reading = server.Source().ReadAsync(new ActivityLog(), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(Other, reading.Current.AccountId);

        await gate.RunAsync("select pg_advisory_unlock(43)");
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal((Id, 1), (reading.Current.AccountId, reading.Current.ActiveKeyCount));
        Assert.False(await reading.MoveNextAsync());
    }

    [Fact]
    public async Task After_reading_stops_no_query_is_left_on_the_server()
    {
        var server = await GatedAsync(1000);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        await using (var reading = server.Source().ReadAsync(new ActivityLog(), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken))
        {
            Assert.True(await reading.MoveNextAsync());
        }

        // A backend may take a moment to end: pg_terminate_backend waits for it.
        Assert.Equal("", await server.RunAsync("select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'RootKeyCompliance' and datname = current_database() and state = 'active'"));
    }

    private static IEnumerable<string> Warnings(ActivityLog log) => log.Lines.Where(line => line.StartsWith("WARNING", StringComparison.Ordinal));

    private async Task<SteampipeServer> GatedAsync(int before)
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before);
        return server;
    }

    private async Task<SteampipeServer> OneConnectionAsync(string keys, string id = Id)
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("prod");
        await server.AccountAsync("prod", id, keys);
        await server.SearchAsync("prod");
        return server;
    }
}
