using System.Diagnostics;
using System.Management.Automation;

namespace RootKeyCompliance.Tests;

public sealed class SteampipeModuleTests(SteampipeLab lab)
{
    private const string First = "111122223333";
    private const string Second = "222233334444";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Test_gives_one_finding_for_each_account_and_an_error_for_what_failed()
    {
        var server = await SampleAsync();
        using var session = ModuleSession.Open();

        var run = session.Run("Test-CisRootAccessKey -Database $args[0]", server.Url());

        Assert.Equal(
            ["Error bad QueryFailed", $"Fail one {First}", $"Pass two {Second}"],
            run.Findings.Select(finding => $"{finding.Status} {finding.SourceName} {finding.ErrorId ?? finding.AccountId}").Sorted());
        var failed = run.Findings.Single(finding => finding.Status == CisStatus.Fail);
        Assert.Equal((CisEvidenceSource.Steampipe, CisSeverity.Critical, 1), (failed.Source, failed.Severity, failed.ActiveKeyCount));
        var error = Assert.Single(run.Errors);
        Assert.Equal(($"QueryFailed,{CommandNames.Test}", "bad"), (error.FullyQualifiedErrorId, error.TargetObject));
        Assert.StartsWith("Could not check Steampipe 'bad': ", error.ToString(), StringComparison.Ordinal);
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task Quiet_SkipKeyDetail_ControlId_and_NotificationLevel_work_with_a_database()
    {
        var server = await SampleAsync();
        using var session = ModuleSession.Open();

        Assert.Equal(["False", "False", "True"], session.Run("Test-CisRootAccessKey -Database $args[0] -Quiet -ErrorAction Ignore", server.Url()).Texts.Sorted());
        var run = session.Run("Test-CisRootAccessKey -Database $args[0] -SkipKeyDetail -ControlId cis_v500_1_3 -ErrorAction Ignore", server.Url());
        var failed = run.Findings.Single(finding => finding.Status == CisStatus.Fail);
        Assert.Equal(("cis_v500_1_3", null), (failed.ControlId, failed.ActiveKeyCount));
        var invoked = session.Run(
            "Invoke-CisPipeline cis_v400_1_4 -Database $args[0] -NotificationLevel error -PassThru -ErrorAction Ignore", server.Url());
        Assert.Equal(3, invoked.Findings.Count);
    }

    [Theory]
    [InlineData("Select-Object -First 1", null)]
    [InlineData("ForEach-Object { throw 'enough' }", "enough")]
    public async Task Invoke_notifies_of_all_accounts_when_a_later_command_ends_the_pipeline(string after, string? failure)
    {
        var server = await SampleAsync();
        using var session = ModuleSession.Open();

        var run = session.Run($"Invoke-CisPipeline cis_v400_1_4 -Database $args[0] -NotificationLevel verbose -PassThru -ErrorAction Ignore | {after}", server.Url());

        Assert.Equal(5, run.HostLines.Count);
        Assert.Equal(failure, run.FailureId);
        Assert.Equal(failure is null ? 1 : 0, run.Output.Count);
    }

    [Fact]
    public async Task A_missing_database_is_an_error_finding_and_the_script_goes_on()
    {
        var cluster = await lab.ClusterAsync();
        using var session = ModuleSession.Open();

        var run = session.Run("Test-CisRootAccessKey -Database $args[0]; 'on'", cluster.Url("nothing"));

        Assert.Equal(["DatabaseNotFound"], run.Output.Select(item => item.BaseObject).OfType<CisFinding>().Select(finding => finding.ErrorId).ToArray());
        Assert.Equal("on", run.Texts[^1]);
        var error = Assert.Single(run.Errors);
        Assert.Equal(($"DatabaseNotFound,{CommandNames.Test}", $"127.0.0.1:{cluster.Port}/nothing"), (error.FullyQualifiedErrorId, error.TargetObject));
    }

    [Fact]
    public async Task CommandTimeout_ends_a_silent_query()
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 10);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        using var session = ModuleSession.Open();

