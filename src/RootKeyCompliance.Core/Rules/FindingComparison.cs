namespace RootKeyCompliance;

/// <summary>How verdicts of two runs stand to each other. Pure.</summary>
public static class FindingComparison
{
    /// <summary>What has changed for an account.</summary>
    /// <param name="before">Its status in the baseline; null when it is not in there.</param>
    /// <param name="now">Its status now; null when it was not checked.</param>
    public static CisFindingChange Compare(CisStatus? before, CisStatus? now) => (before, now) switch
    {
        (CisStatus.Fail, CisStatus.Fail) => CisFindingChange.Unchanged,
        (_, CisStatus.Fail) => CisFindingChange.New,
        (CisStatus.Fail, CisStatus.Pass) => CisFindingChange.Resolved,

        // Nobody has looked: a key that was there may still be.
        (_, CisStatus.Error or null) or (CisStatus.Fail, CisStatus.Skipped) => CisFindingChange.Unknown,
        _ => CisFindingChange.Unchanged,
    };

    /// <summary>What a baseline keeps: the last verdict, which an error or an account that is not active is none of.</summary>
    /// <param name="before">The finding in the baseline, or null.</param>
    /// <param name="now">The finding of this run.</param>
    public static CisFinding Keep(CisFinding? before, CisFinding now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return before is not null && Compare(before.Status, now.Status) == CisFindingChange.Unknown ? before : now;
    }
}
