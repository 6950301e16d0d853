namespace Amazon.IdentityManagement;

/// <summary>
/// IAM is one endpoint per partition, signed for one region of it, whatever region is asked for.
/// Source: botocore's endpoint rule set of IAM (1.43) and its endpoints.json.
/// </summary>
internal static class IamEndpoints
{
    private static readonly Partition Commercial = new(
        "", "us-east-1", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws", "iam-fips.global.api.aws");

    // Only the commercial partition and GovCloud have FIPS hosts; elsewhere the rule set forms a name.
    private static readonly Partition[] Partitions =
    [
        new(
            "cn-", "cn-north-1", "iam.cn-north-1.amazonaws.com.cn", "iam-fips.amazonaws.com.cn",
            "iam.global.api.amazonwebservices.com.cn", "iam-fips.api.amazonwebservices.com.cn"),
        new("us-gov-", "us-gov-west-1", "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com", "iam.us-gov.api.aws", "iam.us-gov.api.aws"),
        Regional("us-iso-", "us-iso-east-1", "c2s.ic.gov", "iam-fips.us-iso-east-1.c2s.ic.gov", "api.aws.ic.gov"),
        Regional("us-isob-", "us-isob-east-1", "sc2s.sgov.gov", "iam-fips.us-isob-east-1.sc2s.sgov.gov", "api.aws.scloud"),
        Regional("eu-isoe-", "eu-isoe-west-1", "cloud.adc-e.uk", "iam-fips.cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
        Regional("us-isof-", "us-isof-south-1", "csp.hci.ic.gov", "iam-fips.csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        Regional("eusc-de-", "eusc-de-east-1", "amazonaws.eu", "iam-fips.amazonaws.eu", "api.amazonwebservices.eu"),
    ];

    /// <summary>The host to ask and the region to sign for.</summary>
    /// <param name="region">Any region of the partition.</param>
    /// <param name="useFips">Whether FIPS 140 endpoints are wanted.</param>
    /// <param name="useDualStack">Whether endpoints with IPv6 are wanted.</param>
    internal static (string Host, string SigningRegion) Resolve(string region, bool useFips, bool useDualStack)
    {
        var partition = Array.Find(Partitions, candidate => region.StartsWith(candidate.RegionPrefix, StringComparison.OrdinalIgnoreCase)) ?? Commercial;
        var host = (useFips, useDualStack) switch
        {
            (false, false) => partition.Host,
            (true, false) => partition.FipsHost,
            (false, true) => partition.DualStackHost,
            (true, true) => partition.FipsDualStackHost,
        };
        return (host, partition.SigningRegion);
    }

    private static Partition Regional(string prefix, string region, string suffix, string fipsHost, string dualStackSuffix) => new(
        prefix, region, $"iam.{region}.{suffix}", fipsHost, $"iam.{dualStackSuffix}", $"iam-fips.{dualStackSuffix}");

    private sealed record Partition(
        string RegionPrefix, string SigningRegion, string Host, string FipsHost, string DualStackHost, string FipsDualStackHost);
}
