using System.Diagnostics;
using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>A sweep of thousands of accounts ends when its pipeline does: within a second, with nothing left in flight.</summary>
public sealed class SweepStopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("$ids | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 64")]
    [InlineData("$ids | Test-CisRootAccessKey @aws -CentralRootAccess -ThrottleLimit 64")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId $ids -RoleName Audit -ThrottleLimit 64")]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 64")]
    public async Task Stop(string script)
    {
        await using var lab = await StartAsync();
        using var running = lab.Session.Start(script);
        await lab.AnsweredAsync(100, Token);

        var clock = Stopwatch.StartNew();
        running.Stop();

        Assert.True(clock.Elapsed < Limit, $"It took {clock.Elapsed.TotalSeconds:0.00} s.");
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Empty(running.Streams.Error);
        await SilentAsync(lab);
    }

    [Theory]
    [InlineData("$ids | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 64")]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 64")]
    public async Task Select_First(string script)
    {
        await using var lab = await StartAsync();

        var run = lab.Session.Run(script + " | ForEach-Object { $global:at = [Diagnostics.Stopwatch]::StartNew(); $_ } | Select-Object -First 1; $at.Elapsed");

        Assert.Null(run.Failure);
        Assert.Empty(run.Errors);
        Assert.Equal(CisStatus.Pass, ((CisFinding)run.Output[0].BaseObject).Status);
        Assert.InRange((TimeSpan)run.Output[1].BaseObject, TimeSpan.Zero, Limit);
        await SilentAsync(lab);
    }

    [Fact]
    public async Task A_throw_downstream()
    {
        await using var lab = await StartAsync();

        var run = lab.Session.Run(
            "try { $ids | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 64 "
            + "| ForEach-Object { $global:at = [Diagnostics.Stopwatch]::StartNew(); throw 'enough' } } catch { \"$_\" }; $at.Elapsed");

        Assert.Equal("enough", run.Output[0].BaseObject);
        Assert.InRange((TimeSpan)run.Output[1].BaseObject, TimeSpan.Zero, Limit);
        await SilentAsync(lab);
    }

    private static Task<SweepLab> StartAsync(params Type[] testCmdlets)
        => SweepLab.StartAsync(5000, new FakeAwsOptions { Latency = TimeSpan.FromMilliseconds(20) }, accounts: null, testCmdlets);

    /// <summary>That the server has nothing more to do within the second, and gets nothing more to do.</summary>
    private static async Task SilentAsync(SweepLab lab)
    {
        var requests = lab.Aws.Requests;
        if (requests.InFlight > 0)
        {
            await requests.WaitAsync(_ => requests.InFlight == 0, Token).WaitAsync(Limit, Token);
        }

        Assert.InRange(requests.Count, 1, 4000);
        Assert.Equal(0, requests.InFlight);
    }
}
