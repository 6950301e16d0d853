namespace RootKeyCompliance;

/// <summary>Adds what a credential report tells about the keys to what the account summary told.</summary>
public static class KeyDetail
{
    /// <summary>
    /// The summary is of now and wins; the report may be four hours old. A report that lists keys gives their states. One that lists
    /// none, although the summary says that there is one, either leaves inactive keys out (its documentation says so) or is older
    /// than the key: only a fresh one proves that no key is active.
    /// </summary>
    /// <param name="summary">Evidence that a key is present.</param>
    /// <param name="report">The root row of the account's credential report.</param>
    /// <param name="reportIsFresh">Whether the report was begun after the check was.</param>
    public static RootUserEvidence Add(RootUserEvidence summary, RootUserEvidence report, bool reportIsFresh)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(report);
        if (report.Fault is not null || report.AccountId != summary.AccountId)
        {
            return summary;
        }

        var merged = summary with
        {
            RootMfaEnabled = summary.RootMfaEnabled ?? report.RootMfaEnabled,
            RootPasswordPresent = summary.RootPasswordPresent ?? report.RootPasswordPresent,
        };
        if (report.AccessKeys.Count > 0)
        {
            return merged with
            {
                AccessKeys = report.AccessKeys,
                ActiveKeyCount = report.ActiveKeyCount,
                InactiveKeyCount = report.InactiveKeyCount,
                EvidenceTime = report.EvidenceTime,
            };
        }

        return reportIsFresh ? merged with { ActiveKeyCount = 0, EvidenceTime = report.EvidenceTime } : merged;
    }
}
