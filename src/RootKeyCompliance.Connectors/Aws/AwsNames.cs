using Amazon;
using Amazon.Runtime.CredentialManagement;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>Names that exist on this machine, for completion. Reads local files only.</summary>
public static class AwsNames
{
    /// <summary>The names of all regions that the SDK knows.</summary>
    public static IEnumerable<string> Regions() => RegionEndpoint.EnumerableAllRegions.Select(region => region.SystemName);

    /// <summary>The names of the profiles in the user's files.</summary>
    /// <param name="profileLocation">Another file than the usual ones, or null.</param>
    public static IEnumerable<string> Profiles(string? profileLocation) => Find(profileLocation).Select(profile => profile.Name);

    /// <summary>The names of those that have credentials, and not only a region or the like.</summary>
    /// <param name="profileLocation">Another file than the usual ones, or null.</param>
    public static IEnumerable<string> ProfilesWithCredentials(string? profileLocation)
        => Find(profileLocation).Where(profile => profile.CanCreateAWSCredentials).Select(profile => profile.Name);

    private static List<CredentialProfile> Find(string? profileLocation)
    {
        SdkEnvironment.Refresh();
        return new CredentialProfileStoreChain(profileLocation).ListProfiles();
    }
}
