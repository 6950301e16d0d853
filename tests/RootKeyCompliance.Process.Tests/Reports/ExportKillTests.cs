using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>A process that replaces a report, or a baseline, again and again is killed at any moment: the file is always whole.</summary>
public sealed class ExportKillTests
{
    private const int Findings = 3_000;

    private static readonly int Kills = Thorough.Choose(6, 54);
    private static readonly int Lanes = Thorough.Choose(2, 3);

    private enum Moment
    {
        WhileItIsWritten,
        AfterItWasReplaced,
        Random,
    }

    [Fact]
    public Task Report_is_whole_after_each_kill() => KillAgainAndAgainAsync(
        "Export-CisReport", CisReportFormat.Csv, path => CsvText.Rows(Encoding.UTF8.GetString(File.ReadAllBytes(path))).Count);

    [Fact]
    public Task Baseline_is_whole_after_each_kill() => KillAgainAndAgainAsync(
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
                    await KillAsync(command, format, path, Path.Combine(other.Path, "warm.txt"), (Moment)(kill % 3), random);

                    Assert.Equal(Findings, count(path));
                    Interlocked.Add(ref replaced, before.AsSpan().SequenceEqual(File.ReadAllBytes(path)) ? 0 : 1);

                    // A kill leaves half a report, under a name of its own.
                    var left = Directory.GetFiles(folder.Path).Where(file => file != path).ToList();
                    Interlocked.Add(ref halfDone, left.Count);
                    Assert.All(left, file => Assert.EndsWith(".tmp", file, StringComparison.Ordinal));
                    left.ForEach(File.Delete);
                }
            });

        TestContext.Current.TestOutputHelper!.WriteLine($"{halfDone} kills came in the middle of a write, {replaced} after one.");
        Assert.True(halfDone > Kills / 10, $"Only {halfDone} kills came while it was written.");
        Assert.True(replaced > 0, "No kill came after a report was written.");
    }

    private static async Task KillAsync(string command, CisReportFormat format, string path, string warm, Moment moment, Random random)
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
            var before = File.GetLastWriteTimeUtc(path);
            var wait = 2 * whole * random.NextDouble();
            bool IsNow() => moment switch
            {
                Moment.WhileItIsWritten => IsBeingWritten(path),
                Moment.AfterItWasReplaced => File.GetLastWriteTimeUtc(path) != before,
                _ => clock.ElapsedMilliseconds >= wait,
            };
            while (clock.ElapsedMilliseconds < 60_000 && !IsNow())
            {
                Thread.SpinWait(100);
            }
        }
        finally
        {
            ChildProcess.Kill(process);
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
