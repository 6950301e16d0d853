namespace RootKeyCompliance.Connectors.Aws;

/// <summary>How to reach AWS: what the user said, before anything is looked up. Null is "not said".</summary>
public sealed record AwsConnectionOptions
{
    /// <summary>Access key id of <c>-AccessKey</c>.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret of <c>-SecretKey</c>.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Session token of <c>-SessionToken</c>.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Profile of <c>-ProfileName</c>. When it is given and missing, nothing else is tried.</summary>
    public string? ProfileName { get; init; }

    /// <summary>File of <c>-ProfileLocation</c>.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>An AWSCredentials object of any AWS SDK for .NET, of <c>-Credential</c>.</summary>
    public object? Credential { get; init; }

    /// <summary>The same, of the session's <c>$StoredAWSCredentials</c>.</summary>
    public object? StoredCredential { get; init; }

    /// <summary>Region of <c>-Region</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Region of the session's <c>$StoredAWSRegion</c>.</summary>
    public string? StoredRegion { get; init; }

    /// <summary>Address of <c>-EndpointUrl</c>, used for every service.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Whether the user said whose credentials to use.</summary>
    internal bool NamesCredentials => AccessKey is not null || ProfileName is not null || Credential is not null;

    /// <summary>The same, as a profile.</summary>
    internal AwsConnectionOptions WithProfile(string name) => this with { ProfileName = name, StoredCredential = null };

    /// <summary>How long AWS is waited for.</summary>
    internal AwsPatience Patience { get; init; } = AwsPatience.Default;

    /// <summary>What carries the requests; null is the network. Only tests that ask millions of times have another.</summary>
    internal HttpMessageHandler? Carrier { get; init; }

    // A record would print its properties: these hold secrets.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(ProfileName)).Append(" = ").Append(ProfileName);
        return true;
    }
}
