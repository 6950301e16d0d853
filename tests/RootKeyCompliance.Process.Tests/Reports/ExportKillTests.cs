using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>The process is killed at random moments while it replaces a report, or a baseline, again and again: what is there is whole, always.</summary>
public sealed class ExportKillTests
{
    private const int Kills = 52;
    private const int Lanes = 4;
    private const int Findings = 3_000;

    [Fact]
    public Task After_each_kill_the_report_is_whole() => KillAgainAndAgainAsync(
        "Export-CisReport", CisReportFormat.Csv, path => CsvText.Rows(Encoding.UTF8.GetString(File.ReadAllBytes(path))).Count);

    [Fact]
    public Task After_each_kill_the_baseline_is_whole() => KillAgainAndAgainAsync(
        "Compare-CisFinding -UpdateBaseline -Baseline",
        CisReportFormat.Json,
        path =>
        {
            using var file = File.OpenRead(path);
            return JsonReportReader.Read(file).Count;
        });

    private static async Task KillAgainAndAgainAsync(string command, CisReportFormat format, Func<string, int> count)
    {
        var (halfDone, replaced) = (0, 0);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Lanes),
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = TestContext.Current.CancellationToken },
            async (lane, _) =>
            {
                using var folder = new TemporaryFolder();
                using var other = new TemporaryFolder();
                var path = Path.Combine(folder.Path, "r.txt");
                File.WriteAllBytes(path, SampleFindings.Bytes(format, Distinct()));
                var random = new Random(lane);
                for (var kill = 0; kill < Kills / Lanes; kill++)
                {
                    var before = File.ReadAllBytes(path);
                    await KillAsync(command, format, path, Path.Combine(other.Path, "warm.txt"), kill % 2 == 0 ? random.NextDouble() : null);

                    Assert.Equal(Findings, count(path));
                    Interlocked.Add(ref replaced, before.AsSpan().SequenceEqual(File.ReadAllBytes(path)) ? 0 : 1);

                    // What a kill leaves behind is half a report, under a name of its own.
                    var left = Directory.GetFiles(folder.Path).Where(file => file != path).ToList();
                    Interlocked.Add(ref halfDone, left.Count);
                    Assert.All(left, file => Assert.EndsWith(".tmp", file, StringComparison.Ordinal));
                    left.ForEach(File.Delete);
                }
            });

        TestContext.Current.TestOutputHelper!.WriteLine($"{halfDone} kills came in mid-write, {replaced} after one.");
        Assert.True(halfDone > Kills / 10, $"Only {halfDone} kills came while it was written.");
        Assert.True(replaced > 0, "No kill came after a report was written.");
    }

    /// <summary>Kills at a moment of the time that two reports take, as the process has measured it; or, without one, as soon as one is being written.</summary>
    private static async Task KillAsync(string command, CisReportFormat format, string path, string warm, double? moment)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var write = $"$null = $findings | {command}";
        var how = command.StartsWith("Export", StringComparison.Ordinal) ? $"-Format {format}" : "";
        using var process = ModuleProcess.Start(
            $"$findings = 1..{Findings} | ForEach-Object {{ [pscustomobject]@{{ AccountAccessKeysPresent = 1; AccountId = '1{{0:d11}}' -f $_ }} }} | Test-CisRootAccessKey; "
            + $"{write} '{warm}' {how}; $clock = [Diagnostics.Stopwatch]::StartNew(); {write} '{warm}' {how}; "
            + $"[Console]::Out.WriteLine($clock.ElapsedMilliseconds); [Console]::Out.Flush(); while ($true) {{ {write} '{path}' {how} }}",
            Repository.Root);
        try
        {
            var whole = int.Parse((await process.StandardOutput.ReadLineAsync(cancellation))!, CultureInfo.InvariantCulture);
            var clock = Stopwatch.StartNew();
            while (moment is { } share ? clock.ElapsedMilliseconds < 2 * whole * share : clock.ElapsedMilliseconds < 60_000 && !IsBeingWritten(path))
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

    private static bool IsBeingWritten(string path) => Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.tmp").Any();

    private static IEnumerable<CisFinding> Distinct() => Enumerable.Range(1, Findings).Select(number => RootAccessKeyRule.Evaluate(
        CisPipelineCatalogue.Get("cis_v400_1_4"),
        new RootUserEvidence { Source = CisEvidenceSource.AccountSummary, AccountId = FormattableString.Invariant($"1{number:00000000000}"), AccessKeysPresent = true },
        allowInactiveKey: false,
        DateTimeOffset.UtcNow));
}
