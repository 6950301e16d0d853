namespace RootKeyCompliance;

/// <summary>How a finding stands beside an earlier run's.</summary>
public enum CisFindingChange
{
    /// <summary>The account has a root access key now, and had none.</summary>
    New,

    /// <summary>The verdict is as it was; or there was none, and there is no key.</summary>
    Unchanged,

    /// <summary>The account had a root access key, and has none now.</summary>
    Resolved,

    /// <summary>Nobody could look: an Error, or an account that was not checked this time, is never Resolved.</summary>
    Unknown,
}
