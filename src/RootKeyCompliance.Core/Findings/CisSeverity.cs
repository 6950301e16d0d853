namespace RootKeyCompliance;

/// <summary>How much a finding matters, in rising order; <see cref="Unknown"/> sorts last because it wants a look first.</summary>
public enum CisSeverity
{
    /// <summary>Nothing to do.</summary>
    None,

    /// <summary>Root access keys exist, all of them inactive: one call makes them work again.</summary>
    High,

    /// <summary>A root access key works, or may work.</summary>
    Critical,

    /// <summary>The account could not be checked.</summary>
    Unknown,
}
