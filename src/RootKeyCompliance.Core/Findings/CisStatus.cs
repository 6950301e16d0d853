namespace RootKeyCompliance;

/// <summary>What a check found out about one account.</summary>
public enum CisStatus
{
    /// <summary>The account was seen and has no root access key (or only ones that the caller chose to allow).</summary>
    Pass,

    /// <summary>The account was seen and its root user has an access key.</summary>
    Fail,

    /// <summary>The account was left out for a stated reason: it is suspended, closing or closed.</summary>
    Skipped,

    /// <summary>The account could not be seen. It may or may not have a root access key.</summary>
    Error,
}
