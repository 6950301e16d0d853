using System.Diagnostics;
using System.Management.Automation;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Tests;

/// <summary>A call that hangs ends when the pipeline does, whoever ends it: within a second, and with nothing left behind.</summary>
public sealed class StopTests
{
    private const string Id = "111122223333";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Test-CisRootAccessKey @aws", "GetCallerIdentity")]
    [InlineData("Test-CisRootAccessKey @aws", "GetAccountSummary")]
    [InlineData("Test-CisRootAccessKey @aws", "GenerateCredentialReport")]
    [InlineData("Test-CisRootAccessKey @aws", "GetCredentialReport")]
    [InlineData("'111122223333' | Test-CisRootAccessKey @aws", "GetAccountSummary")]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 @aws", "GetAccountSummary")]
    [InlineData("Test-CisRootAccessKey @aws | Send-CisNotification", "GetAccountSummary")]
    public async Task Stop_ends_a_hanging_call(string script, string action)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.OneActiveKey(Id));
        lab.Aws.Faults.Always(action, FakeFault.Stall);
        using var running = lab.Session.Start(script);
        await lab.Aws.Requests.WaitForRequestAsync(action, Token);

        var clock = Stopwatch.StartNew();
        running.Stop();

        AssertQuick(clock);
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Empty(running.Output);
        Assert.Empty(running.Streams.Error);
        await AbortAsync(lab, action);
        Assert.Equal(1, lab.Aws.Requests.CountOf(action));
        Assert.Equal(CisStatus.Pass, Assert.Single(lab.Session.Run("@{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey").Findings).Status);
    }

    [Fact]
    public async Task Stop_ends_everything_that_is_in_flight_and_starts_nothing_more()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));
        lab.Aws.Faults.Always("GetAccountSummary", FakeFault.Stall);
        using var running = lab.Session.Start("Test-CisRootAccessKey @aws -AccountId (@('111122223333') * 50) -ThrottleLimit 4");
        await InFlightAsync(lab, 4);

        var clock = Stopwatch.StartNew();
        running.Stop();

        AssertQuick(clock);
        await lab.Aws.Requests.WaitAsync(_ => lab.Aws.Requests.AbortedCount == 4, Token).WaitAsync(Limit, Token);
        Assert.Equal(4, lab.Aws.Requests.CountOf("GetAccountSummary"));
    }

    [Fact]
    public async Task Stop_ends_the_wait_for_a_report()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        account.Report = FakeReportBehaviour.AlwaysInProgress;
        await using var lab = await AwsLab.StartAsync(account);
        using var running = lab.Session.Start("Test-CisRootAccessKey @aws");
        await lab.Aws.Requests.WaitAsync(request => request is { Action: "GenerateCredentialReport", Status: 200 }, Token);

        var clock = Stopwatch.StartNew();
        running.Stop();

        AssertQuick(clock);
        Assert.Equal(PSInvocationState.Stopped, running.State);
    }

    [Fact]
    public async Task A_throw_downstream_ends_the_other_calls()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));
        lab.Aws.Faults.Next("GetAccountSummary", FakeFault.Stall);

        var run = lab.Session.Run(
            "Test-CisRootAccessKey @aws -AccountId 111122223333, 111122223333 "
            + "| ForEach-Object { $global:at = [Diagnostics.Stopwatch]::StartNew(); throw 'enough' }");

        Assert.Equal("enough", run.FailureId);
        AssertQuick((Stopwatch)lab.Session.Run("$at").Output.Single().BaseObject);
        await AbortAsync(lab, "GetAccountSummary");
        Assert.Equal(2, lab.Aws.Requests.CountOf("GetAccountSummary"));
    }

    [Fact]
    public async Task Select_First_ends_the_other_calls_and_keeps_its_object()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));
        lab.Aws.Faults.Next("GetAccountSummary", FakeFault.Stall);

        var run = lab.Session.Run(
            "Test-CisRootAccessKey @aws -AccountId 111122223333, 111122223333 "
            + "| ForEach-Object { $global:at = [Diagnostics.Stopwatch]::StartNew(); $_ } | Select-Object -First 1; $at");

        Assert.Equal(CisStatus.Pass, ((CisFinding)run.Output[0].BaseObject).Status);
        AssertQuick((Stopwatch)run.Output[1].BaseObject);
        Assert.Null(run.Failure);
        Assert.Empty(run.Errors);
        await AbortAsync(lab, "GetAccountSummary");
        Assert.Equal(2, lab.Aws.Requests.CountOf("GetAccountSummary"));
    }

    [Fact]
    public async Task Select_First_on_a_long_list_starts_no_more_than_the_throttle_allows()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));

        var run = lab.Session.Run("@('111122223333') * 200 | Test-CisRootAccessKey @aws -ThrottleLimit 2 | Select-Object -First 1");

        Assert.Single(run.Findings);
        Assert.InRange(lab.Aws.Requests.CountOf("GetAccountSummary"), 1, 4);
    }

    [Fact]
    public async Task The_bridge_has_no_work_left_when_it_was_stopped()
    {
        using var stop = new CancellationTokenSource();
        var ended = 0;
        var bridge = new PipelineBridge<int>(8, stop.Token) { OnResult = _ => { }, OnMessage = _ => { } };
        for (var index = 0; index < 8; index++)
        {
            bridge.Start(async (_, cancellationToken) =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                    return 0;
                }
                finally
                {
                    Interlocked.Increment(ref ended);
                }
            });
        }

        await stop.CancelAsync();
        await bridge.WhenIdle().WaitAsync(Limit, Token);

        Assert.Throws<OperationCanceledException>(bridge.Complete);

        // Work that had not begun when the stop came never begins, and is not counted.
        Assert.InRange(ended, 0, 8);
    }

    private static Task<FakeRequest> InFlightAsync(AwsLab lab, int count)
        => lab.Aws.Requests.WaitAsync(_ => lab.Aws.Requests.CountOf("GetAccountSummary") == count, Token);

    /// <summary>Soon: given time, a call that nobody stopped runs into its own time-out, and looks the same to the server.</summary>
    private static Task<FakeRequest> AbortAsync(AwsLab lab, string action) => lab.Aws.Requests.WaitForAbortAsync(action, Token).WaitAsync(Limit, Token);

    private static void AssertQuick(Stopwatch clock) => Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
}
