using Amazon.IdentityManagement.Model;
using Amazon.IdentityManagement.Transform;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using RootKeyCompliance.Connectors.Aws;

namespace Amazon.IdentityManagement;

/// <summary>
/// The part of the IAM API that the checks need, on the AWS SDK's own runtime: signing, credentials, retries, proxies and
/// telemetry are the SDK's. Names are those of the official package, which can take its place.
/// </summary>
internal sealed class AmazonIdentityManagementServiceClient(
    AWSCredentials credentials, AmazonIdentityManagementServiceConfig config, AwsPatience patience)
    : AmazonServiceClient(credentials, config)
{
    protected override IServiceMetadata ServiceMetadata { get; } = new IamMetadata();

    public Task<GetAccountSummaryResponse> GetAccountSummaryAsync(GetAccountSummaryRequest request, CancellationToken cancellationToken)
        => InvokeAsync<GetAccountSummaryResponse>(request, Operations.GetAccountSummary, cancellationToken);

    public Task<GenerateCredentialReportResponse> GenerateCredentialReportAsync(
        GenerateCredentialReportRequest request, CancellationToken cancellationToken)
        => InvokeAsync<GenerateCredentialReportResponse>(request, Operations.GenerateCredentialReport, cancellationToken);

    public Task<GetCredentialReportResponse> GetCredentialReportAsync(
        GetCredentialReportRequest request, CancellationToken cancellationToken)
        => InvokeAsync<GetCredentialReportResponse>(request, Operations.GetCredentialReport, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new IamEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new IamAuthResolver());
        ReadPipeline.Install(pipeline, Config, patience);
    }

    private sealed class IamAuthResolver : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed class IamMetadata : IServiceMetadata
    {
        public string ServiceId => "IAM";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }
}
