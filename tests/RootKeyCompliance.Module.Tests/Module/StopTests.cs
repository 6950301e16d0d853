using System.Diagnostics;
using System.Management.Automation;

namespace RootKeyCompliance.Tests;

public sealed class StopTests
{
    private const string Watch = "ForEach-Object { $global:at = [Diagnostics.Stopwatch]::StartNew(); $_ }";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Test-CisRootAccessKey @aws", "GetCallerIdentity", 0, 1)]
    [InlineData("Test-CisRootAccessKey @aws", "GetAccountSummary", 0, 1)]
    [InlineData("Test-CisRootAccessKey @aws", "GenerateCredentialReport", 0, 1)]
    [InlineData("Test-CisRootAccessKey @aws", "GetCredentialReport", 0, 1)]
    [InlineData("'123456789012' | Test-CisRootAccessKey @aws", "GetAccountSummary", 0, 1)]
    [InlineData("Test-CisRootAccessKey @aws -AccountId (@('123456789012') * 50) -ThrottleLimit 4", "GetAccountSummary", 0, 4)]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 @aws", "GetAccountSummary", 0, 1)]
    [InlineData("Test-CisRootAccessKey @aws | Send-CisNotification", "GetAccountSummary", 0, 1)]
    [InlineData("Get-CisAccount -Organization @aws", "ListAccounts", 1, 1)]
    [InlineData("Get-CisAccount -OrganizationalUnitId r-fake @aws", "ListAccounts", 1, 1)]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor", "ListAccounts", 1, 1)]
    [InlineData("$ids | Test-CisRootAccessKey @aws -RoleName Auditor -ThrottleLimit 8", "AssumeRole", 0, 8)]
    [InlineData("$ids | Test-CisRootAccessKey @aws -RoleName Auditor -ThrottleLimit 8", "GetAccountSummary", 0, 8)]
    [InlineData("$ids | Test-CisRootAccessKey @aws -CentralRootAccess -ThrottleLimit 8", "AssumeRoot", 0, 8)]
    [InlineData("$ids | Test-CisRootAccessKey @aws -CentralRootAccess -ThrottleLimit 8", "GetAccountSummary", 0, 8)]
    [InlineData("Get-CisAccount -ProfileName p* -ProfileLocation $file -EndpointUrl $aws.EndpointUrl", "GetCallerIdentity", 1, 4)]
    public async Task Stop_ends_requests_that_hang(string script, string action, int answered, int hanging)
    {
        using var folder = new TemporaryFolder();
        await using var lab = await StartAsync(action, answered);
        var profiles = Enumerable.Range(0, 5).Select(index => $"[p{index}]\naws_access_key_id=test\naws_secret_access_key=test\n");
        using var running = lab.Session.With("file", folder.Write("profiles", string.Concat(profiles))).Start(script);
        await lab.Aws.Requests.WaitAsync(_ => lab.Aws.Requests.CountOf(action) == answered + hanging, Token);

        var clock = Stopwatch.StartNew();
        running.Stop();

        AssertQuick(clock.Elapsed);
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Empty(running.Streams.Error);
        await AssertQuietAsync(lab);
        Assert.Equal(answered + hanging, lab.Aws.Requests.CountOf(action));
        Assert.Equal(CisStatus.Pass, Assert.Single(lab.Session.Run("@{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey").Findings).Status);
    }

    [Theory]
    [InlineData("Test-CisRootAccessKey @aws -AccountId 123456789012, 123456789012", "GetAccountSummary")]
    [InlineData("Get-CisAccount -Organization @aws", "ListAccounts")]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor -ThrottleLimit 1", "ListAccounts")]
    public async Task A_later_command_that_ends_the_pipeline_ends_requests_that_hang(string script, string action)
    {
        foreach (var end in new[] { "Select-Object -First 1", "ForEach-Object { throw 'enough' }" })
        {
            await using var lab = await StartAsync(action, answered: 1);

            var run = lab.Session.Run($"try {{ {script} | {Watch} | {end} }} catch {{ \"$_\" }}; $at.Elapsed");

            Assert.Null(run.Failure);
            Assert.Empty(run.Errors);
            Assert.Equal(2, run.Output.Count);
            Assert.Equal(end.Contains("throw", StringComparison.Ordinal), run.Output[0].BaseObject is "enough");
            AssertQuick((TimeSpan)run.Output[1].BaseObject);
            await AssertQuietAsync(lab);
            Assert.InRange(lab.Aws.Requests.CountOf(action), 1, 2);
        }
    }

