using Amazon.IdentityManagement;
using Amazon.Organizations;
using Amazon.Organizations.Model;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RootKeyCompliance.Connectors.Aws.Credentials;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Connectors.Aws.Sessions;

/// <summary>Who signs the calls.</summary>
/// <param name="AccountId">The account's 12 digits.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Arn">The identity itself.</param>
internal sealed record CallerIdentity(string AccountId, string Partition, string Arn);

/// <summary>One set of credentials with its clients, its pace and its retries. Safe to share.</summary>
internal sealed class AwsSession : IDisposable
{
    // Its quota is one for the whole organization and all who ask, and a page that is not had costs all accounts after it.
    private const int PatienceWithOrganizations = 2;

    private readonly SharedConnections _connections;
    private readonly RequestPolicy _stsPolicy;
    private readonly StsClient _sts;
    private readonly IamClients _iam;
    private readonly Lazy<AmazonOrganizationsClient> _organizations;
    private readonly CancellationTokenSource _closing = new();
    private readonly object _gate = new();
    private int _keys;
    private Task<CallerIdentity>? _identity;
    private Task<CallerIdentity>? _identityBefore;
    private Task<string?>? _managementAccount;

    private AwsSession(AWSCredentials credentials, AwsSettings settings, HttpMessageHandler? carrier, IActivityLog log)
    {
        _connections = new SharedConnections(carrier);
        var retries = new RetryBudget();
        Credentials = credentials;
        Patience = settings.Patience;
        ProfileName = settings.Profile?.Name;
        _stsPolicy = new RequestPolicy(Patience, new RequestPace(TimeProvider.System), retries);
        _sts = new StsClient(
            credentials,
            settings.Apply(new AmazonSecurityTokenServiceConfig { DefaultAWSCredentials = credentials, HttpClientFactory = _connections }, log),
            _stsPolicy);
        _iam = new IamClients(
            settings.Apply(new AmazonIdentityManagementServiceConfig { DefaultAWSCredentials = credentials, HttpClientFactory = _connections }, log),
            new RequestPolicy(Patience, new RequestPace(TimeProvider.System), retries));
        _organizations = new Lazy<AmazonOrganizationsClient>(() => new AmazonOrganizationsClient(
            credentials,
            settings.Apply(new AmazonOrganizationsConfig { DefaultAWSCredentials = credentials, HttpClientFactory = _connections }, log),
            new RequestPolicy(Patience, new RequestPace(TimeProvider.System), retries) { ThrottleFactor = PatienceWithOrganizations }));
    }

    internal AWSCredentials Credentials { get; }

    internal AwsPatience Patience { get; }

    /// <summary>Asked by one at a time: Organizations refuses what overlaps.</summary>
    internal AmazonOrganizationsClient Organizations => _organizations.Value;

    /// <summary>The profile that the credentials come from; null when they come from elsewhere.</summary>
    internal string? ProfileName { get; }

    /// <summary>Finds credentials, region and endpoints; asks AWS nothing.</summary>
    internal static async Task<AwsSession> OpenAsync(AwsConnectionOptions options, IActivityLog log, CancellationToken cancellationToken)
    {
        AwsSettings.Validate(options);
        SdkEnvironment.Refresh();
        var credentials = await new CredentialResolver(options, log).ResolveAsync(cancellationToken);
        return new AwsSession(credentials.Credentials, AwsSettings.Create(options, credentials, log), options.Carrier, log);
    }

    /// <summary>IAM as seen with any credentials; with connections, pace and retries of this session.</summary>
    internal IamClients.Loan IamAs(AWSCredentials credentials) => _iam.Borrow(credentials);

    /// <summary>
    /// Asks STS. Credentials that can be had anew are, once, when AWS calls them expired: a sweep may outlast them.
    /// </summary>
    internal Task<T> AskAsync<T>(Func<AmazonSecurityTokenServiceClient, Task<T>> ask, CancellationToken cancellationToken)
        => RenewingAsync(() => ask(_sts), cancellationToken);

