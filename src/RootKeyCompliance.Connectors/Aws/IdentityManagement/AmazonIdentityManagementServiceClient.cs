using Amazon.IdentityManagement.Model;
using Amazon.IdentityManagement.Transform;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>
/// The part of the IAM API that checks and removals need, on the AWS SDK's own runtime: signing, credentials, retries, proxies and
/// telemetry are the SDK's. Names are those of the official package, which can take its place.
/// </summary>
internal sealed class AmazonIdentityManagementServiceClient(
    AWSCredentials credentials, AmazonIdentityManagementServiceConfig config, RequestPolicy policy)
    : ServiceClient(credentials, config)
{
    public Task<GetAccountSummaryResponse> GetAccountSummaryAsync(GetAccountSummaryRequest request, CancellationToken cancellationToken)
        => InvokeAsync<GetAccountSummaryResponse>(request, Operations.GetAccountSummary, cancellationToken);

    public Task<GenerateCredentialReportResponse> GenerateCredentialReportAsync(
        GenerateCredentialReportRequest request, CancellationToken cancellationToken)
        => InvokeAsync<GenerateCredentialReportResponse>(request, Operations.GenerateCredentialReport, cancellationToken);

    public Task<GetCredentialReportResponse> GetCredentialReportAsync(
        GetCredentialReportRequest request, CancellationToken cancellationToken)
        => InvokeAsync<GetCredentialReportResponse>(request, Operations.GetCredentialReport, cancellationToken);

    public Task<ListAccessKeysResponse> ListAccessKeysAsync(ListAccessKeysRequest request, CancellationToken cancellationToken)
        => InvokeAsync<ListAccessKeysResponse>(request, Operations.ListAccessKeys, cancellationToken);

    public Task<GetAccessKeyLastUsedResponse> GetAccessKeyLastUsedAsync(GetAccessKeyLastUsedRequest request, CancellationToken cancellationToken)
        => InvokeAsync<GetAccessKeyLastUsedResponse>(request, Operations.GetAccessKeyLastUsed, cancellationToken);

    public Task<DeleteAccessKeyResponse> DeleteAccessKeyAsync(DeleteAccessKeyRequest request, CancellationToken cancellationToken)
        => InvokeAsync<DeleteAccessKeyResponse>(request, Operations.DeleteAccessKey, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        ReadPipeline.Install(pipeline, Config, policy);
    }
}
