using System.Text.RegularExpressions;
using Amazon;
using Amazon.IdentityManagement;
using Amazon.Organizations;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Internal;
using Amazon.Util;
using RootKeyCompliance.Connectors.Aws.Credentials;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>Region and endpoint, and how they reach a client's configuration.</summary>
internal sealed partial record AwsSettings(string Region, bool RegionIsExplicit, string? EndpointUrl, CredentialProfile? Profile, string? ProfileLocation, AwsPatience Patience)
{
    private const string FallbackRegion = "us-east-1";
    private const int DefaultAttempts = 4;

    /// <summary>Checks what the user said, before anything is looked up.</summary>
    /// <exception cref="CisException">Credentials make no whole, or a region or endpoint cannot be one.</exception>
    internal static void Validate(AwsConnectionOptions options)
    {
        ValidateKeys(options);
        foreach (var region in new[] { options.Region, options.StoredRegion })
        {
            if (region is not null && !RegionName().IsMatch(region))
            {
                throw new CisException(CisFaults.InvalidRegion(region));
            }
        }

        if (options.EndpointUrl is not null)
        {
            ParseEndpoint(options.EndpointUrl);
        }
    }

    private static Uri ParseEndpoint(string text)
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url);
        return isUrl && url!.Scheme is "http" or "https" && url.UserInfo.Length == 0
            ? url
            : throw new CisException(CisFaults.InvalidEndpointUrl(isUrl && url!.UserInfo.Length > 0 ? $"{url.Scheme}://…@{url.Host}" : text));
    }

    private static void ValidateKeys(AwsConnectionOptions options)
    {
        var reason = (options.AccessKey, options.SecretKey, options.SessionToken) switch
        {
            (null, null, null) => null,
            (null, null, _) => "-SessionToken was given without -AccessKey and -SecretKey.",
            ({ Length: > 0 }, null or "", _) => "-AccessKey was given without -SecretKey.",
            (null or "", _, _) => "-SecretKey was given without -AccessKey.",
            (_, null or "", _) => "-AccessKey and -SecretKey have no value.",
            _ => null,
        };
        reason ??= options.Credential is { } credential && ForeignCredentials.TryWrap(credential) is null
            ? $"-Credential is a {credential.GetType().FullName}, not an AWSCredentials object."
            : null;
        if (reason is not null)
        {
            throw new CisException(CisFaults.InvalidCredentialParameter(reason));
        }
    }

    internal static AwsSettings Create(AwsConnectionOptions options, ResolvedCredentials credentials, IActivityLog log)
    {
        var (region, origin) = FindRegion(options, credentials);
        log.Debug($"Region {region} comes from {origin}.");
        return new AwsSettings(region.ToLowerInvariant(), options.Region is not null, options.EndpointUrl, credentials.Profile, options.ProfileLocation, options.Patience);
    }

    /// <summary>Applies region, endpoint, FIPS and dual-stack, time-outs and retries to a client.</summary>
    internal TConfig Apply<TConfig>(TConfig config, IActivityLog log)
        where TConfig : ClientConfig
    {
        if (Profile is not null)
        {
            config.Profile = new Profile(Profile.Name, ProfileLocation);
            config.UseFIPSEndpoint = Profile.UseFIPSEndpoint ?? config.UseFIPSEndpoint;
            config.UseDualstackEndpoint = Profile.UseDualstackEndpoint ?? config.UseDualstackEndpoint;
        }

        config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        if (EndpointUrl is not null)
        {
            config.ServiceURL = EndpointUrl;
        }

        var endpoint = EndpointOf(config);
        if (endpoint is not null)
        {
            // Said outright: with an endpoint of a variable or a profile the SDK signs for a region that it looks up by itself.
            config.AuthenticationRegion = EndpointUrl is not null && RegionIsExplicit ? Region : SigningRegion(config.ServiceId);

            // Both choose among AWS's own hosts; the SDK refuses them together with an endpoint.
            config.UseFIPSEndpoint = false;
            config.UseDualstackEndpoint = false;
        }

        // The SDK's quota of retries is one for an endpoint and a process; IAM throttles each account by itself. With it, trouble with
        // some accounts would cost all others their retries. Attempts and pauses limit what is asked of AWS.
        config.ThrottleRetries = false;
        config.MaxErrorRetry = Math.Max(0, (Attempts() ?? DefaultAttempts) - 1);

        log.Debug($"{config.ServiceId} is asked at {(endpoint is null ? "its endpoint for " + Region : $"{endpoint.Scheme}://{endpoint.Authority}")}.");
        return config;
    }

    /// <summary>IAM and Organizations are one for a partition, and sign for its home.</summary>
    private string SigningRegion(string serviceId) => serviceId switch
    {
        "IAM" => IamEndpoints.Resolve(Region, useFips: false, useDualStack: false).SigningRegion,
        "Organizations" => OrganizationsEndpoints.Resolve(Region, useFips: false, useDualStack: false).SigningRegion,
        _ => Region,
    };

    /// <summary>The endpoint that was named: by -EndpointUrl, a variable, or the profile; null for AWS's own.</summary>
    private static Uri? EndpointOf(ClientConfig config)
    {
        string? text;
        try
        {
            text = config.ServiceURL;
        }
        catch (AmazonClientException e)
        {
            // The SDK's words for a variable that holds no address.
            throw new CisException(CisFaults.InvalidEndpointUrl(e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim()), e);
        }

        return string.IsNullOrEmpty(text) ? null : ParseEndpoint(text);
    }

    /// <summary>The variable first, then the profile that is used; the SDK by itself looks at the default profile only.</summary>
    private int? Attempts() => Profile is null || SdkEnvironment.Variable("AWS_MAX_ATTEMPTS") is not null
        ? FallbackInternalConfigurationFactory.MaxAttempts
        : Profile.MaxAttempts;

    private static (string Region, string Origin) FindRegion(AwsConnectionOptions options, ResolvedCredentials credentials)
    {
        if (options.Region is { } explicitly)
        {
            return (explicitly, "-Region");
        }

        if (options.ProfileName is not null && credentials.Profile?.Region is { } named)
        {
            return (named.SystemName, $"profile '{credentials.Profile.Name}'");
        }

        if (options.StoredRegion is { } stored)
        {
            return (stored, "$StoredAWSRegion");
        }

        foreach (var variable in new[] { "AWS_REGION", "AWS_DEFAULT_REGION" })
        {
            if (SdkEnvironment.Variable(variable) is { } value)
            {
                return RegionName().IsMatch(value) ? (value, variable) : throw new CisException(CisFaults.InvalidRegion(value));
            }
        }

        var profile = credentials.Profile ?? DefaultProfile(options.ProfileLocation);
        if (profile?.Region is { } region)
        {
            return (region.SystemName, $"profile '{profile.Name}'");
        }

        // Only an instance asks its metadata service: anywhere else that is a wait for nothing.
        return credentials.IsInstanceRole && EC2InstanceMetadata.Region is { } here
            ? (here.SystemName, "the instance's metadata")
            : (FallbackRegion, "the built-in default");
    }

    private static CredentialProfile? DefaultProfile(string? location)
        => new CredentialProfileStoreChain(location).TryGetProfile("default", out var profile) ? profile : null;

    [GeneratedRegex(@"^[a-z]{2,6}(-[a-z]+)+-[0-9]{1,2}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();
}
