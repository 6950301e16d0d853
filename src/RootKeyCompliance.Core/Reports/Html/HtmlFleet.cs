namespace RootKeyCompliance;

/// <summary>All findings of a report, what wants a look first, and what is counted of them.</summary>
internal sealed class HtmlFleet
{
    private HtmlFleet(IReadOnlyList<CisFinding> findings, ReportHead head)
    {
        Findings = findings;
        Head = head;
        Counts = findings.Aggregate(new CisFindingCounts(0, 0, 0, 0), (counts, finding) => counts.Add(finding.Status));
        Compared = findings.Any(finding => finding.Change is not null);
        Controls = [.. CisPipelineCatalogue.All.Where(control => findings.Any(finding => finding.ControlId == control.ControlId))];
    }

    /// <summary>The order of the page: what fails, what is not known, the rest.</summary>
    internal static IReadOnlyList<CisStatus> StatusOrder { get; } = [CisStatus.Fail, CisStatus.Error, CisStatus.Skipped, CisStatus.Pass];

    internal static IReadOnlyList<CisSeverity> SeverityOrder { get; } =
        [CisSeverity.Critical, CisSeverity.High, CisSeverity.Unknown, CisSeverity.None];

    internal static IReadOnlyList<CisFindingChange> ChangeOrder { get; } =
        [CisFindingChange.New, CisFindingChange.Unknown, CisFindingChange.Unchanged, CisFindingChange.Resolved];

    internal IReadOnlyList<CisFinding> Findings { get; }

    internal ReportHead Head { get; }

    internal CisFindingCounts Counts { get; }

    /// <summary>Whether any finding was compared with an earlier run.</summary>
    internal bool Compared { get; }

    /// <summary>The controls that were checked.</summary>
    internal IReadOnlyList<CisPipeline> Controls { get; }

    /// <summary>What one finding is about: with several controls an account has more than one.</summary>
    internal (string One, string Many) Noun => Controls.Count > 1 ? ("finding", "findings") : ("account", "accounts");

    internal static HtmlFleet Of(IEnumerable<CisFinding> findings, ReportHead head)
    {
        var status = Ranks(StatusOrder);
        var severity = Ranks(SeverityOrder);
        return new HtmlFleet([.. findings.OrderBy(finding => status[finding.Status]).ThenBy(finding => severity[finding.Severity])], head);
    }

    internal int Number(CisStatus status) => status switch
    {
        CisStatus.Fail => Counts.Fail,
        CisStatus.Error => Counts.Error,
        CisStatus.Skipped => Counts.Skipped,
        _ => Counts.Pass,
    };

    internal int Number(CisSeverity severity) => Findings.Count(finding => finding.Severity == severity);

    internal int Number(CisFindingChange change) => Findings.Count(finding => finding.Change == change);

    private static Dictionary<T, int> Ranks<T>(IReadOnlyList<T> order)
        where T : notnull
        => order.Select((value, rank) => (value, rank)).ToDictionary(pair => pair.value, pair => pair.rank);
}
