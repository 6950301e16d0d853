using Amazon.IdentityManagement;
using Amazon.Runtime;
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
    private readonly CancellationTokenSource _closing = new();
    private readonly object _gate = new();
    private Task<CallerIdentity>? _identity;

    private AwsSession(AWSCredentials credentials, AwsSettings settings, IActivityLog log)
    {
        _sts = new StsClient(credentials, settings.Apply(new AmazonSecurityTokenServiceConfig { DefaultAWSCredentials = credentials }, log), settings.Patience);
        Iam = new AmazonIdentityManagementServiceClient(credentials, settings.Apply(new AmazonIdentityManagementServiceConfig { DefaultAWSCredentials = credentials }, log), settings.Patience);
        Patience = settings.Patience;
        ProfileName = settings.Profile?.Name;
    }

    internal AmazonIdentityManagementServiceClient Iam { get; }

    internal AwsPatience Patience { get; }

    /// <summary>The profile that the credentials come from; null when they come from elsewhere.</summary>
    internal string? ProfileName { get; }

    /// <summary>Finds credentials, region and endpoints; asks AWS nothing.</summary>
    internal static async Task<AwsSession> OpenAsync(AwsConnectionOptions options, IActivityLog log, CancellationToken cancellationToken)
    {
        AwsSettings.Validate(options);
        SdkEnvironment.Refresh();
        var credentials = await new CredentialResolver(options, log).ResolveAsync(cancellationToken);
        return new AwsSession(credentials.Credentials, AwsSettings.Create(options, credentials, log), log);
    }

    /// <summary>
    /// Who the credentials are; asked once for all who want to know, so that one who is cancelled does not take it from the others.
    /// </summary>
    internal Task<CallerIdentity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (_identity is null || MayPass(_identity) ? _identity = IdentifyAsync(_closing.Token) : _identity).WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _sts.Dispose();
        Iam.Dispose();
    }

    /// <summary>Whether it failed in a way that is over sooner or later: those who ask then deserve another try.</summary>
    private static bool MayPass(Task identity) => identity.Exception?.InnerException is CisException
    {
        Fault.Kind: CisFaultKind.Throttling or CisFaultKind.Connection or CisFaultKind.Timeout or CisFaultKind.InvalidData,
    };

    private async Task<CallerIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        const string Action = "sts:GetCallerIdentity";
        try
        {
            var response = await _sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            return AwsAccountId.TryParseArn(response.Arn, out var partition, out var account, out _) && account == response.Account
                ? new CallerIdentity(response.Account, partition, response.Arn)
                : throw new CisException(CisFaults.MalformedResponse(Action));
        }
        catch (Exception e) when (e is not CisException && !cancellationToken.IsCancellationRequested)
        {
            throw new CisException(AwsFaults.From(e, Action, _sts), e);
        }
    }
}
