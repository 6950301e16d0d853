using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.SimpleNotificationService;

/// <summary>SNS is one endpoint per region. The partitions' names are the SDK's; the rules are those of botocore's rule set of SNS (1.43).</summary>
internal static class SnsEndpoints
{
    /// <summary>The host to ask and the region to sign for.</summary>
    /// <param name="region">The topic's region.</param>
    /// <param name="useFips">Whether FIPS 140 endpoints are wanted.</param>
    /// <param name="useDualStack">Whether endpoints with IPv6 are wanted.</param>
    internal static (string Host, string SigningRegion) Resolve(string region, bool useFips, bool useDualStack)
    {
        var partition = Fn.Partition(region);
        var suffix = useDualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;

        // GovCloud's usual hosts are FIPS hosts.
        var service = useFips && !(region is "us-gov-east-1" or "us-gov-west-1" && !useDualStack) ? "sns-fips" : "sns";
        return ($"{service}.{region}.{suffix}", region);
    }
}
