namespace RootKeyCompliance;

/// <summary>An account to look at.</summary>
/// <param name="AccountId">Its 12 digits; null means whichever account the credentials belong to.</param>
/// <param name="AccountName">Its name, or null.</param>
/// <param name="AccountState">Its state in its organization, or null.</param>
public sealed record AccountTarget(string? AccountId, string? AccountName, string? AccountState)
{
    /// <summary>The profile whose credentials look at it; null: the command's own.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Whether it is its organization's management account; null where that is not known.</summary>
    public bool? IsManagementAccount { get; init; }

    /// <summary>The account of the credentials.</summary>
    public static AccountTarget Caller { get; } = new(null, null, null);

    /// <summary>Evidence that names the account and says nothing of it yet.</summary>
    /// <param name="source">Who is going to look.</param>
    public RootUserEvidence ToEvidence(CisEvidenceSource source) => new()
    {
        Source = source,
        AccountId = AccountId,
        AccountName = AccountName,
        AccountState = AccountState,
    };
}
