using System.Diagnostics;
using System.Globalization;

namespace RootKeyCompliance.Bench;

/// <summary>
/// One process that checks a whole organization over and over, with faults and stops: whether memory, open handles or threads grow. Between two rounds
/// it rests, as a scheduled check does, so that the machine stays usable.
/// </summary>
internal sealed class SoakBenchmark
{
    private const int FaultsPercent = 5;
    private const int Latency = 1;
    private const int MostSamples = 20;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    // What the allocator, the pools and the thread pool take and give back: a leak of each round, or of each account, is far beyond it.
    private static readonly SoakLimit[] Limits =
    [
        new("managed heap", "MB", sample => sample.HeapMegabytes, 1),
        new("private memory", "MB", sample => sample.PrivateMegabytes, 16),
        new("working set", "MB", sample => sample.WorkingMegabytes, 16),
        new("handles", "", sample => sample.Handles, 8),
        new("threads", "", sample => sample.Threads, 6),
    ];

    private readonly int _accounts;
    private readonly TimeSpan _length;
    private readonly List<SoakSample> _samples = [];

    private SoakBenchmark(int accounts, int minutes) => (_accounts, _length) = (accounts, TimeSpan.FromMinutes(minutes));

    internal static int Run(int minutes, int accounts, string? markdown)
    {
        var benchmark = new SoakBenchmark(accounts, minutes);
        var wrong = benchmark.Soak();
        var section = benchmark.Section(wrong, out var isKept);
        Console.WriteLine(section);
        if (markdown is not null)
        {
            MarkdownSection.Write(markdown, "soak", section);
        }

        return isKept ? 0 : 1;
    }

    private List<string> Soak()
    {
        using var cloud = CloudProcess.StartMixed(_accounts, Latency, FaultsPercent);
        using var rounds = new SoakRounds(cloud.Url, _accounts);
        var clock = Stopwatch.StartNew();
        var interval = TimeSpan.FromMinutes(Math.Min(1, _length.TotalMinutes / MostSamples));
        for (var next = TimeSpan.Zero; next <= _length;)
        {
            rounds.Run();
            if (clock.Elapsed >= next || clock.Elapsed >= _length)
            {
                Add(SoakSample.Take(clock.Elapsed, rounds));
                next = clock.Elapsed >= _length ? TimeSpan.MaxValue : next + interval;
            }

            Thread.Sleep(Rest);
        }

        return rounds.Wrong;
    }

    private void Add(SoakSample sample)
    {
        _samples.Add(sample);
        Console.Error.WriteLine(sample);
    }

    private string Section(List<string> wrong, out bool isKept)
    {
        var table = new MarkdownTable("minutes", "rounds", "findings", "errors", "stops", "managed heap MB", "private MB", "working set MB", "handles", "threads");
        var step = Math.Max(1, _samples.Count / 12);
        foreach (var sample in _samples.Where((_, index) => index % step == 0 || index == _samples.Count - 1))
        {
            table.Add(
                $"{sample.At.TotalMinutes:0}", $"{sample.Rounds:N0}", $"{sample.Findings:N0}", $"{sample.Errors:N0}", $"{sample.Stops:N0}",
                $"{sample.HeapMegabytes:0.00}", $"{sample.PrivateMegabytes:0.0}", $"{sample.WorkingMegabytes:0.0}", $"{sample.Handles}", $"{sample.Threads}");
        }

        var warm = _samples.Where(sample => sample.At >= _length / 3).ToList();
        var isRight = wrong.Count == 0;
        List<string> lines = [$"- {(isRight ? "kept" : "**not kept**")}: {(isRight ? "each round that was not stopped had one finding for each account, and no unexpected error" : string.Join("; ", wrong.Take(5)))}"];
        isKept = isRight;
        foreach (var limit in Limits)
        {
            var (growth, level) = limit.Growth(warm);
            var isWithin = growth <= limit.Tolerance;
            isKept &= isWithin;
            var unit = limit.Unit.Length > 0 ? " " + limit.Unit : "";
            lines.Add($"- {(isWithin ? "kept" : "**not kept**")}: {limit.Name}: a trend of {growth:+0.00;-0.00;0.00}{unit} over the last two thirds, at {level:0.0}{unit}; limit +{limit.Tolerance}{unit}");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Environment.ProcessorCount} cores shared with the server, .NET {Environment.Version}, {_length.TotalMinutes:0} minutes, {_accounts:N0} accounts of all kinds in each round, {FaultsPercent} requests in 100 go wrong, {Rest.TotalSeconds:0} seconds of rest after each round.

            {table}

            {string.Join('\n', lines)}

            """);
    }
}
