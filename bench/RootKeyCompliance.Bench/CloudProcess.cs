using System.Diagnostics;
using RootKeyCompliance.Fakes;

namespace RootKeyCompliance.Bench;

/// <summary>A fake AWS in a process of its own, so that its time and memory are not counted with those of who asks it.</summary>
internal sealed class CloudProcess : IDisposable
{
    internal const string Command = "serve";

    private const int WarmUp = 1000;

    private readonly Process _process;
    private TimeSpan _before;

    private CloudProcess(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    internal string Url { get; }

    /// <summary>Since it was warm.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime - _before;
        }
    }

    /// <summary>Accounts without keys, and nothing goes wrong.</summary>
    internal static CloudProcess Start(int accounts, int latency) => Start(accounts, latency, "0");

    /// <summary>Accounts of all kinds; of a hundred requests so many go wrong, in ways that pass.</summary>
    internal static CloudProcess StartMixed(int accounts, int latency, int faultsPercent) => Start(accounts, latency, $"{faultsPercent}");

    private static CloudProcess Start(int accounts, int latency, string faultsPercent)
    {
        var start = new ProcessStartInfo(Engine.Program, [Command, $"{accounts}", $"{latency}", faultsPercent])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        var cloud = new CloudProcess(process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The fake AWS did not start."));

        // AWS has been running for a while, too.
        SweepRun.Start(cloud.Url, Math.Min(accounts, WarmUp), 32, "role");
        cloud._before = cloud.ProcessorTime;
        return cloud;
    }

    /// <summary>What the process does: serves until its input ends.</summary>
    internal static async Task<int> ServeAsync(int accounts, int latency, int faultsPercent)
    {
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions
        {
            Accounts = faultsPercent == 0 ? FakeAccounts.Generate(accounts, seed: 1, FakeAccountKind.NoKey) : FakeAccounts.Generate(accounts, seed: 1),
            Faults = new FakeFaultMix { Rate = faultsPercent / 100.0, StallFor = TimeSpan.FromSeconds(1) },
            Organization = FakeOrganization.WithRootAccess,
            Latency = TimeSpan.FromMilliseconds(latency),
            KeepRequests = false,
        });
        Console.WriteLine(aws.Url);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
