using System.Diagnostics;
using System.Text;
using RootKeyCompliance.Tests.Infrastructure;
using Xunit;

namespace RootKeyCompliance.Tests.Reports;

/// <summary>The process is killed at random moments while it replaces a report again and again: what is there is a whole report, always.</summary>
public sealed class ExportKillTests
{
    private const int Kills = 50;
    private const int Findings = 3_000;

    [Fact]
    public async Task After_each_kill_the_report_is_whole()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "r.csv");
        File.WriteAllBytes(path, SampleFindings.Bytes(CisReportFormat.Csv, SampleFindings.Many(Findings)));
        var random = new Random(7);
        var (halfDone, replaced) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = File.ReadAllBytes(path);
            await KillAsync(path, Path.Combine(other.Path, "warm.csv"), random.Next(0, 60));

            Assert.Equal(Findings, CsvText.Rows(Encoding.UTF8.GetString(File.ReadAllBytes(path))).Count);
            replaced += before.AsSpan().SequenceEqual(File.ReadAllBytes(path)) ? 0 : 1;

            // What a kill leaves behind is half a report, under a name of its own.
            var left = Directory.GetFiles(folder.Path).Where(file => file != path).ToList();
            halfDone += left.Count;
            Assert.All(left, file => Assert.EndsWith(".tmp", file, StringComparison.Ordinal));
            left.ForEach(File.Delete);
        }

        Assert.True(halfDone > Kills / 5, $"Only {halfDone} kills came while a report was written.");
        Assert.True(replaced > 0, "No kill came after a report was written.");
    }

    /// <summary>Kills when the process has said that it begins, and a little later.</summary>
    private static async Task KillAsync(string path, string warm, int milliseconds)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = ModuleProcess.Start(
            $"$finding = @{{ AccountAccessKeysPresent = 1 }} | Test-CisRootAccessKey; $findings = @($finding) * {Findings}; $findings | Export-CisReport '{warm}'; "
            + $"[Console]::Out.WriteLine('begin'); [Console]::Out.Flush(); while ($true) {{ $findings | Export-CisReport '{path}' }}",
            Repository.Root);
        try
        {
            Assert.Equal("begin", await process.StandardOutput.ReadLineAsync(cancellation));
            var clock = Stopwatch.StartNew();
            while (clock.ElapsedMilliseconds < milliseconds)
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
