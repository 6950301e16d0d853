using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.Util.Internal;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>Settings of a Query client; endpoint variables such as <c>AWS_ENDPOINT_URL_IAM</c> are read by the SDK's base class.</summary>
internal abstract class ServiceClientConfig : ClientConfig
{
    private readonly string _signingName;

    private protected ServiceClientConfig(string serviceId, string signingName, string version, FindHost findHost)
        : base(new DefaultConfigurationProvider([AmazonSecurityTokenServiceDefaultConfiguration.Standard]))
    {
        _signingName = signingName;
        ServiceId = serviceId;
        AuthenticationServiceName = signingName;
        ServiceVersion = version;
        UserAgent = InternalSDKUtils.BuildUserAgentString(serviceId, typeof(ServiceClientConfig).Assembly.GetName().Version?.ToString(3) ?? "0");
        EndpointProvider = new HostProvider(signingName, findHost);
    }

    public override string RegionEndpointServiceName => _signingName;

    public override string ServiceVersion { get; }

    public override string UserAgent { get; }

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
        => EndpointProvider.ResolveEndpoint(ServiceEndpointParameters.From(this));

    private sealed class HostProvider(string signingName, FindHost findHost) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => ((ServiceEndpointParameters)parameters).Resolve(signingName, findHost);
    }
}
