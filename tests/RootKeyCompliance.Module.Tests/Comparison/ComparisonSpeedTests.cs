using System.Diagnostics;

namespace RootKeyCompliance.Tests;

[Collection(EnvironmentChanges.Name)]
public sealed class ComparisonSpeedTests
{
    private static readonly int Count = Thorough.Choose(20_000, 50_000);

    // Of the optimized module on a machine of its own; this one is built for debugging, and the machine may have other work.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2) * 3;

    [Fact]
    public void A_large_comparison_takes_seconds()
    {
        using var folder = new TemporaryFolder();
        using var session = ModuleSession.Open().With("file", Path.Combine(folder.Path, "state.json"))
            .Now([.. Enumerable.Range(0, Count).Select(index => index % 50 == 0 ? CisStatus.Fail : CisStatus.Pass)]);
        session.Run("$null = $now | Compare-CisFinding -Baseline $file -UpdateBaseline").ThrowIfFailed();

        var clock = Stopwatch.StartNew();
        var run = session.Run("$n = 0; $now | Compare-CisFinding -Baseline $file -UpdateBaseline | ForEach-Object { $n++ }; $n");

        run.ThrowIfFailed();
        Assert.Equal([$"{Count}"], run.Texts);
        TestContext.Current.TestOutputHelper!.WriteLine($"{clock.Elapsed.TotalSeconds:0.00} s");
        Assert.True(clock.Elapsed < Limit, $"It took {clock.Elapsed}.");
    }
}
