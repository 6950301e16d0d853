namespace RootKeyCompliance.Fakes;

/// <summary>The kinds of account a check has to tell apart.</summary>
public enum FakeAccountKind
{
    NoKey,
    OneActive,
    OneInactive,
    TwoActive,
    OneEach,

    /// <summary>Closed by its owner or by AWS: roles cannot be assumed, its credentials are worth nothing.</summary>
    Suspended,

    /// <summary>Has an active key, but every IAM action answers AccessDenied.</summary>
    Denied,

    /// <summary>Has an active key, but no role in it can be assumed.</summary>
    RoleDenied,
}
