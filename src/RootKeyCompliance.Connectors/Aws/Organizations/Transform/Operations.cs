using System.Text.Json;
using Amazon.Organizations.Model;
using Amazon.Runtime.Internal;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.Organizations.Transform;

/// <summary>How each Organizations operation is written and read. A new operation is one more entry.</summary>
internal static class Operations
{
    private static readonly JsonProtocol Protocol = new(
        "Amazon.Organizations", "AWSOrganizationsV20161128.",
        static (error, inner, status) => new AmazonOrganizationsException(error.Message, inner, error.Type, error.Code, error.RequestId, status));

    internal static InvokeOptions DescribeOrganization { get; } =
        Protocol.Operation<DescribeOrganizationRequest, Input, DescribeOrganizationResponse, OrganizationOutput>(
            "DescribeOrganization",
            _ => new Input(),
            (response, output) => response.Organization = output.Organization);

    internal static InvokeOptions ListAccounts { get; } = Protocol.Operation<ListAccountsRequest, Input, ListAccountsResponse, AccountsOutput>(
        "ListAccounts",
        request => new Input(request.NextToken),
        (response, output) => (response.Accounts, response.NextToken) = (Given(output.Accounts), output.NextToken));

    internal static InvokeOptions ListAccountsForParent { get; } =
        Protocol.Operation<ListAccountsForParentRequest, Input, ListAccountsForParentResponse, AccountsOutput>(
            "ListAccountsForParent",
            request => new Input(request.NextToken, request.ParentId),
            (response, output) => (response.Accounts, response.NextToken) = (Given(output.Accounts), output.NextToken));

    internal static InvokeOptions ListOrganizationalUnitsForParent { get; } =
        Protocol.Operation<ListOrganizationalUnitsForParentRequest, Input, ListOrganizationalUnitsForParentResponse, UnitsOutput>(
            "ListOrganizationalUnitsForParent",
            request => new Input(request.NextToken, request.ParentId),
            (response, output) => (response.OrganizationalUnits, response.NextToken) = (Given(output.OrganizationalUnits), output.NextToken));

    /// <summary>A page without its list is not an empty page, but somebody else's answer; so is one with holes in it.</summary>
    private static IReadOnlyList<T> Given<T>(IReadOnlyList<T>? list)
        => list?.All(item => item is not null) == true ? list : throw new JsonException("The answer has no list, or nothing where something should be.");

    private sealed record Input(string? NextToken = null, string? ParentId = null);

    private sealed record OrganizationOutput(Organization? Organization);

    private sealed record AccountsOutput(IReadOnlyList<Account>? Accounts, string? NextToken);

    private sealed record UnitsOutput(IReadOnlyList<OrganizationalUnit>? OrganizationalUnits, string? NextToken);
}
