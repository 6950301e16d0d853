using System.Text.RegularExpressions;

namespace RootKeyCompliance.Connectors.Aws.Access;

/// <summary>How accounts other than the credentials' own are entered. Nothing said: they are not.</summary>
public sealed partial record AccountAccess
{
    /// <summary>The session name that CloudTrail shows when none is given.</summary>
    public const string DefaultSessionName = "RootKeyCompliance";

    /// <summary>Only the account that the credentials belong to.</summary>
    public static AccountAccess Own { get; } = new();

    /// <summary>The role to assume in each account, with its path if it has one: <c>OrganizationAccountAccessRole</c>.</summary>
    public string? RoleName { get; init; }

    /// <summary>What the roles' trust policies may ask for.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The name of the sessions.</summary>
    public string RoleSessionName { get; init; } = DefaultSessionName;

    /// <summary>Whether sessions of the root users themselves are asked for (sts:AssumeRoot), bound to AWS's policy for audits.</summary>
    public bool CentralRootAccess { get; init; }

    /// <summary>Checks what can be checked without asking AWS.</summary>
    /// <exception cref="CisException">Something cannot be what it should be.</exception>
    public void Validate()
    {
        Check("-RoleName", RoleName, Role(), "is a role's name, with its path if it has one, without account and ARN");
        Check("-ExternalId", ExternalId, External(), "has 2 to 1224 letters, digits and _+=,.@:/-");
        Check("-RoleSessionName", RoleSessionName, Session(), "has 2 to 64 letters, digits and _+=,.@-");
    }

    private static void Check(string parameter, string? value, Regex form, string rule)
    {
        if (value is not null && !form.IsMatch(value))
        {
            throw new CisException(CisFaults.InvalidAccess(parameter, value, rule));
        }
    }

    [GeneratedRegex(@"\A/?(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,64}\z", RegexOptions.ECMAScript, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Role();

    [GeneratedRegex(@"\A[\w+=,.@:/-]{2,1224}\z", RegexOptions.ECMAScript, matchTimeoutMilliseconds: 1000)]
    private static partial Regex External();

    [GeneratedRegex(@"\A[\w+=,.@-]{2,64}\z", RegexOptions.ECMAScript, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Session();
}
