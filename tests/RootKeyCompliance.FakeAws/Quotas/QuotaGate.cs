namespace RootKeyCompliance.Fakes;

/// <summary>Charges requests to whoever AWS charges them to, and refuses those beyond a quota.</summary>
internal sealed class QuotaGate
{
    private readonly TokenBuckets? _sts;
    private readonly TokenBuckets? _iam;
    private readonly TokenBuckets? _organizations;
    private readonly TokenBuckets? _server;
    private readonly bool _serializesOrganizations;
    private int _organizationsBusy;

    internal QuotaGate(FakeQuotas quotas, TimeProvider time)
    {
        TokenBuckets? Buckets(FakeQuota? quota) => quota switch
        {
            null => null,
            { IsValid: true } => new TokenBuckets(quota, time),
            _ => throw new ArgumentOutOfRangeException(nameof(quotas), quota, "A quota refills with 0 or more requests a second and holds 1 or more."),
        };

        _sts = Buckets(quotas.Sts);
        _iam = Buckets(quotas.Iam);
        _organizations = Buckets(quotas.Organizations);
        _server = Buckets(quotas.Server);
        _serializesOrganizations = quotas.OneOrganizationsRequestAtATime;
    }

    /// <summary>Charges a request that may not even be signed rightly.</summary>
    internal AwsError? ChargeServer() => _server?.TryTake(string.Empty, string.Empty) is false ? AwsError.Throttling : null;

    /// <summary>Charges a verified call. When it <paramref name="entered"/> what takes one at a time, it has to leave.</summary>
    internal AwsError? Charge(AwsCall call, out bool entered)
    {
        entered = false;
        switch (call.Service)
        {
            case "sts":
                return _sts?.TryTake(call.Account.Id, call.Region) is false ? AwsError.Throttling : null;
            case "iam":
                return _iam?.TryTake(call.Account.Id, call.Action) is false ? AwsError.Throttling : null;
            case "organizations" when _organizations?.TryTake(string.Empty, string.Empty) is false:
                return AwsError.Throttling;
            case "organizations" when _serializesOrganizations:
                entered = Interlocked.CompareExchange(ref _organizationsBusy, 1, 0) == 0;
                return entered ? null : AwsError.AlreadyInProgress;
            default:
                return null;
        }
    }

    internal void Leave() => Volatile.Write(ref _organizationsBusy, 0);
}
