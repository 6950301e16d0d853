using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>A client of a service with the Query protocol on the AWS SDK's own runtime: signing, credentials, proxies and telemetry are the SDK's.</summary>
internal abstract class ServiceClient : AmazonServiceClient
{
    private protected ServiceClient(AWSCredentials credentials, ServiceClientConfig config)
        : base(credentials, config) => ServiceMetadata = new Metadata(config.ServiceId);

    protected override IServiceMetadata ServiceMetadata { get; }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new HostResolver());
        pipeline.AddHandlerAfter<Marshaller>(new AuthResolver());
    }

    /// <summary>The pipeline's step that asks for the endpoint.</summary>
    private sealed class HostResolver : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
            => ServiceEndpointParameters.From(requestContext.ClientConfig);
    }

    private sealed class AuthResolver : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed class Metadata(string serviceId) : IServiceMetadata
    {
        public string ServiceId => serviceId;

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }
}
