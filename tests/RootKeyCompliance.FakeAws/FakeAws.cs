using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace RootKeyCompliance.Fakes;

/// <summary>IAM, STS, Organizations and SNS on one loopback port.</summary>
public sealed class FakeAws : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly FakeCloud _cloud;
    private readonly RequestHandler _handler;

    private FakeAws(FakeAwsOptions options)
    {
        _cloud = new FakeCloud(options);
        Requests = new FakeRequestLog(options.KeepRequests);
        Faults = new FakeFaults(options.Faults, options.Seed);
        _handler = new RequestHandler(_cloud, Faults, new QuotaGate(options.Quotas, options.TimeProvider), Requests, options.Latency);

        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(kestrel), transport, NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens, without a slash at the end: <c>http://127.0.0.1:40123</c>.</summary>
    public string Url { get; private set; } = string.Empty;

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
        var fake = new FakeAws(options ?? new FakeAwsOptions());
        try
        {
            await fake._server.StartAsync(new KestrelApplication(fake._handler), cancellationToken);
        }
        catch
        {
            await fake.DisposeAsync();
            throw;
        }

        fake.Url = fake._server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
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

    public async ValueTask DisposeAsync()
    {
        // At once: whatever is stalled or late has nobody left to wait for it.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }
}
