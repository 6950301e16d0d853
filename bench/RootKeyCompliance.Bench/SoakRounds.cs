using System.Management.Automation;

namespace RootKeyCompliance.Bench;

/// <summary>
/// The rounds of a soak, in one runspace of one process, as a long-lived session has them: whole sweeps by role and by root sessions, into reports and
/// a baseline, and sweeps that a command downstream or somebody outside ends.
/// </summary>
internal sealed class SoakRounds : IDisposable
{
    private const string Sweep = "Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws";
    private const string Quietly = "$ErrorActionPreference = 'SilentlyContinue'; $WarningPreference = 'SilentlyContinue';";

    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private readonly PowerShell _shell = Engine.Import(Engine.Manifest);
    private readonly string _folder = Directory.CreateTempSubdirectory("soak-").FullName;
    private readonly string _url;
    private readonly int _expected;

    internal SoakRounds(string url, int accounts)
    {
        _url = url;

        // And the one that asks.
        _expected = accounts + 1;
        var variables = _shell.Runspace.SessionStateProxy;
        variables.SetVariable("folder", _folder);
    }

    internal int Count { get; private set; }

    internal long Findings { get; private set; }

    internal long Errors { get; private set; }

    internal int Stops { get; private set; }

    /// <summary>What a round did not do as it should.</summary>
    internal List<string> Wrong { get; } = [];

    internal void Run()
    {
        // Stops are every other round or so: what they leave behind would show soonest.
        switch (Count++ % 7)
        {
            case 0:
                Whole($"{Sweep} -RoleName Audit");
                break;
            case 1:
                Whole($"{Sweep} -CentralRootAccess");
                break;
            case 2:
                First($"{Sweep} -RoleName Audit | Select-Object -First 1");
                break;
            case 3:
                Whole($"{Sweep} -RoleName Audit | Compare-CisFinding -Baseline $folder/baseline.json -UpdateBaseline");
                break;
            case 4:
                StopFromOutside($"{Sweep} -CentralRootAccess");
                break;
            case 5:
                Whole($"{Sweep} -CentralRootAccess | Export-CisReport -Path $folder/report.html -PassThru");
                break;
            default:
                First($"{Sweep} -CentralRootAccess | Select-Object -First 1");
                break;
        }
    }

    public void Dispose()
    {
        _shell.Runspace.Dispose();
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Whole(string script)
    {
        var findings = Take(Prepare(script).Invoke());
        if (findings != _expected)
        {
            Wrong.Add($"round {Count}: {findings} findings of {_expected}: {script}");
        }
    }

    private void First(string script)
    {
        Stops++;
        if (Take(Prepare(script).Invoke()) != 1)
        {
            Wrong.Add($"round {Count}: not one finding: {script}");
        }
    }

    private void StopFromOutside(string script)
    {
        Stops++;
        using var output = new PSDataCollection<PSObject>();
        using var isUnderWay = new ManualResetEventSlim();
        output.DataAdded += (_, _) => isUnderWay.Set();
        var run = Prepare(script).BeginInvoke<PSObject, PSObject>(input: null, output);
        if (!isUnderWay.Wait(LongestStop))
        {
            Wrong.Add($"round {Count}: nothing came: {script}");
        }

        _shell.Stop();
        try
        {
            _shell.EndInvoke(run);
            Wrong.Add($"round {Count}: it was over before it was stopped: {script}");
        }
        catch (PipelineStoppedException)
        {
            // As it should.
        }

        Take(output);
    }

    private PowerShell Prepare(string script)
    {
        _shell.Commands.Clear();
        _shell.Streams.ClearStreams();
        var aws = $"$aws = @{{ EndpointUrl = '{_url}'; AccessKey = 'test'; SecretKey = 'test'; Region = 'us-east-1' }};";
        return _shell.AddScript($"{Quietly} {aws} {script}", useLocalScope: true);
    }

    private int Take(ICollection<PSObject> findings)
    {
        foreach (var finding in findings)
        {
            Findings++;
            if (finding.Properties["Status"].Value.ToString() == "Error")
            {
                Errors++;
                if (finding.Properties["ErrorId"].Value is "UnexpectedError")
                {
                    Wrong.Add($"round {Count}: {finding.Properties["Message"].Value}");
                }
            }
        }

        return findings.Count;
    }
}
