using System.Diagnostics;
using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>A listing, or a sweep that is fed by one, ends when the pipeline does: within a second, and with nothing left in flight.</summary>
public sealed class OrganizationStopTests
{
    private const string Watch = "ForEach-Object { $global:at = [Diagnostics.Stopwatch]::StartNew(); $_ }";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Get-CisAccount -Organization @aws")]
    [InlineData("Get-CisAccount -OrganizationalUnitId r-fake @aws")]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor")]
    public async Task Stop_ends_a_listing_that_hangs(string script)
    {
        await using var lab = await StartStallingAsync("ListAccounts");
        using var running = lab.Session.Start(script);
        await WaitForAsync(lab, "ListAccounts", 2);

        var clock = Stopwatch.StartNew();
        running.Stop();

        AssertQuick(clock);
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Empty(running.Streams.Error);
        await AssertQuietAsync(lab);
        Assert.Equal(2, lab.Aws.Requests.CountOf("ListAccounts"));
    }

    [Theory]
    [InlineData("-RoleName Auditor", "AssumeRole")]
    [InlineData("-RoleName Auditor", "GetAccountSummary")]
    [InlineData("-CentralRootAccess", "AssumeRoot")]
    [InlineData("-CentralRootAccess", "GetAccountSummary")]
    public async Task Stop_ends_a_sweep_that_hangs(string arguments, string action)
    {
        await using var lab = await OrganizationLab.StartAsync(
            new FakeAwsOptions { Accounts = OrganizationLab.Many(100), Organization = new FakeOrganization { EnabledFeatures = OrganizationLab.RootAccess() } });
        lab.Aws.Faults.Always(action, FakeFault.Stall);
        using var running = lab.Session.Start($"Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws {arguments} -ThrottleLimit 8");
        await WaitForAsync(lab, action, 7);

        var clock = Stopwatch.StartNew();
        running.Stop();

        AssertQuick(clock);
        Assert.Empty(running.Streams.Error);
        await AssertQuietAsync(lab);
        Assert.InRange(lab.Aws.Requests.CountOf(action), 7, 8);
    }

    [Theory]
    [InlineData("Get-CisAccount -Organization @aws")]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor -ThrottleLimit 1")]
    public async Task Select_First_ends_a_listing_that_hangs_and_keeps_its_object(string script)
    {
        await using var lab = await StartStallingAsync("ListAccounts");

        var run = lab.Session.Run($"{script} | {Watch} | Select-Object -First 1; $at");

        Assert.Equal(2, run.Output.Count);
        AssertQuick((Stopwatch)run.Output[1].BaseObject);
        Assert.Empty(run.Errors);
        Assert.Null(run.Failure);
        await AssertQuietAsync(lab);
        Assert.InRange(lab.Aws.Requests.CountOf("ListAccounts"), 1, 2);
    }

    [Theory]
    [InlineData("Get-CisAccount -Organization @aws")]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor -ThrottleLimit 1")]
    public async Task A_throw_downstream_ends_a_listing_that_hangs(string script)
    {
        await using var lab = await StartStallingAsync("ListAccounts");

        var run = lab.Session.Run($"{script} | {Watch} | ForEach-Object {{ throw 'enough' }}");

        Assert.Equal("enough", run.FailureId);
        AssertQuick((Stopwatch)lab.Session.Run("$at").Output.Single().BaseObject);
        await AssertQuietAsync(lab);
    }

    [Fact]
    public async Task Stop_ends_profiles_that_hang()
    {
        using var folder = new TemporaryFolder();
        await using var lab = await StartStallingAsync("GetCallerIdentity");
        var profiles = Enumerable.Range(0, 5).Select(index => $"[p{index}]\naws_access_key_id=test\naws_secret_access_key=test\n");
        lab.Session.With("file", folder.Write("profiles", string.Concat(profiles)));
        using var running = lab.Session.Start("Get-CisAccount -ProfileName p* -ProfileLocation $file -EndpointUrl $aws.EndpointUrl");
        await WaitForAsync(lab, "GetCallerIdentity", 5);

        var clock = Stopwatch.StartNew();
        running.Stop();

        AssertQuick(clock);
        await AssertQuietAsync(lab);
    }

    /// <summary>100 accounts; the first page comes, and what is asked for then hangs.</summary>
    private static async Task<AwsLab> StartStallingAsync(string action, params Type[] testCmdlets)
    {
        var lab = await OrganizationLab.StartAsync(new FakeAwsOptions { Accounts = OrganizationLab.Many(100) }, caller: null, testCmdlets);
        lab.Aws.Faults.Next(action, OrganizationLab.Nothing);
        lab.Aws.Faults.Always(action, FakeFault.Stall);
        return lab;
    }

    private static Task<FakeRequest> WaitForAsync(AwsLab lab, string action, int count)
        => lab.Aws.Requests.WaitAsync(_ => lab.Aws.Requests.CountOf(action) >= count, Token);

    /// <summary>Soon: given time, a call that nobody stopped runs into its own time-out, and looks the same to the server.</summary>
    private static async Task AssertQuietAsync(AwsLab lab)
    {
        if (lab.Aws.Requests.InFlight > 0)
        {
            await lab.Aws.Requests.WaitAsync(_ => lab.Aws.Requests.InFlight == 0, Token).WaitAsync(Limit, Token);
        }
    }

    private static void AssertQuick(Stopwatch clock) => Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
}
