using System.Net;
using System.Net.Sockets;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Tests;

/// <summary>What can be wrong with a database, told apart by the server itself.</summary>
public sealed class SteampipeFaultTests(SteampipeLab lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_there()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        await AssertFaultAsync($"postgres://u:hidden@127.0.0.1:{port}/steampipe", "DatabaseUnreachable");
    }

    [Fact]
    public async Task Nobody_answers_in_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await AssertFaultAsync($"postgres://u:hidden@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/d?connect_timeout=1", "DatabaseUnreachable");
    }

    [Theory]
    [InlineData("postgres", "hidden")]
    [InlineData("nobody", "hidden")]
    [InlineData("postgres", null)]
    public async Task A_wrong_login(string user, string? password)
    {
        var cluster = await lab.ClusterAsync();

        await AssertFaultAsync(cluster.Url("postgres", user, password), "DatabaseLoginFailed");
    }

    [Fact]
    public async Task No_such_database()
        => await AssertFaultAsync((await lab.ClusterAsync()).Url("nothing"), "DatabaseNotFound");

    [Fact]
    public async Task Refused_by_pg_hba()
        => await AssertFaultAsync((await lab.ClusterAsync()).Url("nobody_may"), "DatabaseRefused");

    [Fact]
    public async Task Too_many_connections()
    {
        var server = await lab.CreateAsync();
        await server.RunAsync($"create role limited login password 'hidden' connection limit 0;");

        await AssertFaultAsync(server.Cluster.Url(server.Database, "limited", "hidden"), "DatabaseRefused");
    }

    [Fact]
    public async Task No_table()
        => await AssertFaultAsync((await lab.CreateAsync()).Url(), "TableMissing");

    [Fact]
    public async Task A_table_that_the_search_path_does_not_lead_to()
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("aws");

        await AssertFaultAsync(server.Url(), "TableMissing");
    }

    [Theory]
    [InlineData("grant usage on schema aws to reader_{0};")]
    [InlineData("")]
    public async Task A_table_that_may_not_be_read(string grant)
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("aws");
        await server.SearchAsync("aws");
        await server.RunAsync($"create role reader_{server.Database} login password 'hidden'; {grant.Replace("{0}", server.Database, StringComparison.Ordinal)}");

        await AssertFaultAsync(server.Cluster.Url(server.Database, $"reader_{server.Database}", "hidden"), "TableDenied");
    }

    [Fact]
    public async Task A_query_that_fails()
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("aws");
        await server.BreakAsync("aws", "AKIAIOSFODNN7EXAMPLE is not what it was");
        await server.SearchAsync("aws");

        var fault = await FaultAsync(server.Url());

        Assert.Equal("QueryFailed", fault.ErrorId);
        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sslmode=require", null)]
    [InlineData("sslmode=disable", null)]
    [InlineData("sslmode=prefer", null)]
    [InlineData("sslmode=verify-ca&sslrootcert={0}", null)]
    [InlineData("sslmode=verify-full&sslrootcert={0}", "DatabaseTlsFailed")]
    [InlineData("sslmode=require&sslrootcert={0}", null)]
    [InlineData("sslmode=require&sslrootcert={1}", "DatabaseTlsFailed")]
    [InlineData("sslmode=verify-full", "DatabaseTlsFailed")]
    [InlineData("sslmode=verify-ca", "DatabaseTlsFailed")]
    [InlineData("sslrootcert=system", "DatabaseTlsFailed")]
    public async Task Tls_to_an_address_that_the_certificate_does_not_name(string parameters, string? errorId)
    {
        var cluster = await lab.ClusterAsync();
        var other = await OtherAuthorityAsync();

        Assert.Equal(errorId ?? "TableMissing", (await FaultAsync(cluster.Url("postgres", parameters: Format(parameters, cluster, other)))).ErrorId);
    }

    [Theory]
    [InlineData("sslmode=verify-full&sslrootcert={0}", null)]
    [InlineData("sslrootcert={0}", null)]
    [InlineData("sslmode=verify-full&sslrootcert={1}", "DatabaseTlsFailed")]
    public async Task Tls_to_the_host_that_the_certificate_names(string parameters, string? errorId)
    {
        var cluster = await lab.ClusterAsync();
        var other = await OtherAuthorityAsync();

        Assert.Equal(errorId ?? "TableMissing", (await FaultAsync(cluster.Url("postgres", host: "localhost", parameters: Format(parameters, cluster, other)))).ErrorId);
    }

    [Fact]
    public async Task A_server_without_tls()
    {
        await lab.ClusterAsync();
        await using var plain = await PostgresCluster.StartAsync(tls: false);

        await AssertFaultAsync(plain.Url("postgres", parameters: "sslmode=require"), "DatabaseTlsFailed");
        await AssertFaultAsync(plain.Url("postgres", parameters: "sslmode=prefer"), "TableMissing");
        await AssertFaultAsync(plain.Url("postgres"), "TableMissing");
    }

    [Fact]
    public async Task A_server_that_leaves_in_the_middle_of_the_handshake()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync();

        await AssertFaultAsync($"postgres://u:hidden@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/d?sslmode=require", "DatabaseTlsFailed");
        await answering;

        async Task AnswerAsync()
        {
            using var client = await listener.AcceptTcpClientAsync(Token);
            await using var stream = client.GetStream();
            var request = new byte[8];
            await stream.ReadExactlyAsync(request, Token);
            await stream.WriteAsync("S"u8.ToArray(), Token);
            await stream.ReadExactlyAsync(request, Token);
        }
    }

    [Fact]
    public async Task A_server_that_is_silent_for_too_long()
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 1000);
        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);

        var read = await server.ReadAsync(timeout: 1);

        Assert.Equal("QueryTimedOut", read[^1].Fault?.ErrorId);
        Assert.InRange(read.Count, 2, 1001);
        Assert.All(read.SkipLast(1), evidence => Assert.Null(evidence.Fault));
    }

    [Fact]
    public async Task The_servers_own_time_limit()
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 10);
        await server.RunAsync($"alter database {server.Database} set statement_timeout = '200ms';");
        await using var gate = await server.Cluster.HoldAsync("set statement_timeout = 0; select pg_advisory_lock(42)", server.Database);

        Assert.Equal("QueryTimedOut", (await server.ReadAsync())[^1].Fault?.ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_cut_keeps_what_was_read(bool isAggregator)
    {
        var server = await lab.CreateAsync();
        await server.GateAsync(before: 1000);
        if (isAggregator)
        {
            await server.AggregatorAsync("everything", "prod");
        }

        await using var gate = await server.Cluster.HoldAsync("select pg_advisory_lock(42)", server.Database);
        var read = new List<RootUserEvidence>();
        await foreach (var evidence in server.Source().ReadAsync(new ActivityLog(), Token))
        {
            if (read.Count == 0)
            {
                await server.RunAsync("select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'RootKeyCompliance' and datname = current_database()");
            }

            read.Add(evidence);
        }

        Assert.InRange(read.Count, 2, 1001);
        Assert.Equal(("ConnectionLost", server.Place), (read[^1].Fault?.ErrorId, read[^1].SourceName));
        Assert.Single(read, evidence => evidence.Fault is not null);
    }

    [Fact]
    public async Task A_configured_name_is_the_source()
    {
        var cluster = await lab.ClusterAsync();
        var options = SteampipeConnectionOptions.Parse("prod", _ => new ConfiguredConnection(cluster.Url("nothing"), Password: null), SteampipeLab.ResolveNothing);
        await foreach (var evidence in new SteampipeSource(options).ReadAsync(new ActivityLog(), Token))
        {
            Assert.Equal(("prod", "DatabaseNotFound"), (evidence.SourceName, evidence.Fault?.ErrorId));
        }
    }

    private static string Format(string parameters, PostgresCluster cluster, string other)
        => parameters.Replace("{0}", cluster.RootCertificate, StringComparison.Ordinal).Replace("{1}", other, StringComparison.Ordinal);

    /// <summary>The certificate of an authority that has signed nothing.</summary>
    private static async Task<string> OtherAuthorityAsync()
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=Somebody else", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(AppContext.BaseDirectory, $"authority-{Guid.NewGuid():N}.crt");
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem(), Token);
        return path;
    }

    private static async Task<CisFault> FaultAsync(string url)
    {
        var read = new List<RootUserEvidence>();
        var options = SteampipeConnectionOptions.Parse(url, SteampipeLab.ConfiguredNothing, SteampipeLab.ResolveNothing);
        await foreach (var evidence in new SteampipeSource(options).ReadAsync(new ActivityLog(), Token))
        {
            read.Add(evidence);
        }

        return Assert.Single(read).Fault!;
    }

    private static async Task AssertFaultAsync(string url, string errorId)
    {
        var fault = await FaultAsync(url);

        Assert.Equal(errorId, fault.ErrorId);
        Assert.DoesNotContain("hidden", $"{fault.Message} {fault.RecommendedAction}", StringComparison.Ordinal);
    }
}
