namespace RootKeyCompliance.Connectors.Aws.Access;

/// <summary>Tells apart why an account cannot be entered. AWS's code is AccessDenied for most of it; only the text says which.</summary>
internal static class AccessFaults
{
    /// <summary>What a refusal of sts:AssumeRole means.</summary>
    /// <param name="fault">The fault by its code.</param>
    /// <param name="said">AWS's words.</param>
    /// <param name="role">The role's ARN.</param>
    internal static CisFault OfRole(CisFault fault, string said, string role)
        => fault.ErrorId == nameof(CisFaults.AccessDenied) ? CisFaults.AssumeRoleDenied(role, said) : fault;

    /// <summary>What a refusal of sts:AssumeRoot means.</summary>
    internal static CisFault OfRoot(CisFault fault, string said, string partition, string account) => fault switch
    {
        { ErrorId: not nameof(CisFaults.AccessDenied) } => fault,
        _ when Says(said, "Root credentials management feature is not enabled") => CisFaults.CentralRootAccessDisabled(),
        _ when Says(said, "Root sessions feature is not enabled") => CisFaults.RootSessionsDisabled(),
        _ when Says(said, "Service not enabled for AWS Organizations") => CisFaults.TrustedAccessDisabled(),
        _ => CisFaults.AssumeRootDenied(partition, account, said),
    };

    private static bool Says(string said, string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
}
