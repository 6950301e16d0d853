using System.Diagnostics;
using System.Management.Automation;

namespace RootKeyCompliance.Bench;

/// <summary>What came down the pipeline, as numbers.</summary>
internal sealed class FindingTally
{
    internal int Findings { get; private set; }

    internal int Failing { get; private set; }

    /// <summary>Failing findings none of whose keys is active.</summary>
    internal int Inactive { get; private set; }

    /// <summary>The time of the first finding, as Stopwatch gives it.</summary>
    internal long? First { get; private set; }

    internal void Add(PSObject finding)
    {
        First ??= Stopwatch.GetTimestamp();
        Findings++;
        if (finding.Properties["Status"].Value.ToString() == "Fail")
        {
            Failing++;
            Inactive += finding.Properties["ActiveKeyCount"].Value is 0 ? 1 : 0;
        }
    }
}

/// <summary>The end of a pipeline that counts findings and keeps none.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Finding")]
public sealed class MeasureFindingCommand : PSCmdlet
{
    /// <summary>A finding.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Where it is counted: a <see cref="FindingTally"/>.</summary>
    [Parameter(Mandatory = true)]
    public object? Tally { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ((FindingTally)Tally!).Add(InputObject!);
}
