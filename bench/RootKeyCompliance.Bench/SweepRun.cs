using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Serialization;
using RootKeyCompliance.Fakes;

namespace RootKeyCompliance.Bench;

/// <summary>What one sweep of many accounts took.</summary>
/// <param name="Findings">How many findings came.</param>
/// <param name="Passed">How many of them said Pass, as all should.</param>
/// <param name="Seconds">From the first account in to the last finding out.</param>
/// <param name="FirstSeconds">Until the first finding was out.</param>
/// <param name="ProcessorSeconds">Processor time of the sweeping process meanwhile.</param>
/// <param name="PeakMegabytes">The most memory that the process ever held.</param>
internal sealed record SweepRun(int Findings, int Passed, double Seconds, double FirstSeconds, double ProcessorSeconds, double PeakMegabytes)
{
    internal const string Command = "sweep-one";

    /// <summary>Processor time for each account.</summary>
    [JsonIgnore]
    internal double MillisecondsOfProcessor => ProcessorSeconds * 1000 / Findings;

    /// <summary>Sweeps in a pwsh of its own.</summary>
    /// <param name="url">The fake AWS.</param>
    /// <param name="accounts">How many accounts.</param>
    /// <param name="throttle">How many at the same time.</param>
    /// <param name="how">By role or root.</param>
    internal static SweepRun Start(string url, int accounts, int throttle, string how)
    {
        using var child = Process.Start(PwshProcess.Benchmark(Command, url, $"{accounts}", $"{throttle}", how))!;
        var json = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return JsonSerializer.Deserialize<SweepRun>(json) ?? throw new InvalidOperationException("The sweep said nothing.");
    }

    /// <summary>Sweeps in this process, through the PowerShell pipeline: account ids in, findings out, none kept.</summary>
    internal static int Run(string url, int accounts, int throttle, string how)
    {
        using var shell = Engine.Import(Engine.Manifest);
        shell.AddCommand("Test-CisRootAccessKey")
            .AddParameter("EndpointUrl", url).AddParameter("AccessKey", "test").AddParameter("SecretKey", "test").AddParameter("Region", "us-east-1")
            .AddParameter("ThrottleLimit", throttle);
        _ = how == "root" ? shell.AddParameter("CentralRootAccess") : shell.AddParameter("RoleName", "Audit");

        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var sink = new Counter();
        shell.Invoke(Enumerable.Range(0, accounts).Select(FakeAccounts.IdOf), sink);
        var seconds = sink.Seconds;
        process.Refresh();
        foreach (var error in shell.Streams.Error.Take(3))
        {
            Console.Error.WriteLine(error.ToString());
        }

        Console.WriteLine(JsonSerializer.Serialize(new SweepRun(
            sink.Total, sink.Passed, seconds, sink.FirstSeconds, (process.TotalProcessorTime - processor).TotalSeconds, process.PeakWorkingSet64 / 1048576.0)));
        return 0;
    }

    /// <summary>Takes findings as they come and keeps none.</summary>
    private sealed class Counter : Collection<PSObject>
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private long _first;
        private long _last;

        internal int Total { get; private set; }

        internal int Passed { get; private set; }

        internal double FirstSeconds => Stopwatch.GetElapsedTime(_started, _first).TotalSeconds;

        internal double Seconds => Stopwatch.GetElapsedTime(_started, _last).TotalSeconds;

        protected override void InsertItem(int index, PSObject item)
        {
            _last = Stopwatch.GetTimestamp();
            _first = Total++ == 0 ? _last : _first;
            Passed += Convert.ToString(item.Properties["Status"].Value, CultureInfo.InvariantCulture) == "Pass" ? 1 : 0;
        }
    }
}
