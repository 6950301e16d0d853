using System.Diagnostics;
using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>-Database of both cmdlets, in the engine.</summary>
public sealed class SteampipeModuleTests(SteampipeLab lab)
{
    private const string Test = "RootKeyCompliance.Commands.TestCisRootAccessKeyCommand";
    private const string Invoke = "RootKeyCompliance.Commands.InvokeCisPipelineCommand";
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
        Assert.Equal(($"QueryFailed,{Test}", "bad"), (error.FullyQualifiedErrorId, error.TargetObject));
        Assert.StartsWith("Could not check Steampipe 'bad': ", error.ToString(), StringComparison.Ordinal);
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task Switches_mean_what_they_mean_elsewhere()
    {
        var server = await SampleAsync();
        using var session = ModuleSession.Open();

        Assert.Equal(["False", "False", "True"], session.Run("Test-CisRootAccessKey -Database $args[0] -Quiet -ErrorAction Ignore", server.Url()).Texts.Sorted());
        var run = session.Run("Test-CisRootAccessKey -Database $args[0] -SkipKeyDetail -ControlId cis_v500_1_3 -ErrorAction Ignore", server.Url());
        var failed = run.Findings.Single(finding => finding.Status == CisStatus.Fail);
        Assert.Equal(("cis_v500_1_3", null), (failed.ControlId, failed.ActiveKeyCount));
    }

    [Theory]
    [InlineData("error")]
    [InlineData("info")]
    [InlineData("verbose")]
    public async Task Invoke_emits_all_findings_whatever_the_notification_speaks_of(string level)
    {
        var server = await SampleAsync();
        using var session = ModuleSession.Open();

        var run = session.Run("Invoke-CisPipeline cis_v400_1_4 -Database $args[0] -NotificationLevel $args[1] -PassThru -ErrorAction Ignore", server.Url(), level);

        Assert.Equal(3, run.Findings.Count);
    }

    [Theory]
    [InlineData("Select-Object -First 1", null)]
    [InlineData("ForEach-Object { throw 'enough' }", "enough")]
    public async Task Invoke_tells_of_all_accounts_even_when_a_command_after_it_has_had_enough(string after, string? failure)
    {
        var server = await SampleAsync();
        using var session = ModuleSession.Open();

        var run = session.Run($"Invoke-CisPipeline cis_v400_1_4 -Database $args[0] -NotificationLevel verbose -PassThru -ErrorAction Ignore | {after}", server.Url());

        Assert.Equal(5, run.HostLines.Count);
        Assert.Equal(failure, run.FailureId);
        Assert.Equal(failure is null ? 1 : 0, run.Output.Count);
    }

