using Amazon.IdentityManagement;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RootKeyCompliance.Connectors.Aws.Credentials;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>Who signs the calls.</summary>
/// <param name="AccountId">The account's 12 digits.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Arn">The identity itself.</param>
internal sealed record CallerIdentity(string AccountId, string Partition, string Arn);

/// <summary>One set of credentials with its clients. The clients are safe to share.</summary>
internal sealed class AwsSession : IDisposable
{
    private readonly AmazonSecurityTokenServiceClient _sts;
    private readonly Lazy<Task<CallerIdentity>> _identity;

    private AwsSession(AWSCredentials credentials, AwsSettings settings, IActivityLog log, CancellationToken cancellationToken)
    {
        _sts = new StsClient(credentials, settings.Apply(new AmazonSecurityTokenServiceConfig { DefaultAWSCredentials = credentials }, log), settings.Patience);
        Iam = new AmazonIdentityManagementServiceClient(credentials, settings.Apply(new AmazonIdentityManagementServiceConfig { DefaultAWSCredentials = credentials }, log), settings.Patience);
        Patience = settings.Patience;
        _identity = new Lazy<Task<CallerIdentity>>(() => IdentifyAsync(cancellationToken));
    }

    internal AmazonIdentityManagementServiceClient Iam { get; }

    internal AwsPatience Patience { get; }

    /// <summary>Finds credentials, region and endpoints; asks AWS nothing.</summary>
    internal static async Task<AwsSession> OpenAsync(AwsConnectionOptions options, IActivityLog log, CancellationToken cancellationToken)
    {
        AwsSettings.Validate(options);
        SdkEnvironment.Refresh();
        var credentials = await new CredentialResolver(options, log).ResolveAsync(cancellationToken);
        return new AwsSession(credentials.Credentials, AwsSettings.Create(options, credentials, log), log, cancellationToken);
    }

    /// <summary>Who the credentials are; asked once.</summary>
    internal Task<CallerIdentity> GetIdentityAsync() => _identity.Value;

    public void Dispose()
    {
        _sts.Dispose();
        Iam.Dispose();
    }

    private async Task<CallerIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        const string Action = "sts:GetCallerIdentity";
        try
        {
            var response = await _sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            return AwsAccountId.TryParseArn(response.Arn, out var partition, out _, out _) && AwsAccountId.IsValid(response.Account)
                ? new CallerIdentity(response.Account, partition, response.Arn)
                : throw new CisException(CisFaults.MalformedResponse(Action));
        }
        catch (Exception e) when (e is not CisException && !cancellationToken.IsCancellationRequested)
        {
            throw new CisException(AwsFaults.From(e, Action, _sts), e);
        }
    }

    /// <summary>The SDK's client with our retries.</summary>
    private sealed class StsClient(AWSCredentials credentials, AmazonSecurityTokenServiceConfig config, AwsPatience patience)
        : AmazonSecurityTokenServiceClient(credentials, config)
    {
        protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
        {
            base.CustomizeRuntimePipeline(pipeline);
            ReadPipeline.Install(pipeline, Config, patience);
        }
    }
}
