namespace RootKeyCompliance;

/// <summary>Which of an account's root access keys are to go.</summary>
/// <param name="Target">The account.</param>
/// <param name="Control">The control that wants them gone.</param>
/// <param name="Known">The keys that a finding has named; empty when none were, and then all that are there are meant.</param>
public sealed record RemovalRequest(AccountTarget Target, CisPipeline Control, IReadOnlyList<RootAccessKey> Known)
{
    /// <summary>How many keys a finding has counted; null when it has not.</summary>
    public int? KnownCount { get; init; }

    /// <summary>Why there is nothing to do, without a look at the account; null when there is.</summary>
    public CisFault? Refusal { get; init; }

    /// <summary>Reads it off a finding.</summary>
    /// <param name="finding">The finding.</param>
    public static RemovalRequest Of(CisFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);

        return new RemovalRequest(
            new AccountTarget(finding.AccountId ?? "", finding.AccountName, finding.AccountState),
            finding.Control,
            Array.FindAll(finding.AccessKeys, key => key.AccessKeyId is not null))
        {
            KnownCount = finding.ActiveKeyCount + finding.InactiveKeyCount,
            Refusal = finding.Status == CisStatus.Fail ? null : CisFaults.FindingNotFail(finding.Status, finding.ErrorId),
        };
    }
}
