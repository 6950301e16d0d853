using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.Organizations;

/// <summary>
/// Organizations is one endpoint per partition, signed for one region of it. Source: botocore's endpoint rule set of Organizations (1.43),
/// which knows the one host of a partition without FIPS and dual-stack, and forms names of the region otherwise.
/// </summary>
internal static class OrganizationsEndpoints
{
    private static readonly Dictionary<string, (string Region, bool HasFips)> HomeOf = new(StringComparer.Ordinal)
    {
        ["aws"] = ("us-east-1", true),
        ["aws-cn"] = ("cn-northwest-1", false),
        ["aws-us-gov"] = ("us-gov-west-1", true),
        ["aws-iso"] = ("us-iso-east-1", false),
        ["aws-iso-b"] = ("us-isob-east-1", false),
        ["aws-iso-f"] = ("us-isof-south-1", false),
    };

    /// <summary>The host to ask and the region to sign for.</summary>
    /// <param name="region">Any region of the partition.</param>
    /// <param name="useFips">Whether FIPS 140 endpoints are wanted.</param>
    /// <param name="useDualStack">Whether endpoints with IPv6 are wanted.</param>
    internal static (string Host, string SigningRegion) Resolve(string region, bool useFips, bool useDualStack)
    {
        var partition = Fn.Partition(region);
        var isKnown = HomeOf.TryGetValue(partition.name, out var home);
        var signingRegion = isKnown && !useDualStack && (!useFips || home.HasFips) ? home.Region : region;

        // GovCloud's usual host is a FIPS host.
        var service = useFips && !(partition.name == "aws-us-gov" && !useDualStack) ? "organizations-fips" : "organizations";
        return ($"{service}.{signingRegion}.{(useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}", signingRegion);
    }
}
