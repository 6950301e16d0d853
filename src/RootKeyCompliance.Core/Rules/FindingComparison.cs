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

    /// <summary>What has changed for an account, and whether the key is really gone: one that only counts no more is not resolved.</summary>
    /// <param name="before">The finding in the baseline, or null.</param>
    /// <param name="now">The finding of this run.</param>
    public static CisFindingChange Compare(CisFinding? before, CisFinding now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return Compare(before?.Status, now.Status) is var change && change == CisFindingChange.Resolved && now.AccessKeysPresent == true
            ? CisFindingChange.Unchanged
            : change;
    }

    /// <summary>What a baseline keeps: the last verdict, which an error or an account that is not active is none of.</summary>
    /// <param name="before">The finding in the baseline, or null.</param>
    /// <param name="now">The finding of this run.</param>
    public static CisFinding Keep(CisFinding? before, CisFinding now)
    {
        ArgumentNullException.ThrowIfNull(now);
        var change = Compare(before, now);

        // A key that was there, and has not been seen to go, is still the verdict.
        var isStillThere = before?.Status == CisStatus.Fail && now.Status != CisStatus.Fail && change != CisFindingChange.Resolved;
        return before is not null && (change == CisFindingChange.Unknown || isStillThere) ? before : now;
    }

    /// <summary>Of two findings of one account in one run the one that counts: a key that one of them has seen is there.</summary>
    /// <param name="first">The one that came first.</param>
    /// <param name="second">The other one.</param>
    public static CisFinding Worse(CisFinding first, CisFinding second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Rank(second) > Rank(first) ? second : first;

        static int Rank(CisFinding finding) => finding.Status switch
        {
            CisStatus.Fail => 3,
            CisStatus.Pass => 2,
            CisStatus.Skipped => 1,
            _ => 0,
        };
    }
}