        Assert.Equal("QueryTimedOut", session.Run("Test-CisRootAccessKey -Database $args[0] -CommandTimeout 1 -ErrorAction Ignore", server.Url()).Findings[^1].ErrorId);
    }

    [Fact]
    public async Task The_first_finding_comes_while_the_server_works_and_stop_ends_the_query()
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 1000);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        using var session = ModuleSession.Open().With("url", server.Url());
        using var running = session.Start("Test-CisRootAccessKey -Database $url");
        await running.OutputAsync(1, TestContext.Current.CancellationToken);

        var clock = Stopwatch.StartNew();
        running.Stop();

        Assert.True(clock.Elapsed < Limit, $"{clock.Elapsed}");
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Empty(running.Streams.Error);
        await AssertNoBackendAsync(server);
    }

    [Theory]
    [InlineData("Select-Object -First 1", 1)]
    [InlineData("ForEach-Object { throw 'enough' }", 0)]
    public async Task A_later_command_that_ends_the_pipeline_ends_the_query(string after, int count)
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 5000);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        using var session = ModuleSession.Open();

        var run = session.Run($"Test-CisRootAccessKey -Database $args[0] | {after}", server.Url());

        Assert.Equal(count, run.Output.Count);
        await AssertNoBackendAsync(server);
    }

    [Fact]
    public async Task A_slow_reader_makes_the_server_wait()
    {
        var server = await lab.CreateAsync();

        // Far more than the sockets between the two hold.
        await server.GateAsync(before: 300000);
        using var session = ModuleSession.Open().With("url", server.Url());

        // While the first finding is being looked at, the server must not get to its last row, which takes the lock.
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        using var looking = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        session.With("looking", looking).With("goOn", goOn);
        using var running = session.Start("Test-CisRootAccessKey -Database $url | ForEach-Object { if (-not $looking.IsSet) { $looking.Set(); $goOn.Wait() } } ");
        Assert.True(looking.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        // The server's backend waits for its client to take more, not for the lock: what it could send unread is bounded by the sockets.
        var waiting = await WaitEventAsync(server);

        // Before anything is asserted: the script's thread has to end.
        goOn.Set();
        Assert.Equal("ClientWrite", waiting);
        await gate.RunAsync("select pg_advisory_unlock(42)");
        Assert.Empty(running.Wait(TimeSpan.FromSeconds(60)).Errors);
    }

    [Fact]
    public async Task Passwords_are_found_where_PostgreSQL_users_keep_them()
    {
        var cluster = await lab.ClusterAsync();
        using var folder = new TemporaryFolder();
        var file = WritePasswordFile(folder, $"*:{cluster.Port}:*:postgres:admin\n");
        var full = cluster.Url("postgres");
        var bare = cluster.Url("postgres", password: null);
        (string Before, string Database, bool IsIn)[] cases =
        [
            ($"$env:RKC_DB = '{full}'", "env:RKC_DB", true),
            ("$env:RKC_PW = 'admin'", bare + "?password=env:RKC_PW", true),
            ("$env:PGPASSWORD = 'admin'", bare, true),
            ("$env:PGPASSWORD = 'wrong'", bare, false),
            ("$env:PGPASSWORD = 'wrong'", full, true),
            ($"$env:PGPASSFILE = '{file}'", bare, true),
            ($"$env:HOME = '{folder.Path}'", bare, true),
            ("", bare, false),
        ];

        var lines = await RunEachAsync(cases.Select(one => $"{one.Before}; (Test-CisRootAccessKey -Database '{one.Database}' -ErrorAction Ignore).ErrorId"));

        Assert.Equal([.. cases.Select(one => one.IsIn ? "TableMissing" : "DatabaseLoginFailed")], lines.ToArray());
    }

    [Fact]
    public async Task A_password_that_stands_apart_goes_with_every_form_and_a_vault_is_asked_once()
    {
        var cluster = await lab.ClusterAsync();
        var server = $"127.0.0.1:{cluster.Port}";
        var words = $"host=127.0.0.1 port={cluster.Port} user=postgres dbname=postgres";
        string[] forms =
        [
            words, $"Host=127.0.0.1;Port={cluster.Port};Username=postgres;Database=postgres", $"postgres://postgres@{server}/postgres",
            $"postgres://postgres@{server}/postgres?sslmode=disable&sslpassword=x", $"postgres://{server}/postgres?user=postgres", "env:RKC_TEXT",
        ];
        var connections = forms.Select((form, index) => $$"""    "p{{index}}": { "connectionString": "{{form}}", "password": "env:RKC_PASSWORD" },""");
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "config.json",
            $$"""{ "connections": { "steampipe": { {{string.Join('\n', connections)}} "default": "vault:db" } } }""");

        var result = await ModuleProcess.RunAsync(
            """
            0..5 | ForEach-Object { (Test-CisRootAccessKey -Database "p$_" -ErrorAction Ignore).ErrorId }
            function Get-Secret { param($Name) $global:asked += 1; $env:RKC_URL }
            (Invoke-CisPipeline cis_v400_1_4 -PassThru -ErrorAction Ignore).ErrorId; $asked
            """,
            (Repository.ConfigurationVariable, path), ("RKC_PASSWORD", PostgresCluster.AdminPassword), ("RKC_TEXT", words),
            ("RKC_URL", cluster.Url("postgres")));

        Assert.Equal([.. Enumerable.Repeat("TableMissing", forms.Length)], result.Lines.Take(forms.Length).ToArray());
        Assert.Equal(["TableMissing", "1"], result.Lines.TakeLast(2).ToArray());
    }

    [Fact]
    public async Task A_password_that_the_server_repeats_is_not_shown_wherever_it_came_from()
    {
        const string Plain = "kingfisher7";
        const string Odd = "king:fisher\\7";
        const string Other = "halcyon88";
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("aws");
        await server.BreakAsync("aws", $"the words are {Plain} and {Odd} and {Other}");
        await server.SearchAsync("aws");
        using var folder = new TemporaryFolder();
        (string Password, string Variable, string Value, string Parameters)[] cases =
        [
            (Plain, "PGPASSWORD", Plain, ""),
            (Odd, "PGPASSFILE", "*:*:*:{0}:king\\:fisher\\\\7", ""),
            (Plain, "PGPASSFILE", $"# none\n\nother:1:*:*:another9\n127.0.0.1:*:*:{{0}}:{Plain}\n*:*:*:*:another9", ""),
            (Plain, "OTHER", "", $"&password={Plain}"),
            (Plain, "OTHER", "", $"&password={Plain}&sslpassword={Other}"),
        ];
        var scripts = new List<string>();
        foreach (var (index, (password, variable, value, parameters)) in cases.Index())
        {
            var role = $"reader{index}_{server.Database}";
            await server.RunAsync($"create role {role} login superuser password '{password}';");
            var given = value.Replace("{0}", role, StringComparison.Ordinal);
            given = variable == "PGPASSFILE" ? WritePasswordFile(folder, given, $"{index}/") : given;
            var url = server.Cluster.Url(server.Database, role, password: null, parameters: "sslmode=disable" + parameters);
            scripts.Add($"$env:{variable} = '{given}'; $f = Test-CisRootAccessKey -Database '{url}' -ErrorAction Ignore; \"$($f.ErrorId) $($f.Message)\"");
        }

        var lines = await RunEachAsync(scripts);

        Assert.Equal(cases.Length, lines.Count);
        foreach (var (line, one) in lines.Zip(cases))
        {
            Assert.StartsWith("QueryFailed ", line, StringComparison.Ordinal);
            Assert.Contains("the words are", line, StringComparison.Ordinal);
            Assert.DoesNotContain(one.Password, line, StringComparison.Ordinal);
            Assert.NotEqual(one.Parameters.Contains(Other, StringComparison.Ordinal), line.Contains(Other, StringComparison.Ordinal));
        }
    }

    /// <summary>Runs scripts one after the other in one process, each with nothing of the environment of those before it.</summary>
    private static async Task<IReadOnlyList<string>> RunEachAsync(IEnumerable<string> scripts)
    {
        const string Reset =
            "$env:HOME = '/nonexistent'; Remove-Item Env:RKC_DB, Env:RKC_PW, Env:PGPASSWORD, Env:PGPASSFILE -ErrorAction Ignore; ";
        return (await ModuleProcess.RunAsync(string.Join('\n', scripts.Select(script => Reset + script)), ("HOME", "/nonexistent"))).Lines;
    }

    private static string WritePasswordFile(TemporaryFolder folder, string text, string place = "")
    {
        var path = folder.Write(place + ".pgpass", text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    private static async Task AssertNoBackendAsync(SteampipeServer server)
        => Assert.Equal("0", await AskAsync(server, "count(*)", "true", TimeSpan.FromSeconds(2), "0"));

    private static Task<string> WaitEventAsync(SteampipeServer server)
        => AskAsync(server, "wait_event", "state = 'active'", TimeSpan.FromSeconds(30), "ClientWrite", "advisory");

    /// <summary>Asks the server about its backends of ours until it gives one of the answers, or the time is over.</summary>
    private static async Task<string> AskAsync(SteampipeServer server, string what, string condition, TimeSpan limit, params string[] answers)
    {
        const string Ours = "application_name = 'RootKeyCompliance' and datname = current_database()";
        var clock = Stopwatch.StartNew();
        string answer;
        do
        {
            answer = await server.RunAsync($"select {what} from pg_stat_activity where {Ours} and {condition}");
        }
        while (!answers.Contains(answer, StringComparer.Ordinal) && clock.Elapsed < limit);

        return answer;
    }

    private Task<SteampipeServer> SampleAsync() => lab.SampleAsync(First, Second, "denied");
}
