using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.IdentityManagement;

/// <summary>What IAM's endpoint depends on.</summary>
internal sealed class IamEndpointParameters : EndpointParameters
{
    private string Region => (string)this[nameof(Region)];

    private string? CustomUrl => (string?)this[nameof(CustomUrl)];

    private bool UseFips => (bool)this[nameof(UseFips)];

    private bool UseDualStack => (bool)this[nameof(UseDualStack)];

    internal static IamEndpointParameters From(IClientConfig config) => new()
    {
        [nameof(Region)] = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion ?? "us-east-1",
        [nameof(CustomUrl)] = config.ServiceURL,
        [nameof(UseFips)] = config.UseFIPSEndpoint,
        [nameof(UseDualStack)] = config.UseDualstackEndpoint,
    };

    internal Endpoint Resolve()
    {
        var (host, signingRegion) = IamEndpoints.Resolve(Region, UseFips, UseDualStack);
        var scheme = new PropertyBag { ["name"] = "sigv4", ["signingName"] = "iam", ["signingRegion"] = signingRegion };
        return new Endpoint(CustomUrl ?? $"https://{host}")
        {
            Attributes = new PropertyBag { ["authSchemes"] = new List<object> { scheme } },
        };
    }
}

/// <summary>The pipeline's step that asks for the endpoint.</summary>
internal sealed class IamEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
        => IamEndpointParameters.From(requestContext.ClientConfig);
}