    /// <summary>Makes a call that this session's own credentials sign, and once more with new ones when they have expired.</summary>
    internal async Task<T> RenewingAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        var keys = Volatile.Read(ref _keys);
        try
        {
            return await ask();
        }
        catch (AmazonServiceException e) when (AwsFaults.IsExpired(e) && Credentials is RefreshingAWSCredentials && !cancellationToken.IsCancellationRequested)
        {
            Renew(keys);
            return await ask();
        }
    }

    /// <summary>What a call to STS or Organizations threw, as a fault.</summary>
    internal CisFault FaultOf(Exception exception, string action) => AwsFaults.From(exception, action, _sts, Credentials);

    /// <summary>What STS said when it refused, without secrets.</summary>
    internal string Said(Exception exception) => AwsFaults.Said(exception, Credentials);

    /// <summary>
    /// Who the credentials are; asked once for all who want to know, so that one who is cancelled does not take it from the others.
    /// </summary>
    internal Task<CallerIdentity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_identity is null || MayPass(_identity))
            {
                _identityBefore = _identity;

                // Not under the lock: to sign, credentials may have to be fetched.
                _identity = Task.Run(() => IdentifyAsync(_closing.Token), CancellationToken.None);
            }
            else if (!_identity.IsCompleted && _identityBefore is not null && _stsPolicy.Breaker.IsOpen)
            {
                // One finds out whether AWS is there again; thousands do not wait for it.
                return _identityBefore;
            }

            return _identity.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Who other credentials are, that this session has got.</summary>
    /// <exception cref="CisException">It cannot be found out.</exception>
    internal async Task<CallerIdentity> IdentifyAsync(AWSCredentials credentials, CancellationToken cancellationToken)
    {
        using var sts = new StsClient(credentials, (AmazonSecurityTokenServiceConfig)_sts.Config, _stsPolicy);
        return await IdentifyAsync(() => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken), credentials, cancellationToken);
    }

    /// <summary>The organization's management account; null where that cannot be seen. Asked once.</summary>
    internal Task<string?> ManagementAccountAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (_managementAccount ??= FindManagementAccountAsync(_closing.Token)).WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _sts.Dispose();
        _iam.Dispose();
        if (_organizations.IsValueCreated)
        {
            _organizations.Value.Dispose();
        }

        _connections.Dispose();
    }

    /// <summary>Many find the same keys expired; the first of them has new ones fetched.</summary>
    private void Renew(int expired)
    {
        lock (_gate)
        {
            if (_keys == expired)
            {
                _keys++;
                ((RefreshingAWSCredentials)Credentials).ClearCredentials();
            }
        }
    }

    /// <summary>Whether it failed in a way that is over sooner or later: those who ask then deserve another try.</summary>
    private static bool MayPass(Task identity) => identity.Exception?.InnerException is CisException
    {
        Fault.Kind: CisFaultKind.Throttling or CisFaultKind.Connection or CisFaultKind.Timeout or CisFaultKind.InvalidData,
    };

    private Task<CallerIdentity> IdentifyAsync(CancellationToken cancellationToken)
        => IdentifyAsync(() => AskAsync(sts => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken), cancellationToken), Credentials, cancellationToken);

    private async Task<CallerIdentity> IdentifyAsync(
        Func<Task<GetCallerIdentityResponse>> ask, AWSCredentials signer, CancellationToken cancellationToken)
    {
        const string Action = "sts:GetCallerIdentity";
        try
        {
            var response = await ask();
            return AwsAccountId.TryParseArn(response.Arn, out var partition, out var account, out _) && account == response.Account
                ? new CallerIdentity(response.Account, partition, response.Arn)
                : throw new CisException(CisFaults.MalformedResponse(Action));
        }
        catch (Exception e) when (e is not CisException && !cancellationToken.IsCancellationRequested)
        {
            throw new CisException(AwsFaults.From(e, Action, _sts, signer), e);
        }
    }

    private async Task<string?> FindManagementAccountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await Organizations.DescribeOrganizationAsync(new DescribeOrganizationRequest(), cancellationToken)).Organization?.MasterAccountId;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It would only have made an error's advice more exact.
            return null;
        }
    }
}
