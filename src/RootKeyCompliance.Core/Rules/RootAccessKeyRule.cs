namespace RootKeyCompliance;

/// <summary>
/// "Ensure no 'root' user account access key exists": turns evidence into a finding. Pure: it fetches nothing and keeps nothing.
/// </summary>
public static class RootAccessKeyRule
{
    /// <summary>Whether an account in this state is left out, so that nobody needs to look at it.</summary>
    /// <param name="accountState">A state or status of AWS Organizations, or null.</param>
    /// <remarks>An account in an unknown state is checked rather than skipped.</remarks>
    public static bool IsSkipped(string? accountState)
        => accountState?.ToUpperInvariant() is "SUSPENDED" or "PENDING_CLOSURE" or "PENDING_ACTIVATION" or "CLOSED";

    /// <summary>Judges one account.</summary>
    /// <param name="control">The control to judge by.</param>
    /// <param name="evidence">What was seen.</param>
    /// <param name="allowInactiveKey">Whether an account whose root keys are all inactive passes.</param>
    /// <param name="checkedAt">The time of the check.</param>
    public static CisFinding Evaluate(CisPipeline control, RootUserEvidence evidence, bool allowInactiveKey, DateTimeOffset checkedAt)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(evidence);

        if (evidence.Fault is null && !IsSkipped(evidence.AccountState) && !SaysAnything(evidence))
        {
            evidence = evidence with { Fault = CisFaults.EvidenceIncomplete(evidence.Source) };
        }

        var (status, severity) = Judge(evidence, allowInactiveKey);
        return new CisFinding(control, evidence, status, severity, checkedAt);
    }

    private static (CisStatus, CisSeverity) Judge(RootUserEvidence evidence, bool allowInactiveKey) => evidence switch
    {
        _ when IsSkipped(evidence.AccountState) => (CisStatus.Skipped, CisSeverity.None),
        { Fault: not null } => (CisStatus.Error, CisSeverity.Unknown),
        { ActiveKeyCount: > 0 } => (CisStatus.Fail, CisSeverity.Critical),

        // No key is active, and at least one is there: how many are inactive need not be known.
        { ActiveKeyCount: 0, InactiveKeyCount: > 0 } or { ActiveKeyCount: 0, InactiveKeyCount: null, AccessKeysPresent: true }
            => allowInactiveKey ? (CisStatus.Pass, CisSeverity.None) : (CisStatus.Fail, CisSeverity.High),
        { AccessKeysPresent: true } or { InactiveKeyCount: > 0 } => (CisStatus.Fail, CisSeverity.Critical),
        _ => (CisStatus.Pass, CisSeverity.None),
    };

    private static bool SaysAnything(RootUserEvidence evidence)
        => evidence.AccessKeysPresent is not null || evidence.ActiveKeyCount > 0 || evidence.InactiveKeyCount > 0;
}
