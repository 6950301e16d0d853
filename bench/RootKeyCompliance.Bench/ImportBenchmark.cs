using System.Diagnostics;

namespace RootKeyCompliance.Bench;

/// <summary>
/// Import-Module, as whole processes: one that imports this module and one that imports an empty binary module, in turn, so that
/// both see the same machine. The difference is what this module adds.
/// </summary>
internal static class ImportBenchmark
{
    private const double LimitMilliseconds = 60;

    internal static int Run(int pairs)
    {
        Time(Engine.Manifest);
        Time(Engine.EmptyModule);
        var ours = new List<double>();
        var empty = new List<double>();
        for (var pair = 0; pair < pairs; pair++)
        {
            ours.Add(Time(Engine.Manifest));
            empty.Add(Time(Engine.EmptyModule));
        }

        var difference = Samples.Median(ours.Zip(empty, (left, right) => left - right));
        Console.WriteLine($"whole process, median of {pairs} pairs");
        Console.WriteLine($"  RootKeyCompliance    {Samples.Median(ours),7:0} ms");
        Console.WriteLine($"  empty binary module  {Samples.Median(empty),7:0} ms");
        Console.WriteLine($"  pair by pair         {difference,7:0} ms more, limit {LimitMilliseconds:0} ms");
        return difference < LimitMilliseconds ? 0 : 1;
    }

    private static double Time(string module)
    {
        var start = Stopwatch.GetTimestamp();
        using var child = Process.Start(PwshProcess.Command($"Import-Module -Name {PwshProcess.Quote(module)} -ErrorAction Stop"))!;
        child.WaitForExit();
        return child.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException($"Importing {module} failed.");
    }
}
