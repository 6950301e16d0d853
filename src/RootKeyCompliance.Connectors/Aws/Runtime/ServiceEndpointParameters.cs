using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>A service's own host for a region, and the region to sign for.</summary>
internal delegate (string Host, string SigningRegion) FindHost(string region, bool useFips, bool useDualStack);

/// <summary>What a service's endpoint depends on.</summary>
internal sealed class ServiceEndpointParameters : EndpointParameters
{
    private string Region => (string)this[nameof(Region)];

    private string? CustomUrl => (string?)this[nameof(CustomUrl)];

    private bool UseFips => (bool)this[nameof(UseFips)];

    private bool UseDualStack => (bool)this[nameof(UseDualStack)];

    internal static ServiceEndpointParameters From(IClientConfig config) => new()
    {
        [nameof(Region)] = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion ?? "us-east-1",
        [nameof(CustomUrl)] = config.ServiceURL,
        [nameof(UseFips)] = config.UseFIPSEndpoint,
        [nameof(UseDualStack)] = config.UseDualstackEndpoint,
    };

    internal Endpoint Resolve(string signingName, FindHost findHost)
    {
        var (host, signingRegion) = findHost(Region, UseFips, UseDualStack);
        var scheme = new PropertyBag { ["name"] = "sigv4", ["signingName"] = signingName, ["signingRegion"] = signingRegion };
        return new Endpoint(CustomUrl ?? $"https://{host}")
        {
            Attributes = new PropertyBag { ["authSchemes"] = new List<object> { scheme } },
        };
    }
}