    [Theory]
    [InlineData("Test-CisRootAccessKey -Database prod", "ConnectionNotFound", Test)]
    [InlineData("Test-CisRootAccessKey -Database ' '", "ParameterEmpty", Test)]
    [InlineData("Test-CisRootAccessKey -Database ''", "ParameterArgumentValidationError", Test)]
    [InlineData("Test-CisRootAccessKey -Database postgres://u:p%@h/d", "InvalidDatabase", Test)]
    [InlineData("Test-CisRootAccessKey -Database env:RKC_NO_SUCH_VARIABLE", "SettingUnavailable", Test)]
    [InlineData("Test-CisRootAccessKey -Database vault:secret", "SettingUnavailable", Test)]
    [InlineData("Test-CisRootAccessKey -Database default -Region us-east-1", "ParameterConflict", Test)]
    [InlineData("Test-CisRootAccessKey -Database default -ProfileName audit", "ParameterConflict", Test)]
    [InlineData("Test-CisRootAccessKey -Database default -ReportPath x.csv", "AmbiguousParameterSet", Test)]
    [InlineData("Test-CisRootAccessKey -Database default -AccountId 111122223333", "AmbiguousParameterSet", Test)]
    [InlineData("Test-CisRootAccessKey -Database default -CommandTimeout -1", "ParameterArgumentValidationError", Test)]
    [InlineData("Test-CisRootAccessKey -Database default -ThrottleLimit 4", "AmbiguousParameterSet", Test)]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 -Database prod", "ConnectionNotFound", Invoke)]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 -CommandTimeout 5", "ParameterMissing", Invoke)]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 -CommandTimeout 5 -ProfileName audit", "ParameterMissing", Invoke)]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 -Database postgres://h:x/d", "InvalidDatabase", Invoke)]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 -Database default -AccessKey test -SecretKey test", "ParameterConflict", Invoke)]
    public void Bad_arguments_end_the_command_before_anything_is_said(string script, string errorId, string command)
    {
        using var session = ModuleSession.Open();

        var run = session.RunToFailure(script);

        Assert.Equal($"{errorId},{command}", run.FailureId);
        Assert.Empty(run.HostLines);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task What_is_wrong_with_the_database_is_a_finding_and_ends_nothing()
    {
        var cluster = await lab.ClusterAsync();
        using var session = ModuleSession.Open();

        var run = session.Run("Test-CisRootAccessKey -Database $args[0]; 'on'", cluster.Url("nothing"));

        Assert.Equal(["DatabaseNotFound"], run.Output.Select(item => item.BaseObject).OfType<CisFinding>().Select(finding => finding.ErrorId).ToArray());
        Assert.Equal("on", run.Texts[^1]);
        var error = Assert.Single(run.Errors);
        Assert.Equal(($"DatabaseNotFound,{Test}", $"127.0.0.1:{cluster.Port}/nothing"), (error.FullyQualifiedErrorId, error.TargetObject));
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

    [Theory]
    [InlineData("Test-CisRootAccessKey -Database $url")]
    public async Task The_first_finding_is_out_while_the_server_works_and_stop_ends_the_rest(string script)
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 1000);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        using var session = ModuleSession.Open().With("url", server.Url());
        using var running = session.Start(script);
        await FirstOutputAsync(running);

        var clock = Stopwatch.StartNew();
        running.Stop();

        Assert.True(clock.Elapsed < Limit, $"{clock.Elapsed}");
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Empty(running.Streams.Error);
        await NobodyIsLeftAsync(server);
    }

    [Theory]
    [InlineData("Select-Object -First 1", 1)]
    [InlineData("ForEach-Object { throw 'enough' }", 0)]
    public async Task A_command_after_it_that_has_had_enough_ends_the_reading(string after, int count)
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 5000);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        using var session = ModuleSession.Open();

        var run = session.Run($"Test-CisRootAccessKey -Database $args[0] | {after}", server.Url());

        Assert.Equal(count, run.Output.Count);
        await NobodyIsLeftAsync(server);
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
    public async Task One_connection_of_several_is_a_warning()
    {
        var server = await SampleAsync();
        await server.SearchAsync("one");
        using var session = ModuleSession.Open();

        var run = session.Run("Test-CisRootAccessKey -Database $args[0]", server.Url());

        Assert.Single(run.Findings);
        Assert.Single(run.Warnings);
    }

    [Fact]
    public void Names_are_completed()
    {
        using var session = ModuleSession.Open();

        Assert.Equal(["default"], session.Complete("Test-CisRootAccessKey -Database d").Select(item => item.CompletionText).ToArray());
        Assert.Equal(["default"], session.Complete("Invoke-CisPipeline cis_v400_1_4 -Database ").Select(item => item.CompletionText).ToArray());
    }

    [Theory]
    [InlineData("$env:RKC_DB = '{0}'; ", "env:RKC_DB", true)]
    [InlineData("$env:RKC_PW = 'admin'; ", "{1}?password=env:RKC_PW", true)]
    [InlineData("$env:PGPASSWORD = 'admin'; ", "{1}", true)]
    [InlineData("$env:PGPASSWORD = 'wrong'; ", "{1}", false)]
    [InlineData("$env:PGPASSWORD = 'wrong'; ", "{0}", true)]
    [InlineData("$env:PGPASSFILE = '{2}'; ", "{1}", true)]
    [InlineData("$env:HOME = '{3}'; ", "{1}", true)]
    [InlineData("", "{1}", false)]
    public async Task Passwords_are_found_where_PostgreSQL_users_keep_them(string before, string database, bool isIn)
    {
        var cluster = await lab.ClusterAsync();
        var folder = Directory.CreateTempSubdirectory("rkc-pgpass-");
        try
        {
            var file = Path.Combine(folder.FullName, ".pgpass");
            await File.WriteAllTextAsync(file, $"*:{cluster.Port}:*:postgres:admin\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            string Fill(string text) => text
                .Replace("{0}", cluster.Url("postgres"), StringComparison.Ordinal).Replace("{1}", cluster.Url("postgres", password: null), StringComparison.Ordinal)
                .Replace("{2}", file, StringComparison.Ordinal).Replace("{3}", folder.FullName, StringComparison.Ordinal);

            var result = await ModuleProcess.RunAsync(
                $"{Fill(before)}(Test-CisRootAccessKey -Database '{Fill(database)}' -ErrorAction Ignore).ErrorId", ("HOME", "/nonexistent"));

            Assert.Equal([isIn ? "TableMissing" : "DatabaseLoginFailed"], result.Lines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("p@ss:w/o?r#d%20 ä'\"\\;=&+")]
    [InlineData("env")]
    public async Task Odd_passwords_reach_the_server(string password)
    {
        var server = await SampleAsync();
        var role = $"odd_{server.Database}";
        await server.RunAsync($"create role {role} login superuser password '{password.Replace("'", "''", StringComparison.Ordinal)}';");
        using var session = ModuleSession.Open();

        var run = session.Run("Test-CisRootAccessKey -Database $args[0] -ErrorAction Ignore", server.Cluster.Url(server.Database, role, password));

        Assert.Equal(3, run.Findings.Count);
    }

    [Theory]
    [InlineData("host=127.0.0.1 port={port} user=postgres dbname=postgres")]
    [InlineData("Host=127.0.0.1;Port={port};Username=postgres;Database=postgres")]
    [InlineData("postgres://postgres@127.0.0.1:{port}/postgres")]
    [InlineData("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable&sslpassword=x")]
    [InlineData("postgres://127.0.0.1:{port}/postgres?user=postgres")]
    [InlineData("env:RKC_TEXT")]
    public async Task A_password_that_stands_apart_goes_with_every_form(string text)
    {
        var cluster = await lab.ClusterAsync();
        var port = cluster.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var result = await RunConfiguredAsync(
            $$"""{ "prod": { "connectionString": "{{text.Replace("{port}", port, StringComparison.Ordinal)}}", "password": "env:RKC_PASSWORD" } }""",
            "(Test-CisRootAccessKey -Database prod -ErrorAction Ignore).ErrorId",
            ("RKC_PASSWORD", PostgresCluster.AdminPassword), ("RKC_TEXT", $"host=127.0.0.1 port={port} user=postgres dbname=postgres"));

        Assert.Equal(["TableMissing"], result.Lines);
    }

    [Fact]
    public async Task A_vault_is_asked_once()
    {
        var cluster = await lab.ClusterAsync();

        var result = await RunConfiguredAsync(
            """{ "default": "vault:db" }""",
            "function Get-Secret { param($Name) $global:asked += 1; $env:RKC_URL }\n"
            + "(Invoke-CisPipeline cis_v400_1_4 -PassThru -ErrorAction Ignore).ErrorId; $asked",
            ("RKC_URL", cluster.Url("postgres")));

        Assert.Equal(["TableMissing", "1"], result.Lines.TakeLast(2).ToArray());
    }

    [Theory]
    [InlineData("kingfisher7", "PGPASSWORD", "kingfisher7", "")]
    [InlineData("king:fisher\\7", "PGPASSFILE", "*:*:*:{0}:king\\:fisher\\\\7", "")]
    [InlineData("kingfisher7", "PGPASSFILE", "# none\n\nother:1:*:*:another9\n127.0.0.1:*:*:{0}:kingfisher7\n*:*:*:*:another9", "")]
    [InlineData("kingfisher7", "OTHER", "", "&password=kingfisher7")]
    [InlineData("kingfisher7", "OTHER", "", "&password=kingfisher7&sslpassword=halcyon88")]
    public async Task A_password_that_the_server_repeats_is_not_shown_wherever_it_came_from(string password, string variable, string value, string parameters)
    {
        var server = await lab.CreateAsync();
        var role = $"reader_{server.Database}";
        await server.ConnectionAsync("aws");
        await server.BreakAsync("aws", $"the words are {password} and halcyon88");
        await server.RunAsync($"create role {role} login superuser password '{password}';");
        await server.SearchAsync("aws");
        using var folder = new TemporaryFolder();
        var given = value.Replace("{0}", role, StringComparison.Ordinal);
        if (variable == "PGPASSFILE")
        {
            given = folder.Write(".pgpass", given);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(given, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        var result = await ModuleProcess.RunAsync(
            $"$f = Test-CisRootAccessKey -Database $env:RKC_URL -ErrorAction Ignore; $f.ErrorId; $f.Message",
            ("HOME", "/nonexistent"), (variable, given), ("RKC_URL", server.Cluster.Url(server.Database, role, password: null, parameters: "sslmode=disable" + parameters)));

        Assert.Equal("QueryFailed", result.Lines[0]);
        Assert.Contains("the words are", result.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(password, result.Output, StringComparison.Ordinal);
        Assert.Equal(!parameters.Contains("halcyon88", StringComparison.Ordinal), result.Output.Contains("halcyon88", StringComparison.Ordinal));
    }

    private static async Task<ProcessResult> RunConfiguredAsync(string connections, string script, params (string Name, string Value)[] environment)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("config.json", $$"""{ "connections": { "steampipe": {{connections}} } }""");
        return await ModuleProcess.RunAsync(script, [(Repository.ConfigurationVariable, path), .. environment]);
    }

    private static async Task FirstOutputAsync(RunningScript running)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running.Output.DataAdded += (_, _) => first.TrySetResult();
        if (running.Output.Count > 0)
        {
            first.TrySetResult();
        }

        await first.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the server, for as long as a command may take to end, whether it still has a backend of ours.</summary>
    private static async Task NobodyIsLeftAsync(SteampipeServer server)
    {
        var clock = Stopwatch.StartNew();
        string left;
        do
        {
            left = await server.RunAsync("select count(*) from pg_stat_activity where application_name = 'RootKeyCompliance' and datname = current_database()");
        }
        while (left != "0" && clock.Elapsed < 2 * Limit);

        Assert.Equal("0", left);
    }

    private static async Task<string> WaitEventAsync(SteampipeServer server)
    {
        var clock = Stopwatch.StartNew();
        string state;
        do
        {
            state = await server.RunAsync("select wait_event from pg_stat_activity where application_name = 'RootKeyCompliance' and datname = current_database() and state = 'active'");
        }
        while (state != "ClientWrite" && state != "advisory" && clock.Elapsed < TimeSpan.FromSeconds(30));

        return state;
    }

    /// <summary>An aggregator over an account with a key, one without, and a connection that fails.</summary>
    private async Task<SteampipeServer> SampleAsync()
    {
        var server = await lab.CreateAsync();
        foreach (var name in new[] { "one", "two", "bad" })
        {
            await server.ConnectionAsync(name);
        }

        await server.AccountAsync("one", First, "1");
        await server.ReportAsync("one", First);
        await server.AccountAsync("two", Second);
        await server.BreakAsync("bad", "denied");
        await server.AggregatorAsync("everything", "one", "two", "bad");
        await server.ListAsync(
            ("everything", "aggregator", "ready", null, ["*"]),
            ("one", "plugin", "ready", null, []),
            ("two", "plugin", "ready", null, []),
            ("bad", "plugin", "ready", null, []));
        return server;
    }
}
