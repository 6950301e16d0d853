using System.Diagnostics;
using System.Globalization;
using System.Text;
using RootKeyCompliance.Tests.Infrastructure;
using Xunit;

namespace RootKeyCompliance.Tests.Reports;

/// <summary>The process is killed at random moments while it replaces a report again and again: what is there is a whole report, always.</summary>
public sealed class ExportKillTests
{
    private const int Kills = 52;
    private const int Lanes = 4;
    private const int Findings = 3_000;

    [Fact]
    public async Task After_each_kill_the_report_is_whole()
    {
        var (halfDone, replaced) = (0, 0);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Lanes),
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = TestContext.Current.CancellationToken },
            async (lane, _) =>
            {
                using var folder = new TemporaryFolder();
                using var other = new TemporaryFolder();
                var path = Path.Combine(folder.Path, "r.csv");
                File.WriteAllBytes(path, SampleFindings.Bytes(CisReportFormat.Csv, SampleFindings.Many(Findings)));
                var random = new Random(lane);
                for (var kill = 0; kill < Kills / Lanes; kill++)
                {
                    var before = File.ReadAllBytes(path);
                    await KillAsync(path, Path.Combine(other.Path, "warm.csv"), random.NextDouble());

                    Assert.Equal(Findings, CsvText.Rows(Encoding.UTF8.GetString(File.ReadAllBytes(path))).Count);
                    Interlocked.Add(ref replaced, before.AsSpan().SequenceEqual(File.ReadAllBytes(path)) ? 0 : 1);

                    // What a kill leaves behind is half a report, under a name of its own.
                    var left = Directory.GetFiles(folder.Path).Where(file => file != path).ToList();
                    Interlocked.Add(ref halfDone, left.Count);
                    Assert.All(left, file => Assert.EndsWith(".tmp", file, StringComparison.Ordinal));
                    left.ForEach(File.Delete);
                }
            });

        Assert.True(halfDone > Kills / 5, $"Only {halfDone} kills came while a report was written.");
        Assert.True(replaced > 0, "No kill came after a report was written.");
    }

    /// <summary>Kills within the time that two reports take, as the process has measured it.</summary>
    private static async Task KillAsync(string path, string warm, double moment)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = ModuleProcess.Start(
            $"$finding = @{{ AccountAccessKeysPresent = 1 }} | Test-CisRootAccessKey; $findings = @($finding) * {Findings}; $findings | Export-CisReport '{warm}'; "
            + $"$clock = [Diagnostics.Stopwatch]::StartNew(); $findings | Export-CisReport '{warm}'; "
            + $"[Console]::Out.WriteLine($clock.ElapsedMilliseconds); [Console]::Out.Flush(); while ($true) {{ $findings | Export-CisReport '{path}' }}",
            Repository.Root);
        try
        {
            var whole = int.Parse((await process.StandardOutput.ReadLineAsync(cancellation))!, CultureInfo.InvariantCulture);
            var clock = Stopwatch.StartNew();
            while (clock.ElapsedMilliseconds < 2 * whole * moment)
            {
                Thread.SpinWait(100);
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellation);
        }
    }
}
