using Amazon.Runtime;
using Amazon.Runtime.SharedInterfaces;

namespace RootKeyCompliance.Connectors.Aws.Credentials;

/// <summary>
/// The roles that profiles name, assumed in the region and at the endpoint of the check. The SDK by itself asks the STS of
/// AWS_REGION or of the default profile, which for a role in China or GovCloud is the wrong partition's.
/// </summary>
internal static class ProfileRole
{
    /// <summary>The same credentials, with roles assumed by <paramref name="sts"/>; others as they are.</summary>
    internal static AWSCredentials Localize(AWSCredentials credentials, Func<AWSCredentials, ICoreAmazonSTS> sts) => credentials switch
    {
        AssumeRoleAWSCredentials role => new Assumed(role, sts),
        AssumeRoleWithWebIdentityCredentials role => new WebIdentity(role, sts),
        _ => credentials,
    };

    private sealed class Assumed(AssumeRoleAWSCredentials role, Func<AWSCredentials, ICoreAmazonSTS> sts)
        : AssumeRoleAWSCredentials(Localize(role.SourceCredentials, sts), role.RoleArn, role.RoleSessionName, role.Options)
    {
        protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

        protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
        {
            var client = sts(SourceCredentials);
            using var disposing = client as IDisposable;
            var keys = await client.CredentialsFromAssumeRoleAuthenticationAsync(RoleArn, RoleSessionName, Options);
            return new CredentialsRefreshState(keys, keys.Expiration);
        }
    }

    private sealed class WebIdentity(AssumeRoleWithWebIdentityCredentials role, Func<AWSCredentials, ICoreAmazonSTS> sts)
        : AssumeRoleWithWebIdentityCredentials(role.WebIdentityTokenFile, role.RoleArn, role.RoleSessionName)
    {
        protected override ICoreAmazonSTS CreateClient() => sts(new AnonymousAWSCredentials());
    }
}
