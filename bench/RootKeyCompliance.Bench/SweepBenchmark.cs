using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace RootKeyCompliance.Bench;

/// <summary>
/// Sweeps of many accounts through the PowerShell pipeline, AssumeRole and GetAccountSummary for each, against a fake AWS in a process of its own
/// that checks every signature: beside the time that nobody can be faster than, and beside what a user would write instead.
/// </summary>
internal sealed class SweepBenchmark
{
    private const int LatencyMilliseconds = 50;
    private const int RequestsPerAccount = 2;
    private const int Throttle = 64;

    private const double LimitOfIdeal = 1.15;
    private const double LimitSeconds = 4;
    private const double LimitMillisecondsOfProcessor = 0.6;
    private const double LimitFirstSeconds = 1;
    private const double LimitMegabytes = 200;

    private readonly int _accounts;
    private readonly List<string> _limits = [];
    private readonly MarkdownTable _table = new(
        "accounts", "latency", "throttle", "way", "seconds", "ideal", "× ideal", "accounts/s", "CPU ms/account", "server CPU ms/account", "first finding", "peak memory");

    private readonly MarkdownTable _others = new("what", "accounts", "seconds", "accounts/s", "× the module");
    private bool _isKept = true;

    private SweepBenchmark(int accounts) => _accounts = accounts;

    internal static int Run(int accounts, string? markdown)
    {
        var benchmark = new SweepBenchmark(accounts);
        benchmark.Run();
        var section = benchmark.Section();
        Console.WriteLine(section);
        if (markdown is not null)
        {
            MarkdownSection.Write(markdown, "sweep", section);
        }

        return benchmark._isKept ? 0 : 1;
    }

    private void Run()
    {
        var slow = Measure(_accounts, LatencyMilliseconds, Throttle, "role");
        Check(slow.Seconds <= LimitOfIdeal * Ideal(_accounts, LatencyMilliseconds, Throttle), $"{slow.Seconds / Ideal(_accounts, LatencyMilliseconds, Throttle):0.00} × the ideal at {LatencyMilliseconds} ms, limit {LimitOfIdeal}");
        Measure(_accounts, LatencyMilliseconds, Throttle, "root");

        var fast = Measure(_accounts, 0, Throttle, "role");
        Check(fast.Seconds <= LimitSeconds * _accounts / 10_000, $"{fast.Seconds:0.0} s for {_accounts:N0} accounts without latency, limit {LimitSeconds:0} s for 10,000");
        Check(fast.MillisecondsOfProcessor <= LimitMillisecondsOfProcessor, $"{fast.MillisecondsOfProcessor:0.00} ms of CPU per account, limit {LimitMillisecondsOfProcessor}");
        Check(fast.FirstSeconds <= LimitFirstSeconds, $"first finding after {fast.FirstSeconds:0.00} s, limit {LimitFirstSeconds:0} s");

        var few = Measure(1000, 0, Throttle, "role");
        var many = Measure(5 * _accounts, 0, Throttle, "role");
        Check(
            many.PeakMegabytes <= LimitMegabytes && many.PeakMegabytes <= (1.25 * few.PeakMegabytes) + 8,
            $"{many.PeakMegabytes:0} MB for {5 * _accounts:N0} accounts, {few.PeakMegabytes:0} MB for 1,000, limit {LimitMegabytes:0} MB and 1.25 × + 8 MB");
        Measure(100, 0, Throttle, "role");
        foreach (var throttle in new[] { 1, 8, 32, 128 })
        {
            Measure(1000, LatencyMilliseconds, throttle, "role");
        }

        MeasureOthers();
    }

    private SweepRun Measure(int accounts, int latency, int throttle, string how)
    {
        Console.Error.WriteLine($"{accounts:N0} accounts, {latency} ms, throttle {throttle}, {how} …");
        using var cloud = CloudProcess.Start(accounts, latency);
        var run = SweepRun.Start(cloud.Url, accounts, throttle, how);
        if (run.Passed != accounts || run.Findings != accounts)
        {
            Check(false, $"{run.Findings:N0} findings and {run.Passed:N0} times Pass for {accounts:N0} accounts");
        }

        var ideal = Ideal(accounts, latency, throttle);
        _table.Add(
            $"{accounts:N0}",
            $"{latency} ms",
            $"{throttle}",
            how,
            $"{run.Seconds:0.00}",
            latency == 0 ? "" : $"{ideal:0.00}",
            latency == 0 ? "" : $"{run.Seconds / ideal:0.00}",
            $"{accounts / run.Seconds:N0}",
            $"{run.MillisecondsOfProcessor:0.00}",
            $"{cloud.ProcessorTime.TotalMilliseconds / accounts:0.00}",
            $"{run.FirstSeconds:0.00} s",
            $"{run.PeakMegabytes:0} MB");
        return run;
    }

    /// <summary>What users have today, at the same latency, on a server of the same kind, each for as many accounts as it takes to see its speed.</summary>
    private void MeasureOthers()
    {
        const int OfThreads = 200;
        const int OfCommands = 5;
        using var cloud = CloudProcess.Start(OfThreads, LatencyMilliseconds);
        var module = SweepRun.Start(cloud.Url, OfThreads, Throttle, "role").Seconds / OfThreads;
        _others.Add("`Test-CisRootAccessKey -RoleName`, 64 at a time", $"{OfThreads:N0}", $"{module * OfThreads:0.00}", $"{1 / module:N1}", "1");
        Add("boto3, a pool of 64 threads", OfThreads, Time(cloud, "python3", Path.Combine(AppContext.BaseDirectory, "sweep_boto3.py"), $"{OfThreads}", "64"));
        Add("AWS CLI, a loop", OfCommands, Time(cloud, "sh", Path.Combine(AppContext.BaseDirectory, "sweep_aws_cli.sh"), $"{OfCommands}"));

        void Add(string what, int accounts, double? seconds) => _others.Add(
            what,
            $"{accounts:N0}",
            seconds is null ? "not measured: it does not run here" : $"{seconds:0.00}",
            seconds is null ? "" : $"{accounts / seconds:N1}",
            seconds is null ? "" : $"{seconds / accounts / module:N0}");
    }

    private static double? Time(CloudProcess cloud, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["FAKE_AWS"] = cloud.Url;
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        try
        {
            var clock = Stopwatch.StartNew();
            using var child = Process.Start(start)!;
            var passed = child.StandardOutput.ReadToEnd().Trim();
            child.WaitForExit();
            return child.ExitCode == 0 && passed == arguments[1] ? clock.Elapsed.TotalSeconds : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static double Ideal(int accounts, int latency, int throttle)
        => Math.Ceiling(accounts / (double)throttle) * RequestsPerAccount * latency / 1000;

    private void Check(bool isKept, string text)
    {
        _isKept &= isKept;
        _limits.Add($"- {(isKept ? "kept" : "**not kept**")}: {text}");
    }

    private string Section() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Environment.ProcessorCount} cores shared with the server, pwsh {Engine.Version}, .NET {Environment.Version}, one run each.

        {_table}

        {string.Join('\n', _limits)}

        Beside what would be written instead, at {LatencyMilliseconds} ms and in the same run:

        {_others}
        """);
}
