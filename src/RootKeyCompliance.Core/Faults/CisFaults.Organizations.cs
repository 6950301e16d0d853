using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of organizations, and of entering their accounts.</summary>
public static partial class CisFaults
{
    private const string SeeOrganizations = "Get-Help about_RootKeyCompliance_Organizations shows what has to be set up.";

    /// <summary>An argument that says how accounts are entered cannot be one.</summary>
    public static CisFault InvalidAccess(string parameter, string value, string rule) => new(
        nameof(InvalidAccess), InvalidArgument,
        $"{parameter} '{PlainText.OneLine(value)}' cannot be used: it {rule}.",
        $"Correct {parameter}.");

    /// <summary>A role cannot be assumed.</summary>
    public static CisFault AssumeRoleDenied(string role, string reason) => new(
        nameof(AssumeRoleDenied), Permission,
        $"The role {role} cannot be assumed: {Sentence(reason)}",
        "Check that the role exists in the account, that its trust policy names these credentials (and the same -ExternalId), and that they may call sts:AssumeRole on it. A suspended account answers the same.");

    /// <summary>An organization's policy forbids the call.</summary>
    public static CisFault ServiceControlPolicyDenied(string action, string reason) => new(
        nameof(ServiceControlPolicyDenied), Permission,
        $"A service control policy denies {action}: {Sentence(reason)}",
        $"Exempt the check in the policy: root sessions by the condition aws:AssumedRoot, a role by its aws:PrincipalArn. {SeeOrganizations}");

    /// <summary>The organization does not manage its members' root credentials centrally.</summary>
    public static CisFault CentralRootAccessDisabled() => new(
        nameof(CentralRootAccessDisabled), Permission,
        "Central management of root credentials is not enabled in the organization.",
        $"In the management account run 'aws iam enable-organizations-root-credentials-management'; a check can use -RoleName instead. {SeeOrganizations}");

    /// <summary>The organization does not allow privileged root sessions.</summary>
    public static CisFault RootSessionsDisabled() => new(
        nameof(RootSessionsDisabled), Permission,
        "Privileged root sessions are not enabled in the organization.",
        $"In the management account run 'aws iam enable-organizations-root-sessions'. {SeeOrganizations}");

    /// <summary>A root session may not make a call: no policy of the account's own can forbid it.</summary>
    public static CisFault RootSessionDenied(CisFault denied)
    {
        ArgumentNullException.ThrowIfNull(denied);
        return denied with
        {
            RecommendedAction = $"Look for a service control policy that denies it to root users, and exempt root sessions by the condition aws:AssumedRoot. {SeeOrganizations}",
        };
    }

    /// <summary>IAM may not act in the organization.</summary>
    public static CisFault TrustedAccessDisabled() => new(
        nameof(TrustedAccessDisabled), Permission,
        "IAM has no trusted access to the organization, so that no root session can be had.",
        $"In the management account run 'aws organizations enable-aws-service-access --service-principal iam.amazonaws.com'. {SeeOrganizations}");

    /// <summary>These credentials get no root session.</summary>
    public static CisFault AssumeRootDenied(string partition, string account, string reason) => new(
        nameof(AssumeRootDenied), Permission,
        $"No root session can be had in account {account}: {Sentence(reason)}",
        $"Use a user or role of the management account, or of the delegated administrator for IAM, that may call sts:AssumeRoot on arn:{partition}:iam::{account}:root. The account must be an active member of the organization.");

    /// <summary>The management account's root user cannot be reached from elsewhere.</summary>
    public static CisFault ManagementAccountOutOfReach(string account) => new(
        nameof(ManagementAccountOutOfReach), Permission,
        $"Account {account} is the organization's management account, in which no root session can be had.",
        "Check it with credentials of its own, such as -ProfileName, or with -RoleName.");

    /// <summary>STS does not answer in that region.</summary>
    public static CisFault RegionDisabled(string action) => new(
        nameof(RegionDisabled), Permission,
        $"{action} was refused: STS is not enabled for the account in this region.",
        "Name another region with -Region, or enable this one.");

    /// <summary>The account is in no organization.</summary>
    public static CisFault OrganizationNotInUse() => new(
        nameof(OrganizationNotInUse), NotFound,
        "The account of these credentials is in no organization.",
        "Use credentials of the organization's management account or of a delegated administrator.");

    /// <summary>The organization cannot be read.</summary>
    public static CisFault OrganizationAccessDenied(string action, string reason) => new(
        nameof(OrganizationAccessDenied), Permission,
        $"Access to {action} was denied: {Sentence(reason)}",
        $"Use credentials of the management account or of a delegated administrator, with {action} allowed. {SeeOrganizations}");

    /// <summary>There is no such organizational unit.</summary>
    public static CisFault OrganizationalUnitNotFound(string id) => new(
        nameof(OrganizationalUnitNotFound), NotFound,
        $"There is no organizational unit '{PlainText.OneLine(id)}' in the organization.",
        "'aws organizations list-organizational-units-for-parent' or Get-ORGOrganizationalUnitList lists them.");

    /// <summary>An organizational unit's id cannot be one.</summary>
    public static CisFault InvalidOrganizationalUnitId(string? id) => new(
        nameof(InvalidOrganizationalUnitId), InvalidArgument,
        $"'{PlainText.OneLine(id)}' is not the id of an organizational unit or of a root.",
        "Give an id such as ou-ab12-11111111 or r-ab12.");
}
