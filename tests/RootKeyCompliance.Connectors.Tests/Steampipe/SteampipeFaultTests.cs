using System.Net;
using System.Net.Sockets;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Tests;

/// <summary>Each problem with a database is a fault of its own.</summary>
public sealed class SteampipeFaultTests(SteampipeLab lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_does_not_answer_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"postgres://u:hidden@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/d?connect_timeout=1";

        await AssertFaultAsync(url, "DatabaseUnreachable");
        listener.Stop();
        await AssertFaultAsync(url, "DatabaseUnreachable");
    }

    [Fact]
    public async Task A_refused_login_and_a_refused_database_are_different_faults()
    {
        var server = await lab.CreateAsync();
        var cluster = server.Cluster;
        await server.RunAsync("create role limited login password 'hidden' connection limit 0;");

        await AssertFaultAsync(cluster.Url("postgres", "postgres", "hidden"), "DatabaseLoginFailed");
        await AssertFaultAsync(cluster.Url("postgres", "nobody", "hidden"), "DatabaseLoginFailed");
        await AssertFaultAsync(cluster.Url("postgres", "postgres", password: null), "DatabaseLoginFailed");
        await AssertFaultAsync(cluster.Url("nothing"), "DatabaseNotFound");
        await AssertFaultAsync(cluster.Url("nobody_may"), "DatabaseRefused");
        await AssertFaultAsync(cluster.Url(server.Database, "limited", "hidden"), "DatabaseRefused");
    }

    [Fact]
    public async Task A_missing_table_and_a_table_without_permission_are_different_faults()
    {
        var server = await lab.CreateAsync();
        await AssertFaultAsync(server.Url(), "TableMissing");
        await server.ConnectionAsync("aws");
        await AssertFaultAsync(server.Url(), "TableMissing");

        await server.SearchAsync("aws");
        var reader = $"reader_{server.Database}";
        await server.RunAsync($"create role {reader} login password 'hidden';");
        await AssertFaultAsync(server.Cluster.Url(server.Database, reader, "hidden"), "TableDenied");
        await server.RunAsync($"grant usage on schema aws to {reader};");
        await AssertFaultAsync(server.Cluster.Url(server.Database, reader, "hidden"), "TableDenied");
    }

    [Fact]
    public async Task A_query_that_fails_is_a_fault_that_masks_key_ids()
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("aws");
        await server.BreakAsync("aws", "AKIAIOSFODNN7EXAMPLE is not what it was");
        await server.SearchAsync("aws");

        var fault = await FaultAsync(server.Url());

        Assert.Equal("QueryFailed", fault.ErrorId);
        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The server's certificate names localhost, and not 127.0.0.1.</summary>
    [Theory]
    [InlineData("127.0.0.1", "sslmode=require", null)]
    [InlineData("127.0.0.1", "sslmode=disable", null)]
    [InlineData("127.0.0.1", "sslmode=prefer", null)]
    [InlineData("127.0.0.1", "sslmode=verify-ca&sslrootcert={0}", null)]
    [InlineData("127.0.0.1", "sslmode=verify-full&sslrootcert={0}", "DatabaseTlsFailed")]
    [InlineData("127.0.0.1", "sslmode=require&sslrootcert={0}", null)]
    [InlineData("127.0.0.1", "sslmode=require&sslrootcert={1}", "DatabaseTlsFailed")]
    [InlineData("127.0.0.1", "sslmode=verify-full", "DatabaseTlsFailed")]
    [InlineData("127.0.0.1", "sslmode=verify-ca", "DatabaseTlsFailed")]
    [InlineData("127.0.0.1", "sslrootcert=system", "DatabaseTlsFailed")]
    [InlineData("localhost", "sslmode=verify-full&sslrootcert={0}", null)]
    [InlineData("localhost", "sslrootcert={0}", null)]
    [InlineData("localhost", "sslmode=verify-full&sslrootcert={1}", "DatabaseTlsFailed")]
    public async Task The_certificate_is_verified_as_sslmode_and_sslrootcert_demand(string host, string parameters, string? errorId)
    {
        var cluster = await lab.ClusterAsync();
        var other = await OtherAuthorityAsync();
        parameters = parameters
            .Replace("{0}", cluster.RootCertificate, StringComparison.Ordinal)
            .Replace("{1}", other, StringComparison.Ordinal);

        Assert.Equal(errorId ?? "TableMissing", (await FaultAsync(cluster.Url("postgres", host: host, parameters: parameters))).ErrorId);
    }

    [Fact]
    public async Task A_server_without_TLS_is_used_only_where_TLS_is_not_required()
    {
        await lab.ClusterAsync();
        await using var plain = await PostgresCluster.StartAsync(tls: false);

        await AssertFaultAsync(plain.Url("postgres", parameters: "sslmode=require"), "DatabaseTlsFailed");
        await AssertFaultAsync(plain.Url("postgres", parameters: "sslmode=prefer"), "TableMissing");
        await AssertFaultAsync(plain.Url("postgres"), "TableMissing");
    }

    [Fact]
    public async Task A_server_that_closes_the_connection_during_the_handshake_is_a_TLS_fault()
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
    public async Task A_query_without_an_answer_times_out_and_keeps_what_was_read()
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
    public async Task The_time_limit_of_the_server_is_a_time_out()
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
    public async Task A_configured_name_is_the_name_of_the_source()
    {
        var cluster = await lab.ClusterAsync();
        var options = SteampipeConnectionOptions.Parse("prod", _ => new ConfiguredConnection(cluster.Url("nothing"), Password: null), SteampipeLab.ResolveNothing);
        await foreach (var evidence in new SteampipeSource(options).ReadAsync(new ActivityLog(), Token))
        {
            Assert.Equal(("prod", "DatabaseNotFound"), (evidence.SourceName, evidence.Fault?.ErrorId));
        }
    }

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
