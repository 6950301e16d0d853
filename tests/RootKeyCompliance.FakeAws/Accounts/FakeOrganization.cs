namespace RootKeyCompliance.Fakes;

/// <summary>The organization all accounts of the server belong to.</summary>
public sealed class FakeOrganization
{
    /// <summary>One that manages its members' root users centrally.</summary>
    public static FakeOrganization WithRootAccess => new() { EnabledFeatures = new HashSet<string>(StringComparer.Ordinal) { "RootCredentialsManagement" } };

    public string Id { get; init; } = "o-fakeaws001";

    public string ManagementAccountId { get; init; } = FakeCredential.TestAccountId;

    public string RootId { get; init; } = "r-fake";

    /// <summary>
    /// Units with a name of their own or without accounts. Those that only accounts name are known too, by the last part of their ids.
    /// </summary>
    public IReadOnlyList<FakeOrganizationalUnit> OrganizationalUnits { get; init; } = [];

    /// <summary>Members that may list accounts and ask for features as the management account does.</summary>
    public ISet<string> DelegatedAdministrators { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Consolidated billing only when false; central root access then cannot be had.</summary>
    public bool AllFeatures { get; set; } = true;

    /// <summary>Trusted access of IAM.</summary>
    public bool IamTrusted { get; set; } = true;

    /// <summary><c>RootCredentialsManagement</c>, <c>RootSessions</c>.</summary>
    public ISet<string> EnabledFeatures { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>At most 20, as the real one.</summary>
    public int PageSize { get; set; } = 20;

    /// <summary>Puts an empty page with a NextToken before the first account: allowed, and a trap for clients.</summary>
    public bool EmptyFirstPage { get; set; }

    /// <summary>The older account field, announced to go; false: gone.</summary>
    public bool SendsStatus { get; set; } = true;

    /// <summary>The newer account field; false: an endpoint that does not have it yet.</summary>
    public bool SendsState { get; set; } = true;

    /// <summary>Where accounts and units are in the tree; false: an endpoint that does not say.</summary>
    public bool SendsPaths { get; set; } = true;

    internal bool MayAdminister(string accountId) =>
        string.Equals(accountId, ManagementAccountId, StringComparison.Ordinal) || DelegatedAdministrators.Contains(accountId);
}
