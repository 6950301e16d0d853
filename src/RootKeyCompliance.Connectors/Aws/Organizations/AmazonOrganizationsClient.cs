using Amazon.Organizations.Model;
using Amazon.Organizations.Transform;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.Organizations;

/// <summary>
/// The part of the Organizations API that listing accounts needs, on the AWS SDK's own runtime. Names are those of the official package,
/// which can take its place.
/// </summary>
internal sealed class AmazonOrganizationsClient(AWSCredentials credentials, AmazonOrganizationsConfig config, RequestPolicy policy)
    : ServiceClient(credentials, config)
{
    public Task<DescribeOrganizationResponse> DescribeOrganizationAsync(DescribeOrganizationRequest request, CancellationToken cancellationToken)
        => InvokeAsync<DescribeOrganizationResponse>(request, Operations.DescribeOrganization, cancellationToken);

    public Task<ListAccountsResponse> ListAccountsAsync(ListAccountsRequest request, CancellationToken cancellationToken)
        => InvokeAsync<ListAccountsResponse>(request, Operations.ListAccounts, cancellationToken);

    public Task<ListAccountsForParentResponse> ListAccountsForParentAsync(ListAccountsForParentRequest request, CancellationToken cancellationToken)
        => InvokeAsync<ListAccountsForParentResponse>(request, Operations.ListAccountsForParent, cancellationToken);

    public Task<ListOrganizationalUnitsForParentResponse> ListOrganizationalUnitsForParentAsync(
        ListOrganizationalUnitsForParentRequest request, CancellationToken cancellationToken)
        => InvokeAsync<ListOrganizationalUnitsForParentResponse>(request, Operations.ListOrganizationalUnitsForParent, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        ReadPipeline.Install(pipeline, Config, policy);
    }
}
