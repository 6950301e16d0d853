using System.Diagnostics;

namespace RootKeyCompliance.Tests;

public sealed class RemovalStopTests
{
    [Theory]
    [InlineData("AssumeRoot")]
    [InlineData("ListAccessKeys")]
    [InlineData("DeleteAccessKey")]
    public async Task Ctrl_C_ends_it_wherever_it_is(string action)
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Aws.Faults.Always(action, FakeFault.Stall);

        using var running = lab.Session.Start("Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false");
        await lab.Aws.Requests.WaitForRequestAsync(action, TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        running.Stop();
        running.Wait(TimeSpan.FromSeconds(30));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
        await lab.Aws.Requests.WaitForAbortAsync(action, TestContext.Current.CancellationToken);
        Assert.Single(lab.Aws.Account(RootKeys.Member).RootAccessKeys);
    }

    [Fact]
    public async Task When_somebody_downstream_has_had_enough_nothing_more_is_deleted()
    {
        var accounts = Enumerable.Range(0, 40).Select(index => RootKeys.In(FakeAccounts.IdOf(index), RootKeys.Key("1111"))).ToArray();
        await using var lab = await AwsLab.WithHostAsync(accounts);

        var run = lab.Remove("Get-CisAccount -Organization @aws | Remove-CisRootAccessKey @aws -Confirm:$false -ThrottleLimit 1 | Where-Object Outcome -eq Deleted | Select-Object -First 1");

        Assert.Single(run.Removals());
        var deleted = lab.DeleteRequests.Count;
        Assert.InRange(deleted, 1, 3);
        Assert.True(lab.Aws.Accounts.Sum(account => account.RootAccessKeys.Length) >= 40 - deleted);
    }
}
