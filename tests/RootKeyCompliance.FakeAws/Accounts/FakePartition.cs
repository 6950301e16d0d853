namespace RootKeyCompliance.Fakes;

/// <summary>A partition of AWS: which regions are its own, and which region its global services sign with.</summary>
public sealed record FakePartition(string Id, string IamRegion, string OrganizationsRegion, IReadOnlyList<string> RegionPrefixes)
{
    public static IReadOnlyList<FakePartition> All { get; } =
    [
        new("aws", "us-east-1", "us-east-1", ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"]),
        // The one partition whose IAM and Organizations sign with different regions.
        new("aws-cn", "cn-north-1", "cn-northwest-1", ["cn"]),
        new("aws-us-gov", "us-gov-west-1", "us-gov-west-1", ["us-gov"]),
        new("aws-iso", "us-iso-east-1", "us-iso-east-1", ["us-iso"]),
        new("aws-iso-b", "us-isob-east-1", "us-isob-east-1", ["us-isob"]),
        new("aws-iso-e", "eu-isoe-west-1", "eu-isoe-west-1", ["eu-isoe"]),
        new("aws-iso-f", "us-isof-south-1", "us-isof-south-1", ["us-isof"]),
        new("aws-eusc", "eusc-de-east-1", "eusc-de-east-1", ["eusc-de"]),
    ];

    /// <summary>The partition of that id; an unknown id is a mistake of the test, not of the client.</summary>
    public static FakePartition Find(string id) =>
        All.FirstOrDefault(partition => string.Equals(partition.Id, id, StringComparison.Ordinal))
        ?? throw new ArgumentException($"There is no partition '{id}'. Known: {string.Join(", ", All.Select(partition => partition.Id))}.", nameof(id));

    /// <summary>Whether a region's name belongs here: prefix, one word, one number (<c>us-gov-west-1</c> is not of <c>aws</c>).</summary>
    public bool Owns(string region)
    {
        foreach (var prefix in RegionPrefixes)
        {
            if (region.Length > prefix.Length && region[prefix.Length] == '-' && region.StartsWith(prefix, StringComparison.Ordinal)
                && IsWordAndNumber(region.AsSpan(prefix.Length + 1)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether requests to a service may be signed for a region: one region for IAM and Organizations, any for STS.</summary>
    public bool Accepts(string service, string region) => service switch
    {
        "iam" => string.Equals(region, IamRegion, StringComparison.Ordinal),
        "organizations" => string.Equals(region, OrganizationsRegion, StringComparison.Ordinal),
        _ => Owns(region),
    };

    private static bool IsWordAndNumber(ReadOnlySpan<char> rest)
    {
        var dash = rest.IndexOf('-');
        return dash > 0 && dash < rest.Length - 1
            && !rest[..dash].ContainsAnyExceptInRange('a', 'z')
            && !rest[(dash + 1)..].ContainsAnyExceptInRange('0', '9');
    }
}
