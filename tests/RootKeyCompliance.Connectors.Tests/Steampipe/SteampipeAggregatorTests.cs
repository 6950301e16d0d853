namespace RootKeyCompliance.Tests;

/// <summary>One connection that does not work is one Error; every other account is read, once.</summary>
public sealed class SteampipeAggregatorTests(SteampipeLab lab)
{
    private const string First = "111122223333";
    private const string Second = "222233334444";
    private const string Third = "333344445555";

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_broken_connection_hides_no_other(bool isListed, bool isFirst)
    {
        var server = await ThreeAsync();
        await server.BreakAsync("bad", "operation error IAM: GetAccountSummary, StatusCode: 403, RequestID: 0494b9d4-511e-4f1c-99db-d01c38caf00a, api error AccessDenied");
        await server.AggregatorAsync("everything", isFirst ? ["bad", "one", "two"] : ["one", "two", "bad"]);
        await ListAsync(server, isListed);

        var read = await server.ReadAsync();

        Assert.Equal(["bad=QueryFailed", "one=111122223333", "two=222233334444"], Outcomes(read));
        var fault = read.Single(evidence => evidence.Fault is not null).Fault!;
        Assert.Contains("AccessDenied", fault.Message, StringComparison.Ordinal);
        Assert.Contains("HV000", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Accounts_of_a_connection_that_failed_later_are_read_once_and_the_failure_is_an_error(bool isListed)
    {
        var server = await ThreeAsync();
        await server.AccountAsync("bad", Third);
        await server.AccountAsync("bad", "444455556666");
        await server.AccountAsync("bad", "555566667777");
        await server.BreakAsync("bad", "throttled", after: 2);
        await server.AggregatorAsync("everything", "one", "bad", "two");
        await ListAsync(server, isListed);

        Assert.Equal(
            ["bad=333344445555", "bad=444455556666", "bad=QueryFailed", "one=111122223333", "two=222233334444"], Outcomes(await server.ReadAsync()));
    }

    [Fact]
    public async Task A_failure_after_the_account_of_a_connection_was_read_is_a_warning()
    {
        var server = await ThreeAsync();
        await server.AccountAsync("bad", Third);
        await server.BreakAsync("bad", "throttled", after: 1);
        await server.AggregatorAsync("everything", "one", "two", "bad");
        await ListAsync(server, isListed: true);
        var log = new ActivityLog();

        Assert.Equal(["bad=333344445555", "one=111122223333", "two=222233334444"], Outcomes(await server.ReadAsync(log)));
        Assert.Contains("throttled", Assert.Single(Warnings(log)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_that_passes_is_an_error_only_where_the_members_are_not_known(bool isListed)
    {
        var server = await ThreeAsync();
        await server.AccountAsync("bad", Third);
        await server.RunAsync($"""
            create sequence bad.asked;
            create function bad.once(anything text) returns text language plpgsql volatile as $$
              begin if nextval('bad.asked') = 1 then raise exception using errcode = 'HV000', message = 'throttled'; end if; return anything; end $$;
            alter table bad.{SteampipeServer.Table} rename to good_rows;
            create view bad.{SteampipeServer.Table} as select * from bad.good_rows where bad.once(account_id) is not null;
            """);
        await server.AggregatorAsync("everything", "bad", "one", "two");
        await ListAsync(server, isListed);
        var log = new ActivityLog();

        var read = Outcomes(await server.ReadAsync(log));

        string[] accounts = ["bad=333344445555", "one=111122223333", "two=222233334444"];
        Assert.Equal(isListed ? accounts : [.. accounts.Append("everything=QueryFailed").Sorted()], read);
        Assert.Equal(isListed ? 1 : 0, Warnings(log).Count());
    }

    [Fact]
    public async Task A_member_that_Steampipe_does_not_list_keeps_the_failure_an_error()
    {
        var server = await ThreeAsync();
        await server.AccountAsync("bad", Third);
        await server.BreakAsync("bad", "throttled", after: 1);
        await server.AggregatorAsync("everything", "one", "two", "bad");
        await server.ListAsync(("everything", "aggregator", "ready", null, ["one", "two"]), ("one", "plugin", "ready", null, []), ("two", "plugin", "ready", null, []));

        Assert.Equal(["bad=333344445555", "everything=QueryFailed", "one=111122223333", "two=222233334444"], Outcomes(await server.ReadAsync()));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_connection_that_hangs_is_its_own_error_and_hides_no_other(bool isListed, bool isDeaf)
    {
        var server = await ThreeAsync();
        await server.AccountAsync("bad", Third);
        await server.HangAsync("bad", isDeaf);
        await server.AggregatorAsync("everything", "bad", "one", "two");
        await ListAsync(server, isListed);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);

        Assert.Equal(["bad=QueryTimedOut", "one=111122223333", "two=222233334444"], Outcomes(await server.ReadAsync(timeout: 1)));
    }

    [Fact]
    public async Task A_connection_that_hangs_when_each_is_queried_alone_hides_no_other()
    {
        var server = await ThreeAsync();
        await server.BreakAsync("bad", "denied");
        await server.HangAsync("one");
        await server.AggregatorAsync("everything", "bad", "one", "two");
        await ListAsync(server, isListed: true);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);

        Assert.Equal(["bad=QueryFailed", "one=QueryTimedOut", "two=222233334444"], Outcomes(await server.ReadAsync(timeout: 1)));
    }

    [Fact]
    public async Task Each_connection_that_was_not_read_before_the_server_left_is_an_error()
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 1000);
        foreach (var name in new[] { "one", "two" })
        {
            await server.ConnectionAsync(name);
        }

        await server.AccountAsync("one", First);
        await server.AccountAsync("two", Second);
        await server.AggregatorAsync("everything", "one", "prod", "two");
        await server.ListAsync(
            ("everything", "aggregator", "ready", null, ["*"]),
            ("one", "plugin", "ready", null, []),
            ("two", "plugin", "ready", null, []),
            ("prod", "plugin", "ready", null, []));
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);

        var read = await ReadAndCutAsync(server, evidence => true);

        Assert.Equal("one=111122223333", Outcomes(read)[0]);
        Assert.Equal(["prod=ConnectionLost", "two=ConnectionLost"], Outcomes(read.Where(evidence => evidence.Fault is not null)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broken_connection_to_the_server_is_opened_again_when_possible(bool canBeOpened)
    {
        var server = await ThreeAsync();
        await server.BreakAsync("bad", "denied");
        await server.HangAsync("one");
        await server.AggregatorAsync("everything", "bad", "one", "two");
        await ListAsync(server, isListed: true);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);

        var read = await ReadAndCutAsync(
            server, evidence => evidence.SourceName == "bad", canBeOpened ? "select 1" : $"alter database {server.Database} allow_connections false;");

        Assert.Equal(["bad=QueryFailed", "one=ConnectionLost", canBeOpened ? "two=222233334444" : "two=ConnectionLost"], Outcomes(read));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_an_older_server_connections_are_named_by_their_context(bool isListed)
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("one", isNew: false);
        await server.ConnectionAsync("bad", isNew: false);
        await server.AccountAsync("one", First, isNew: false);
        await server.RunAsync($"""
            create function bad.fail() returns boolean language plpgsql volatile as $$ begin raise exception 'no credentials'; end $$;
            alter table bad.{SteampipeServer.Table} rename to rows;
            insert into bad.rows (account_id) values ('{Third}');
            create view bad.{SteampipeServer.Table} as select r.* from bad.rows r where bad.fail();
            """);
        await server.AggregatorAsync("everything", "one", "bad");
        if (isListed)
        {
            await server.ListAsync(("everything", "aggregator", "ready", null, ["*"]), ("one", "plugin", "ready", null, []), ("bad", "plugin", "ready", null, []));
            await server.RunAsync("alter table steampipe_internal.steampipe_connection rename to steampipe_connection_state;");
        }

        Assert.Equal(["bad=QueryFailed", "one=111122223333"], Outcomes(await server.ReadAsync()));
    }

    [Fact]
    public async Task Connections_that_Steampipe_lists_as_broken_and_connections_without_rows_are_errors()
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("one");
        await server.AccountAsync("one", First);
        await server.ConnectionAsync("forgiven");
        await server.AggregatorAsync("everything", "one", "forgiven");
        await server.ListAsync(
            ("everything", "aggregator", "ready", null, ["*"]),
            ("one", "plugin", "ready", null, []),
            ("forgiven", "plugin", "ready", null, []),
            ("unloaded", "plugin", "error", "profile not found", []));
        await server.RunAsync("insert into steampipe_internal.steampipe_connection (name, state, type, plugin) values ('github', 'ready', 'plugin', 'hub.steampipe.io/plugins/turbot/github@latest');");

        var read = await server.ReadAsync();

        Assert.Equal(["forgiven=ConnectionSilent", "one=111122223333", "unloaded=ConnectionBroken"], Outcomes(read));
        Assert.Contains("profile not found", read.Single(evidence => evidence.SourceName == "unloaded").Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_of_several_broken_connections_is_one_error_also_when_it_fails_in_two_ways()
    {
        var server = await ThreeAsync();
        await server.BreakAsync("bad", "denied");
        await server.BreakAsync("two", "expired");
        await server.AggregatorAsync("everything", "one", "two", "bad");
        await server.ListAsync(
            ("everything", "aggregator", "ready", null, ["one", "two", "bad", "gone"]),
            ("one", "plugin", "ready", null, []),
            ("two", "plugin", "ready", null, []),
            ("bad", "plugin", "error", "no profile", []),
            ("gone", "plugin", "error", "no profile", []));

        Assert.Equal(["bad=QueryFailed", "gone=ConnectionBroken", "one=111122223333", "two=QueryFailed"], Outcomes(await server.ReadAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_several_connections_is_read_with_a_warning(bool isListed)
    {
        var server = await ThreeAsync();
        await server.AccountAsync("bad", Third);
        await server.AggregatorAsync("everything", "one", "two", "bad");
        await server.SearchAsync("one, two, bad, everything");
        await ListAsync(server, isListed);
        var log = new ActivityLog();

        Assert.Equal(["one=111122223333"], Outcomes(await server.ReadAsync(log)));

        var warning = Assert.Single(log.Lines, line => line.StartsWith("WARNING", StringComparison.Ordinal));
        Assert.Contains("'one'", warning, StringComparison.Ordinal);
        Assert.Contains(isListed ? "search_path=everything" : "search_path=", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_search_path_of_the_connection_string_decides()
    {
        var server = await ThreeAsync();
        await server.AggregatorAsync("everything", "one", "two");
        await server.SearchAsync("one");
        await ListAsync(server, isListed: true);

        Assert.Equal(["two=222233334444"], Outcomes(await server.ReadAsync(parameters: "search_path=two")));
        Assert.Equal(["two=222233334444"], Outcomes(await server.ReadAsync(parameters: "options=-c%20search_path%3Dtwo")));
    }

    [Fact]
    public async Task A_plain_connection_that_fails_is_its_own_error_and_no_other_is_read()
    {
        var server = await ThreeAsync();
        await server.BreakAsync("bad", "denied");
        await server.SearchAsync("bad");
        await ListAsync(server, isListed: true);
        var log = new ActivityLog();

        Assert.Equal(["bad=QueryFailed"], Outcomes(await server.ReadAsync(log)));
        Assert.Single(log.Lines, line => line.StartsWith("WARNING", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_without_an_account_is_an_error_for_itself_or_for_each_broken_connection()
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("one");
        await server.SearchAsync("one");
        var evidence = Assert.Single(await server.ReadAsync());
        Assert.Equal(("NoAccounts", server.Place), (evidence.Fault?.ErrorId, evidence.SourceName));

        var broken = await lab.CreateAsync();
        await broken.ListAsync(("one", "plugin", "error", "no profile", []), ("two", "plugin", "error", "no region", []));
        Assert.Equal(["one=ConnectionBroken", "two=ConnectionBroken"], Outcomes(await broken.ReadAsync()));
    }

    /// <summary>Reads, and ends the server's backend once a certain piece of evidence is there and the backend waits for lock 42.</summary>
    private static async Task<List<RootUserEvidence>> ReadAndCutAsync(SteampipeServer server, Func<RootUserEvidence, bool> isTheOne, string before = "select 1")
    {
        const string Backend = "from pg_stat_activity where application_name = 'RootKeyCompliance' and datname = ";
        var read = new List<RootUserEvidence>();
        var isCut = false;
        await foreach (var evidence in server.Source().ReadAsync(new ActivityLog(), TestContext.Current.CancellationToken))
        {
            read.Add(evidence);
            if (!isCut && isTheOne(evidence))
            {
                isCut = true;
                var clock = System.Diagnostics.Stopwatch.StartNew();
                while (await server.Cluster.RunAsync($"select count(*) {Backend}'{server.Database}' and wait_event = 'advisory'") == "0")
                {
                    Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "the backend does not wait");
                }

                // By itself: what is set before has to be committed before the backend ends.
                await server.Cluster.RunAsync(before);
                await server.Cluster.RunAsync($"select pg_terminate_backend(pid, 5000) {Backend}'{server.Database}'");
            }
        }

        return read;
    }

    private static IEnumerable<string> Warnings(ActivityLog log) => log.Lines.Where(line => line.StartsWith("WARNING", StringComparison.Ordinal));

    private static string[] Outcomes(IEnumerable<RootUserEvidence> read)
        => read.Select(evidence => $"{evidence.SourceName}={evidence.Fault?.ErrorId ?? evidence.AccountId}").Sorted();

    /// <summary>Two connections with an account each, and one that a test breaks.</summary>
    private async Task<SteampipeServer> ThreeAsync()
    {
        var server = await lab.CreateAsync();
        foreach (var name in new[] { "one", "two", "bad" })
        {
            await server.ConnectionAsync(name);
        }

        await server.AccountAsync("one", First);
        await server.AccountAsync("two", Second);
        return server;
    }

    private static async Task ListAsync(SteampipeServer server, bool isListed)
    {
        if (isListed)
        {
            await server.ListAsync(
                ("everything", "aggregator", "ready", null, ["one", "two", "b*"]),
                ("one", "plugin", "ready", null, []),
                ("two", "plugin", "ready", null, []),
                ("bad", "plugin", "ready", null, []));
        }
    }
}
