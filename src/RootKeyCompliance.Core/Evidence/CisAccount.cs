namespace RootKeyCompliance;

/// <summary>
/// An AWS account to check, as AWS Organizations or a profile on this machine tells of it. What could not be listed is one, too, without an
/// id and with an <see cref="ErrorId"/>, so that whoever checks answers for it.
/// </summary>
public sealed record CisAccount
{
    /// <summary>The account's 12 digits; null where it could not be found out.</summary>
    public string? Id { get; init; }

    /// <summary>Its name in the organization, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The address that it was made with, or null.</summary>
    public string? Email { get; init; }

    /// <summary>Its ARN in the organization, or null.</summary>
    public string? Arn { get; init; }

    /// <summary><c>ACTIVE</c>, <c>SUSPENDED</c>, <c>PENDING_CLOSURE</c>, <c>PENDING_ACTIVATION</c> or <c>CLOSED</c>; null where no organization tells.</summary>
    public string? State { get; init; }

    /// <summary>
    /// Where it is in the organization, as <c>aws:PrincipalOrgPaths</c> has it: <c>o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/</c>. Null where AWS does not tell.
    /// </summary>
    public string? OrganizationalUnitPath { get; init; }

    /// <summary>Whether it is the organization's management account; null where no organization tells.</summary>
    public bool? IsManagementAccount { get; init; }

    /// <summary>The profile that it was found by, and that it is checked with; or null.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The stable word for why there is no id, such as <c>ExpiredCredentials</c>; null otherwise.</summary>
    public string? ErrorId => Fault?.ErrorId;

    internal CisFault? Fault { get; init; }

    /// <summary>Whether it stands for accounts of the organization that could not be listed.</summary>
    internal bool IsRest { get; init; }

    /// <summary>The name and the id.</summary>
    public override string ToString() => (Name ?? ProfileName, Id) switch
    {
        (null, null) => ErrorId ?? "",
        (null, { } id) => id,
        ({ } name, null) => name,
        ({ } name, { } id) => $"{name} ({id})",
    };
}
