using System.Management.Automation;
using RootKeyCompliance.Checks;
using RootKeyCompliance.Notifications;
using RootKeyCompliance.Pipeline;
using RootKeyCompliance.Reports;

namespace RootKeyCompliance.Commands;

/// <summary>
/// Compares findings with those of an earlier run: which accounts fail now and did not, and which did and do no more. An account that could not be
/// checked is never called resolved.
/// </summary>
[Cmdlet(VerbsData.Compare, "CisFinding", SupportsShouldProcess = true)]
[OutputType(typeof(CisFinding))]
public sealed class CompareCisFindingCommand : CisCommand
{
    private const string ComparedType = "RootKeyCompliance.CisFinding#Compared";

    private Baseline? _baseline;
    private string _path = "";

    /// <summary>The earlier run: a file of this command, or of <c>Export-CisReport -Format Json</c>; or findings.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public object[]? Baseline { get; set; }

    /// <summary>
    /// Findings from the pipeline, also from jobs, remote sessions, Import-Clixml, and <c>(Get-Content report.json -Raw |
    /// ConvertFrom-Json).findings</c>.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Keeps this run's verdicts in the file. The file need not be there the first time.</summary>
    [Parameter]
    public SwitchParameter UpdateBaseline { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guarded(() =>
    {
        var items = Baseline!.Select(PSObject.AsPSObject).ToList();
        if (items is [{ BaseObject: string or FileInfo } file])
        {
            _path = file.BaseObject is FileInfo info ? info.FullName
                : string.IsNullOrWhiteSpace((string)file.BaseObject) ? throw new CisException(CisFaults.ParameterEmpty("-Baseline"))
                : ReportPaths.Literal(this, (string)file.BaseObject);
            _baseline = Reports.Baseline.Read(_path, isToBeKept: UpdateBaseline);
            return;
        }

        if (UpdateBaseline)
        {
            throw new CisException(CisFaults.ParameterConflict("-UpdateBaseline", "findings as -Baseline"));
        }

        _baseline = Reports.Baseline.Of(items.Select(item => FindingReader.Read(item)
            ?? throw new CisException(CisFaults.NotAFinding(item.TypeNames.FirstOrDefault() ?? ""))));
    });

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        foreach (var item in Each(InputObject!))
        {
            Take(item);
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        // What had a key and was not looked at is no good news.
        foreach (var missing in _baseline!.Unseen.Where(finding => finding.Status == CisStatus.Fail))
        {
            Emit(missing.With(FindingComparison.Compare(missing.Status, now: null)));
        }

        if (UpdateBaseline && ShouldProcess(_path, "Update baseline"))
        {
            _baseline.Save(new ReportHead(DateTimeOffset.UtcNow, ModuleVersion));
        }
    });

    private void Take(PSObject input)
    {
        if (FindingReader.Read(input) is { } finding)
        {
            Emit(_baseline!.Compare(finding));
        }
        else
        {
            ReportNoFinding(input);
        }
    }

    private void Emit(CisFinding finding)
    {
        // The table has a column more.
        var compared = new PSObject(finding);
        compared.TypeNames.Insert(0, ComparedType);
        WriteObject(compared);
    }
}
