using System.Diagnostics;

namespace RootKeyCompliance.Bench;

/// <summary>
/// A few accounts and very many in a real PostgreSQL with the tables that Steampipe has, through the PowerShell pipeline: whether what
/// is found is right, how fast, and whether memory stays where it was. Beside it psql, which copies the rows and judges nothing.
/// </summary>
internal sealed class SteampipeBenchmark
{
    private const int FewAccounts = 1000;

    // Beyond the few, whose time is start-up. In CPU time, which says the same on a busy machine.
    private const double AccountsPerCpuSecond = 10_000;

    // Few accounts never fill the young generation: how far the heap grows before it is collected shows with many only.
    private const double LimitRatio = 1.25;
    private const double LimitMegabytes = 8;

    // With -PassThru all findings are held until everybody has been told: so much each, with its texts.
    private const double LimitKilobytesPerFinding = 1;

    private readonly int _runs;
    private readonly List<string> _limits = [];
    private readonly Dictionary<SteampipeCommand, SteampipeRun> _few = [];
    private readonly MarkdownTable _table = new(
        "command", "accounts", "findings", "failing", "seconds", "CPU seconds", "accounts/s", "× psql", "first finding",
        "peak memory", "× 1,000 accounts", "heap after");

    private bool _isKept = true;

    private SteampipeBenchmark(int runs) => _runs = runs;

    internal static async Task<int> RunAsync(int accounts, int runs, string? markdown)
    {
        if (PostgresCluster.Missing is { } missing)
        {
            Console.Error.WriteLine($"This benchmark needs PostgreSQL: {missing}.");
            return 1;
        }

        if (accounts <= FewAccounts)
        {
            Console.Error.WriteLine($"Too few accounts to compare with {FewAccounts}.");
            return 64;
        }

        await using var cluster = await PostgresCluster.StartAsync(tls: false);
        var benchmark = new SteampipeBenchmark(runs);
        foreach (var count in new[] { FewAccounts, accounts })
        {
            Console.Error.WriteLine($"{count} accounts …");
            await benchmark.MeasureAsync(await SteampipeFleet.CreateAsync(cluster, count));
        }

        var section = benchmark.Section(await cluster.RunAsync("show server_version;"));
        Console.WriteLine(section);
        if (markdown is not null)
        {
            MarkdownSection.Write(markdown, "steampipe", section);
        }

        return benchmark._isKept ? 0 : 1;
    }

    private async Task MeasureAsync(SteampipeFleet fleet)
    {
        var floor = await CopyAsync(fleet);
        _table.Add("psql, copy … to stdout", $"{fleet.Accounts:N0}", "", "", $"{floor:0.00}", "", $"{fleet.Accounts / floor:N0}", "1", "", "", "", "");
        foreach (var command in Enum.GetValues<SteampipeCommand>())
        {
            var run = SteampipeRun.Start(command, fleet, _runs);
            var few = _few.TryAdd(command, run) ? null : _few[command];
            _table.Add(
                SteampipeRun.Text(command),
                $"{fleet.Accounts:N0}",
                $"{run.Findings:N0}",
                $"{run.Failing:N0}",
                $"{run.Seconds:0.00}",
                $"{run.CpuSeconds:0.00}",
                $"{fleet.Accounts / run.Seconds:N0}",
                $"{run.Seconds / floor:0}",
                run.FirstSeconds is { } first ? $"{first:0.00} s" : "",
                $"{run.PeakMegabytes:0} MB",
                few is null ? "" : $"{run.PeakMegabytes / few.PeakMegabytes:0.00}",
                $"{run.LiveMegabytes:0.0} MB");

            if (!run.IsRight(command, fleet))
            {
                Check(false, command, $"{fleet.Accounts:N0} accounts, {fleet.Failing:N0} failing, {fleet.Inactive:N0} with no active key; not {run}");
            }

            if (few is not null)
            {
                CheckMemory(command, few, run, fleet.Accounts);
                var limit = few.CpuSeconds + ((fleet.Accounts - FewAccounts) / AccountsPerCpuSecond);
                Check(
                    run.CpuSeconds <= limit,
                    command,
                    $"{run.CpuSeconds:0.0} s of CPU, limit {few.CpuSeconds:0.0} s + 1 s for each {AccountsPerCpuSecond:N0} more = {limit:0.0} s");
            }
        }
    }

    private void CheckMemory(SteampipeCommand command, SteampipeRun few, SteampipeRun many, int accounts)
    {
        var held = command == SteampipeCommand.PassThru ? LimitKilobytesPerFinding : 0;
        var limit = (LimitRatio * few.PeakMegabytes) + LimitMegabytes + (held * accounts / 1024);
        Check(
            many.PeakMegabytes <= limit,
            command,
            $"{many.PeakMegabytes:0} MB, limit {LimitRatio} × {few.PeakMegabytes:0} MB + {LimitMegabytes:0} MB"
            + $"{(held > 0 ? $" + {held:0} KB a finding" : "")} = {limit:0} MB");
    }

    private void Check(bool isKept, SteampipeCommand command, string text)
    {
        _isKept &= isKept;
        _limits.Add($"- {(isKept ? "kept" : "**not kept**")}: {SteampipeRun.Text(command)}: {text}");
    }

    private string Section(string serverVersion)
    {
        var machine = $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, PostgreSQL {serverVersion.Split(' ')[0]} on the same machine";
        return $"{_runs} runs each: the median of times, the most of memory. {machine}.\n\n{_table}\n{string.Join('\n', _limits)}\n";
    }

    private async Task<double> CopyAsync(SteampipeFleet fleet)
    {
        var seconds = new List<double>();
        for (var run = 0; run < _runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            await fleet.CopyAsync();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Samples.Median(seconds);
    }
}
