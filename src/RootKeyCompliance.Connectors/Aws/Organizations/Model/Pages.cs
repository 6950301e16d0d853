using Amazon.Runtime;

namespace Amazon.Organizations.Model;

/// <summary>Asks for a page of something.</summary>
internal abstract class PageRequest : AmazonWebServiceRequest
{
    /// <summary>Where the page before this one ended; null for the first.</summary>
    public string? NextToken { get; set; }
}

/// <summary>A page. It may be empty and still not be the last.</summary>
internal abstract class PageResponse : AmazonWebServiceResponse
{
    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }
}

/// <summary>Asks for all accounts of the organization.</summary>
internal sealed class ListAccountsRequest : PageRequest;

/// <summary>A page of accounts.</summary>
internal sealed class ListAccountsResponse : PageResponse
{
    public IReadOnlyList<Account> Accounts { get; set; } = [];
}

/// <summary>Asks for the accounts directly below a root or an organizational unit.</summary>
internal sealed class ListAccountsForParentRequest : PageRequest
{
    public string? ParentId { get; set; }
}

/// <summary>A page of accounts.</summary>
internal sealed class ListAccountsForParentResponse : PageResponse
{
    public IReadOnlyList<Account> Accounts { get; set; } = [];
}

/// <summary>Asks for the organizational units directly below a root or another one.</summary>
internal sealed class ListOrganizationalUnitsForParentRequest : PageRequest
{
    public string? ParentId { get; set; }
}

/// <summary>A page of organizational units.</summary>
internal sealed class ListOrganizationalUnitsForParentResponse : PageResponse
{
    public IReadOnlyList<OrganizationalUnit> OrganizationalUnits { get; set; } = [];
}
