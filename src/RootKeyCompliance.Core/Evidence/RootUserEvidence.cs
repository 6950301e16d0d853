namespace RootKeyCompliance;

/// <summary>
/// What a source saw of one account's root user. A source fills in what it saw and leaves the rest null; it never judges.
/// When it could not look, <see cref="Fault"/> says why.
/// </summary>
public sealed record RootUserEvidence
{
    /// <summary>The account's 12 digits, or null where the source does not name its account.</summary>
    public string? AccountId { get; init; }

    /// <summary>The account's name, or null.</summary>
    public string? AccountName { get; init; }

    /// <summary>The partition of the account's ARNs, or null where the source does not tell.</summary>
    public string? Partition { get; init; }

    /// <summary>The account's state in its organization (<c>ACTIVE</c>, <c>SUSPENDED</c> …), or null where it is not known.</summary>
    public string? AccountState { get; init; }

    /// <summary>Whether there is at least one root access key, active or not.</summary>
    public bool? AccessKeysPresent { get; init; }

    /// <summary>Number of active keys, or null where the source does not tell.</summary>
    public int? ActiveKeyCount { get; init; }

    /// <summary>Number of inactive keys, or null where the source does not tell.</summary>
    public int? InactiveKeyCount { get; init; }

    /// <summary>The keys that the source describes.</summary>
    public IReadOnlyList<RootAccessKey> AccessKeys { get; init; } = [];

    /// <summary>Whether the root user has MFA, or null.</summary>
    public bool? RootMfaEnabled { get; init; }

    /// <summary>Whether the root user has a password, or null.</summary>
    public bool? RootPasswordPresent { get; init; }

    /// <summary>The kind of source.</summary>
    public required CisEvidenceSource Source { get; init; }

    /// <summary>The source's name: a profile, a file's path, a connection; or null.</summary>
    public string? SourceName { get; init; }

    /// <summary>How old the evidence is (UTC), or null where the source does not tell.</summary>
    public DateTimeOffset? EvidenceTime { get; init; }

    /// <summary>Why the source could not look; null when it could.</summary>
    public CisFault? Fault { get; init; }

    /// <summary>The same evidence with the given keys, and the counts that follow from them.</summary>
    /// <param name="keys">Every key that the root user has.</param>
    public RootUserEvidence WithKeys(IReadOnlyList<RootAccessKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return this with
        {
            AccessKeysPresent = keys.Count > 0,
            ActiveKeyCount = keys.Count(key => key.Status == RootAccessKeyStatus.Active),
            InactiveKeyCount = keys.Count(key => key.Status == RootAccessKeyStatus.Inactive),
            AccessKeys = keys,
        };
    }
}
