using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Bench;

/// <summary>What is run over a database.</summary>
internal enum SteampipeCommand
{
    Test,
    Invoke,
    PassThru,
}

/// <summary>A command over a database, in a process of its own: what that process found and took.</summary>
/// <param name="Findings">How many findings came; null where the command emits none.</param>
/// <param name="Failing">How many accounts were found to have a key.</param>
/// <param name="Inactive">How many of these have no active one.</param>
/// <param name="Seconds">From the call to its end.</param>
/// <param name="CpuSeconds">What all threads of the process have worked in that time.</param>
/// <param name="FirstSeconds">From the call to the first finding; null where there is none.</param>
/// <param name="PeakMegabytes">The most memory that the process has held, the engine and the module included.</param>
/// <param name="LiveMegabytes">What is left on the heap when the command has ended.</param>
internal sealed partial record SteampipeRun(
    int? Findings, int Failing, int Inactive, double Seconds, double CpuSeconds, double? FirstSeconds, double PeakMegabytes, double LiveMegabytes)
{
    /// <summary>The size of the young generation. Otherwise it goes by the machine's cache, and that would be measured.</summary>
    internal const int YoungMegabytes = 16;

    private const double Megabyte = 1024 * 1024;

    // A password does not belong on a command line.
    private const string Variable = "ROOTKEYCOMPLIANCE_BENCH_DATABASE";

    internal static string Text(SteampipeCommand command) => command switch
    {
        SteampipeCommand.Test => "`Test-CisRootAccessKey -Database`",
        SteampipeCommand.Invoke => "`Invoke-CisPipeline -Database`",
        _ => "`Invoke-CisPipeline -Database -PassThru`",
    };

    /// <summary>Runs a command in new processes, one after the other: the median of times, the most of memory.</summary>
    internal static SteampipeRun Start(SteampipeCommand command, SteampipeFleet fleet, int runs)
    {
        var all = Enumerable.Range(0, runs).Select(_ => Start(command, fleet)).ToList();

        // One that found something else must not hide among the others.
        return (all.Find(run => !run.IsRight(command, fleet)) ?? all[0]) with
        {
            Seconds = Samples.Median(all.Select(run => run.Seconds)),
            CpuSeconds = Samples.Median(all.Select(run => run.CpuSeconds)),
            FirstSeconds = all[0].FirstSeconds is null ? null : Samples.Median(all.Select(run => run.FirstSeconds ?? 0)),
            PeakMegabytes = all.Max(run => run.PeakMegabytes),
            LiveMegabytes = all.Max(run => run.LiveMegabytes),
        };
    }

    /// <summary>Runs a command in this process and prints what came of it.</summary>
    internal static int Execute(string command)
    {
        var run = Execute(Enum.Parse<SteampipeCommand>(command));
        Console.WriteLine(JsonSerializer.Serialize(run));
        return 0;
    }

    internal bool IsRight(SteampipeCommand command, SteampipeFleet fleet)
        => Findings == (command == SteampipeCommand.Invoke ? null : fleet.Accounts)
            && Failing == fleet.Failing
            && Inactive == fleet.Inactive;

    private static SteampipeRun Start(SteampipeCommand command, SteampipeFleet fleet)
    {
        var start = PwshProcess.Benchmark("steampipe-one", $"{command}");
        start.Environment[Variable] = fleet.Url;
        start.Environment["DOTNET_GCgen0size"] = (YoungMegabytes * 1024 * 1024).ToString("X", CultureInfo.InvariantCulture);
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<SteampipeRun>(output)!
            : throw new InvalidOperationException($"{Text(command)} over {fleet.Accounts} accounts failed.");
    }

    private static SteampipeRun Execute(SteampipeCommand command)
    {
        using var shell = Engine.Import(Engine.Manifest, typeof(MeasureFindingCommand));
        var tally = new FindingTally();
        _ = command == SteampipeCommand.Test
            ? shell.AddCommand("Test-CisRootAccessKey")
            : shell.AddCommand("Invoke-CisPipeline").AddParameter("Name", "cis_v400_1_4")
                .AddParameter("PassThru", command == SteampipeCommand.PassThru);
        shell.AddParameter("Database", $"env:{Variable}")
            .AddParameter("ErrorAction", ActionPreference.Stop)
            .AddParameter("WarningAction", ActionPreference.Stop)
            .AddCommand("Measure-Finding").AddParameter("Tally", tally);

        var cpuBefore = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        shell.Invoke();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64 / Megabyte;

        // Without findings the notification tells.
        var lines = shell.Streams.Information.Select(record => $"{record}").Where(line => Failure().IsMatch(line)).ToList();
        var isTold = command == SteampipeCommand.Invoke;
        shell.Commands.Clear();
        return new SteampipeRun(
            isTold && tally.Findings == 0 ? null : tally.Findings,
            isTold ? lines.Count : tally.Failing,
            isTold ? lines.Count(line => line.Contains("(0 active, ", StringComparison.Ordinal)) : tally.Inactive,
            seconds,
            cpu.TotalSeconds,
            tally.First is { } first ? Stopwatch.GetElapsedTime(start, first).TotalSeconds : null,
            peak,
            GC.GetTotalMemory(forceFullCollection: true) / Megabyte);
    }

    [GeneratedRegex(@"^Detected IAM <root_account> \[\d{12}\] with ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Failure();
}
