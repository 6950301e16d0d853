using System.Diagnostics;
using System.Globalization;

namespace RootKeyCompliance.Bench;

/// <summary>What the process holds between two rounds, after a collection.</summary>
/// <param name="At">Since the start.</param>
/// <param name="Rounds">How many rounds there have been.</param>
/// <param name="Findings">How many findings.</param>
/// <param name="Errors">How many of them with status Error.</param>
/// <param name="Stops">How many rounds were stopped.</param>
/// <param name="HeapMegabytes">Managed objects.</param>
/// <param name="PrivateMegabytes">Memory that is nobody else's: in RAM on Linux, committed on Windows.</param>
/// <param name="WorkingMegabytes">Memory in RAM, shared libraries included.</param>
/// <param name="Handles">Open descriptors on Linux, handles elsewhere.</param>
/// <param name="Threads">Threads of the system.</param>
internal sealed record SoakSample(
    TimeSpan At, int Rounds, long Findings, long Errors, int Stops, double HeapMegabytes, double PrivateMegabytes, double WorkingMegabytes, int Handles, int Threads)
{
    private const double Megabyte = 1048576;
    private const string OwnDescriptors = "/proc/self/fd";
    private const string OwnStatus = "/proc/self/status";

    internal static SoakSample Take(TimeSpan at, SoakRounds rounds)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return new SoakSample(
            at, rounds.Count, rounds.Findings, rounds.Errors, rounds.Stops,
            heap / Megabyte, Private(process) / Megabyte, process.WorkingSet64 / Megabyte,
            Directory.Exists(OwnDescriptors) ? Directory.GetFileSystemEntries(OwnDescriptors).Length : process.HandleCount,
            process.Threads.Count);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At.TotalMinutes,5:0.0} min  {Rounds,5} rounds  {Findings,8} findings  {Errors,6} errors  {Stops,4} stops  heap {HeapMegabytes:0.00} MB  private {PrivateMegabytes:0.0} MB  working set {WorkingMegabytes:0.0} MB  {Handles} handles  {Threads} threads");

    // .NET's figure on Linux is address space, most of which was only set aside.
    private static double Private(Process process)
    {
        if (!OperatingSystem.IsLinux())
        {
            return process.PrivateMemorySize64;
        }

        const string Anonymous = "RssAnon:";
        var line = File.ReadLines(OwnStatus).First(line => line.StartsWith(Anonymous, StringComparison.Ordinal));
        return long.Parse(line[Anonymous.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Integer, CultureInfo.InvariantCulture) * 1024.0;
    }
}

/// <summary>How much something may grow.</summary>
/// <param name="Name">What.</param>
/// <param name="Unit">In which unit; empty for a number of things.</param>
/// <param name="Value">Reads it from a sample.</param>
/// <param name="Tolerance">The most that its trend may rise over the samples.</param>
internal sealed record SoakLimit(string Name, string Unit, Func<SoakSample, double> Value, double Tolerance)
{
    /// <summary>
    /// The rise over the samples by the median of the slopes between each two of them, which a single sample beside the line does not turn; and the median value.
    /// </summary>
    internal (double Growth, double Level) Growth(IReadOnlyList<SoakSample> samples)
    {
        if (samples.Count < 3)
        {
            throw new InvalidOperationException("There are too few samples for a trend.");
        }

        var slopes =
            from later in Enumerable.Range(1, samples.Count - 1)
            from earlier in Enumerable.Range(0, later)
            select (Value(samples[later]) - Value(samples[earlier])) / (samples[later].At - samples[earlier].At).TotalMinutes;
        return (Median(slopes) * (samples[^1].At - samples[0].At).TotalMinutes, Median(samples.Select(Value)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
