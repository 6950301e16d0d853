namespace RootKeyCompliance.Fakes;

/// <summary>IAM, STS, Organizations and SNS on one loopback port.</summary>
public sealed class FakeAws : IAsyncDisposable
{
    private readonly FakeCloud _cloud;
    private readonly RequestHandler _handler;
    private LoopbackServer? _server;

    private FakeAws(FakeAwsOptions options)
    {
        _cloud = new FakeCloud(options);
        Requests = new FakeRequestLog(options.KeepRequests);
        Faults = new FakeFaults(options.Faults, options.Seed);
        _handler = new RequestHandler(_cloud, Faults, new QuotaGate(options.Quotas, options.TimeProvider), Requests, options.Latency);
    }

    /// <summary>Where it listens, without a slash at the end: <c>http://127.0.0.1:40123</c>.</summary>
    public string Url { get; private set; } = string.Empty;

    /// <summary>What the server's clock says.</summary>
    public DateTimeOffset Now => _cloud.Time.GetUtcNow();

    /// <summary>What it saw.</summary>
    public FakeRequestLog Requests { get; }

    /// <summary>What goes wrong next.</summary>
    public FakeFaults Faults { get; }

    /// <summary>How long every answer waits; may be changed at any time.</summary>
    public TimeSpan Latency
    {
        get => _handler.Latency;
        set => _handler.Latency = value;
    }

    public FakeOrganization? Organization => _cloud.Organization;

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<FakeAccount> Accounts => _cloud.Order.All;

    public static async Task<FakeAws> StartAsync(FakeAwsOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FakeAwsOptions();
        var fake = new FakeAws(options);
        fake._server = await LoopbackServer.StartAsync(fake._handler.HandleAsync, options.Port, cancellationToken);
        fake.Url = fake._server.Url;
        return fake;
    }

    public FakeAccount Account(string id) => _cloud.Accounts[id];

    public FakeTopic Topic(string arn) => _cloud.Topics[arn];

    public void Add(FakeAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        _cloud.Add(account);
    }

    public void Add(FakeCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        _cloud.Callers.Register(credential);
    }

    /// <summary>Credentials of a role's session, as AssumeRole would give; a past expiration makes expired ones.</summary>
    public FakeCredential MintSession(string accountId, string role, string session, DateTimeOffset expiration) =>
        _cloud.Sessions.Mint(accountId, FakePrincipal.AssumedRole(role, session), expiration);

    /// <summary>That credential, long-term or a session's, answers ExpiredToken from now on; sessions that it opened live on.</summary>
    public void Expire(FakeCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        Expire(credential.AccessKeyId);
    }

    /// <summary>The same, for whoever only has the log.</summary>
    public void Expire(string accessKeyId) => _cloud.Callers.Expire(accessKeyId);

    /// <summary>The network is gone: open connections are reset, new ones refused.</summary>
    public void Cut() => _server!.Cut();

    /// <summary>The network is back, on the same port.</summary>
    public void Restore() => _server!.Restore();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