    [Theory]
    [InlineData("$ids | Test-CisRootAccessKey @aws -RoleName Audit")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId $ids -RoleName Audit")]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -CentralRootAccess")]
    public async Task A_large_sweep_ends_with_its_pipeline(string script)
    {
        var accounts = Thorough.Choose(1000, 5000);
        await using var lab = await AwsLab.SweepAsync(accounts, latency: TimeSpan.FromMilliseconds(20));
        using (var running = lab.Session.Start($"{script} -ThrottleLimit 64"))
        {
            await lab.AnsweredAsync(50, Token);
            var clock = Stopwatch.StartNew();
            running.Stop();

            AssertQuick(clock.Elapsed);
            Assert.Equal(PSInvocationState.Stopped, running.State);
            Assert.Empty(running.Streams.Error);
            await AssertQuietAsync(lab);
        }

        foreach (var end in new[] { "Select-Object -First 1", "ForEach-Object { throw 'enough' }" })
        {
            var run = lab.Session.Run($"try {{ {script} -ThrottleLimit 64 | {Watch} | {end} }} catch {{ \"$_\" }}; $at.Elapsed");

            Assert.Empty(run.Errors);
            AssertQuick((TimeSpan)run.Output[1].BaseObject);
            await AssertQuietAsync(lab);
        }

        Assert.InRange(lab.Aws.Requests.CountOf("GetAccountSummary"), 1, accounts - 1);
    }

    [Fact]
    public async Task Stop_ends_the_wait_for_a_report()
    {
        var account = FakeAccounts.OneActiveKey("111122223333");
        account.Report = FakeReportBehaviour.AlwaysInProgress;
        await using var lab = await AwsLab.StartAsync(account);
        using var running = lab.Session.Start("Test-CisRootAccessKey @aws");
        await lab.Aws.Requests.WaitAsync(request => request is { Action: "GenerateCredentialReport", Status: 200 }, Token);

        var clock = Stopwatch.StartNew();
        running.Stop();

        AssertQuick(clock.Elapsed);
        Assert.Equal(PSInvocationState.Stopped, running.State);
    }

    [Fact]
    public async Task Select_First_on_a_long_list_starts_no_more_than_the_throttle_allows()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey("111122223333"));

        var run = lab.Session.Run("@('111122223333') * 200 | Test-CisRootAccessKey @aws -ThrottleLimit 2 | Select-Object -First 1");

        Assert.Single(run.Findings);
        Assert.InRange(lab.Aws.Requests.CountOf("GetAccountSummary"), 1, 4);
    }

    /// <summary>100 members and a management account with a key, whose report is known; some requests are answered, and those after them hang.</summary>
    private static async Task<AwsLab> StartAsync(string action, int answered)
    {
        var lab = await AwsLab.SweepAsync(100);
        lab.Aws.Account(AwsLab.Management).RootAccessKeys = [RootKeys.Key("1111")];
        if (answered > 0)
        {
            lab.Aws.Faults.Next(action, OrganizationLab.Nothing, answered);
        }

        lab.Aws.Faults.Always(action, FakeFault.Stall);
        return lab;
    }

    /// <summary>Soon: a request that nobody cancelled runs into its own time-out later, and looks the same to the server.</summary>
    private static async Task AssertQuietAsync(AwsLab lab)
    {
        if (lab.Aws.Requests.InFlight > 0)
        {
            await lab.Aws.Requests.WaitAsync(_ => lab.Aws.Requests.InFlight == 0, Token).WaitAsync(Limit, Token);
        }
    }

    private static void AssertQuick(TimeSpan elapsed) => Assert.InRange(elapsed, TimeSpan.Zero, Limit);
}
