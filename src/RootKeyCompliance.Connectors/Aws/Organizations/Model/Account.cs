using Amazon.Runtime;

namespace Amazon.Organizations.Model;

/// <summary>An account of an organization.</summary>
/// <param name="Id">Its 12 digits.</param>
/// <param name="Arn">Names the management account and the organization, too.</param>
/// <param name="Email">The address it was made with.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">The older word for its state; AWS has announced its end.</param>
/// <param name="State"><c>PENDING_ACTIVATION</c>, <c>ACTIVE</c>, <c>SUSPENDED</c>, <c>PENDING_CLOSURE</c> or <c>CLOSED</c>.</param>
/// <param name="Paths">Where it is in the tree: <c>o-…/r-…/ou-…/&lt;account&gt;/</c>.</param>
internal sealed record Account(string? Id, string? Arn, string? Email, string? Name, string? Status, string? State, IReadOnlyList<string>? Paths);

/// <summary>An organizational unit.</summary>
/// <param name="Id">Such as <c>ou-ab12-11111111</c>.</param>
/// <param name="Name">Its name.</param>
internal sealed record OrganizationalUnit(string? Id, string? Name);

/// <summary>Asks for the organization.</summary>
internal sealed class DescribeOrganizationRequest : AmazonWebServiceRequest;

/// <summary>The organization.</summary>
internal sealed class DescribeOrganizationResponse : AmazonWebServiceResponse
{
    public Organization? Organization { get; set; }
}

/// <summary>An organization.</summary>
/// <param name="Id">Such as <c>o-a1b2c3d4e5</c>.</param>
/// <param name="MasterAccountId">The management account.</param>
internal sealed record Organization(string? Id, string? MasterAccountId);
