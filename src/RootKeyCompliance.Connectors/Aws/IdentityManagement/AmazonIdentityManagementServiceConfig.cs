using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.IdentityManagement;

/// <summary>Settings of the IAM client; endpoint variables such as <c>AWS_ENDPOINT_URL_IAM</c> are read by the SDK's base class.</summary>
internal sealed class AmazonIdentityManagementServiceConfig : ClientConfig
{
    private static readonly string TheUserAgent = InternalSDKUtils.BuildUserAgentString(
        "IAM", typeof(AmazonIdentityManagementServiceConfig).Assembly.GetName().Version?.ToString(3) ?? "0");

    public AmazonIdentityManagementServiceConfig()
        : base(new DefaultConfigurationProvider([SecurityToken.AmazonSecurityTokenServiceDefaultConfiguration.Standard]))
    {
        ServiceId = "IAM";
        AuthenticationServiceName = "iam";
        EndpointProvider = new IamEndpointProvider();
    }

    public override string RegionEndpointServiceName => "iam";

    public override string ServiceVersion => "2010-05-08";

    public override string UserAgent => TheUserAgent;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
        => EndpointProvider.ResolveEndpoint(IamEndpointParameters.From(this));

    private sealed class IamEndpointProvider : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => ((IamEndpointParameters)parameters).Resolve();
    }
}
