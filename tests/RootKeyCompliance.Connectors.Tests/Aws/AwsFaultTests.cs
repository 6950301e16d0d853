using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using RootKeyCompliance.Connectors.Aws;

namespace RootKeyCompliance.Tests;

/// <summary>The answers of AWS, or of something on the way to it, and the fault that each becomes.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class AwsFaultTests : IDisposable
{
    private const string Account = "111122223333";
    private const string Summary = "GetAccountSummary";

    private const string EntityBomb = """
        <?xml version="1.0"?>
        <!DOCTYPE lolz [
          <!ENTITY lol "lol">
          <!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
          <!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">
          <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">
          <!ENTITY lol4 "&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;&lol3;">
          <!ENTITY lol5 "&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;&lol4;">
          <!ENTITY lol6 "&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;&lol5;">
          <!ENTITY lol7 "&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;&lol6;">
          <!ENTITY lol8 "&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;&lol7;">
          <!ENTITY file SYSTEM "file:///etc/passwd">
        ]>
        <GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>AccountAccessKeysPresent</key><value>&lol8;&file;</value></entry></SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>
        """;

    private readonly AwsEnvironment _environment = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("AccessDenied", 1, "403 AccessDenied", "403 AccessDeniedException", "403 UnauthorizedOperation", "400 NotAuthorized")]
    [InlineData("ExpiredCredentials", 1, "403 ExpiredToken", "400 ExpiredTokenException", "403 TokenRefreshRequired")]
    [InlineData(
        "ClockSkew", 1, "400 RequestExpired", "403 RequestTimeTooSkewed", "403 RequestInTheFuture",
        "403 SignatureDoesNotMatch Signature expired: 20200101T000000Z is now earlier than 20261123T000000Z",
        "403 SignatureDoesNotMatch Signature not yet current: 20300101T000000Z is still later than 20261123T000000Z")]
    [InlineData(
        "InvalidCredentials", 1, "403 InvalidSignatureException", "403 InvalidClientTokenId", "403 UnrecognizedClientException",
        "403 InvalidAccessKeyId", "401 AuthFailure", "403 MissingAuthenticationToken", "403 MissingAuthenticationTokenException",
        "400 IncompleteSignature", "403 SignatureDoesNotMatch The Canonical String should have been: x-amz-security-token:TOPSECRET")]
    [InlineData(
        "Throttled", 4, "400 Throttling", "400 ThrottlingException", "400 ThrottledException", "503 RequestLimitExceeded",
        "429 TooManyRequestsException", "429 TooManyRequests", "409 LimitExceeded", "409 LimitExceededException", "503 SlowDown",
        "400 RequestThrottled", "400 PriorRequestNotComplete")]
    [InlineData(
        "ServiceFailure", 4, "500 ServiceFailure", "500 InternalFailure", "502 BadGateway", "503 ServiceUnavailable", "504 GatewayTimeout")]
    [InlineData("RequestRefused", 1, "400 ValidationError", "404 NoSuchEntity", "400 OptInRequired")]
    public async Task A_code_of_AWS_is_the_fault_that_it_means(string errorId, int requests, params string[] errors)
    {
        await using var aws = await StartAsync();
        foreach (var error in errors)
        {
            var (status, code, message) = error.Split(' ', 3) is [var first, var second, .. var rest] ? (first, second, string.Concat(rest)) : default;
            aws.Faults.Clear();
            aws.Requests.Clear();
            aws.Faults.Always(Summary, FakeFault.Error(int.Parse(status, CultureInfo.InvariantCulture), code, message.Length > 0 ? message : "no"));

            var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

            Assert.Equal((error, errorId, requests), (error, evidence.Fault?.ErrorId, aws.Requests.CountOf(Summary)));
            Assert.DoesNotContain("TOPSECRET", evidence.Fault!.Message, StringComparison.Ordinal);
            Assert.Equal((CisStatus.Error, Account), (AccountChecks.Judge(evidence).Status, evidence.AccountId));
        }
    }

    public static TheoryData<string, int, string, string, int> Answers() => new()
    {
        { "HTML 500", 500, "<html><body><h1>Internal Server Error</h1></body></html>", "ServiceFailure", 4 },
        { "HTML that is no XML", 502, "<html><br><p>Bad gateway", "ServiceFailure", 4 },
        { "empty 500", 500, "", "ServiceFailure", 4 },
        { "empty 403", 403, "", "RequestRefused", 1 },
        { "empty 429", 429, "", "Throttled", 4 },
        { "HTML 403 of a proxy", 403, "<html><body>Blocked by policy</body></html>", "RequestRefused", 1 },
        { "cut-off error", 400, "<ErrorResponse><Error><Type>Sender</Type><Co", "RequestRefused", 1 },
        { "empty 200", 200, "", "MalformedResponse", 4 },
        { "HTML 200 of a captive portal", 200, "<html><head><title>Sign in</title></head><body/></html>", "MalformedResponse", 4 },
        { "HTML 200 that is no XML", 200, "<!DOCTYPE html><html><br><p>Sign in", "MalformedResponse", 4 },
        { "JSON", 200, """{"SummaryMap":{"AccountAccessKeysPresent":0}}""", "MalformedResponse", 4 },
        { "another operation's answer", 200, "<ListUsersResponse><ListUsersResult/></ListUsersResponse>", "MalformedResponse", 4 },
        { "cut off", 200, "<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>AccountAccessKeysPresent</key><value>0</value></entry>", "MalformedResponse", 4 },
        { "entity bomb", 200, EntityBomb, "MalformedResponse", 4 },
        { "value before key", 200, Map("<entry><key>Users</key><value>1</value></entry><entry><value>0</value><key>AccountAccessKeysPresent</key></entry>"), "EvidenceIncomplete", 1 },
        { "entity bomb as an error", 500, EntityBomb, "ServiceFailure", 4 },
        { "flag twice", 200, Map(Entry("1") + Entry("0")), "MalformedResponse", 4 },
        { "flag twice, once damaged", 200, Map(Entry("ue>1") + Entry("0")), "MalformedResponse", 4 },
        { "flag with an element inside", 200, Map(Entry("0<more/>1")), "MalformedResponse", 4 },
        { "another element between key and value", 200, Map($"<entry>{FlagKey}<other/><value>0</value></entry>"), "EvidenceIncomplete", 1 },
        { "an empty value before the value", 200, Map($"<entry>{FlagKey}<value/><value>0</value></entry>"), "EvidenceIncomplete", 1 },
        { "flag missing", 200, Map("<entry><key>Users</key><value>1</value></entry>"), "EvidenceIncomplete", 1 },
        { "flag is no number", 200, Map(Entry("none")), "EvidenceIncomplete", 1 },
        { "flag is empty", 200, Map(Entry("")), "EvidenceIncomplete", 1 },
        { "flag is negative", 200, Map(Entry("-1")), "SummaryInvalid", 1 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_damaged_answer_is_a_fault(string what, int status, string body, string errorId, int requests)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, FakeFault.Respond(status, body));
        var clock = Stopwatch.StartNew();

        var finding = AccountChecks.Judge(await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token));

        Assert.True(CisStatus.Error == finding.Status, what);
        Assert.Equal((errorId, requests), (finding.ErrorId, aws.Requests.CountOf(Summary)));
        Assert.DoesNotContain("lollol", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", finding.Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{what} took {clock.Elapsed}.");
    }

    [Fact]
    public async Task An_answer_may_begin_with_an_XML_declaration_and_a_comment()
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, FakeFault.Respond(
            200, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x -->\n" + Map("\n <entry>\n <key>AccountAccessKeysPresent</key>\n <value>0</value></entry>")));

        Assert.Equal(CisStatus.Pass, AccountChecks.Judge(await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token)).Status);
    }

    [Theory]
    [InlineData(FakeFaultKind.TruncatedBody, "EndpointUnreachable", 14)]
    [InlineData(FakeFaultKind.ConnectionReset, "EndpointUnreachable", 14)]
    [InlineData(FakeFaultKind.MalformedBody, "MalformedResponse", 4)]
    public async Task A_broken_transfer_is_tried_again_and_then_a_fault(FakeFaultKind kind, string errorId, int requests)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, new FakeFault(kind));

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

        Assert.Equal((errorId, requests), (evidence.Fault?.ErrorId, aws.Requests.CountOf(Summary)));
    }

    [Theory]
    [MemberData(nameof(PassingFaults.All), MemberType = typeof(PassingFaults))]
    public async Task An_answer_after_three_failures_is_used(FakeFaultKind kind)
    {
        await using var aws = await StartAsync();
        aws.Faults.Next("GetCallerIdentity", new FakeFault(kind), 3);
        aws.Faults.Next(Summary, new FakeFault(kind), 3);

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

        Assert.Null(evidence.Fault);
        Assert.Equal((true, 1, 0), (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
        Assert.Equal((4, 4), (aws.Requests.CountOf("GetCallerIdentity"), aws.Requests.CountOf(Summary)));
    }

    [Theory]
    [InlineData("GetCallerIdentity")]
    [InlineData(Summary)]
    public async Task No_answer_is_a_time_out(string action)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(action, FakeFault.Stall);
        var options = AccountChecks.Options(aws, Account) with { Patience = AccountChecks.Quick with { Request = TimeSpan.FromMilliseconds(200) } };

        var evidence = await AccountChecks.ReadAsync(options, Token);

        Assert.Equal("RequestTimedOut", evidence.Fault?.ErrorId);
        Assert.Equal(4, aws.Requests.CountOf(action));
    }

    [Fact]
    public async Task An_answer_that_stops_half_way_is_a_time_out()
    {
        await using var server = await TinyServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 10_000;
            context.Response.ContentType = "text/xml";
            await context.Response.WriteAsync("<GetCallerIdentityResponse><GetCallerIdentityResult>", Token);
            await context.Response.Body.FlushAsync(Token);
            await FakeMetadata.Hang(context);
        });
        var options = AccountChecks.Options(server.Url) with { Patience = AccountChecks.Quick with { Request = TimeSpan.FromMilliseconds(200) } };

        var evidence = await AccountChecks.ReadAsync(options, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal("RequestTimedOut", evidence.Fault?.ErrorId);
    }

    [Fact]
    public async Task An_endpoint_without_AWS_behind_it_is_unreachable()
    {
        await using var aws = await StartAsync();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        using var ssh = new TcpListener(IPAddress.Loopback, 0);
        ssh.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var serving = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    using var client = await ssh.AcceptTcpClientAsync(stop.Token);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.2\r\n"), stop.Token);
                }
            },
            Token);

        foreach (var url in new[]
        {
            $"http://127.0.0.1:{port}",
            "https://iam.invalid",
            aws.Url.Replace("http:", "https:", StringComparison.Ordinal),
            $"http://127.0.0.1:{((IPEndPoint)ssh.LocalEndpoint).Port}",
        })
        {
            var fault = (await AccountChecks.ReadAsync(AccountChecks.Options(url), Token)).Fault!;
            Assert.Equal("EndpointUnreachable", fault.ErrorId);
            Assert.Contains(new Uri(url).Authority, fault.Message, StringComparison.Ordinal);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task A_wrong_clock_is_its_own_fault(int minutes)
    {
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account)], TimeProvider = new ShiftedTime(TimeSpan.FromMinutes(minutes)) }, Token);

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

        Assert.Equal("ClockSkew", evidence.Fault?.ErrorId);
    }

    [Fact]
    public async Task Expired_and_wrong_credentials_are_different_faults()
    {
        await using var aws = await StartAsync();
        var old = aws.MintSession(Account, "checker", "me", DateTimeOffset.UtcNow.AddHours(-1));
        var expired = AccountChecks.Options(aws.Url, old.AccessKeyId, old.SecretKey) with { SessionToken = old.SessionToken };

        Assert.Equal("ExpiredCredentials", (await AccountChecks.ReadAsync(expired, Token)).Fault?.ErrorId);
        Assert.Equal("InvalidCredentials", (await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url, "AKIANOBODYKNOWSME123", "x"), Token)).Fault?.ErrorId);
        Assert.Equal("InvalidCredentials", (await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url, "test", "wrong"), Token)).Fault?.ErrorId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public async Task The_most_attempts_of_the_environment_and_of_a_profile_are_honoured(int attempts)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, FakeFault.Throttle);
        _environment.Config = $"[profile audit]\naws_access_key_id=test\naws_secret_access_key=test\nmax_attempts={attempts}\n";
        var options = new AwsConnectionOptions { ProfileName = "audit", EndpointUrl = aws.Url, Patience = AccountChecks.Quick };

        Assert.Equal("Throttled", (await AccountChecks.ReadAsync(options, Token)).Fault?.ErrorId);
        Assert.Equal(attempts, aws.Requests.CountOf(Summary));

        aws.Requests.Clear();
        _environment["AWS_MAX_ATTEMPTS"] = $"{attempts}";
        Assert.Equal("Throttled", (await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token)).Fault?.ErrorId);
        Assert.Equal(attempts, aws.Requests.CountOf(Summary));
    }

    [Fact]
    public async Task The_fault_of_a_denial_names_the_missing_permission_and_masks_key_ids()
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, FakeFault.Error(403, "AccessDenied", "User: AKIAIOSFODNN7EXAMPLE is not authorized\r\nto perform: iam:GetAccountSummary"));

        var fault = (await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token)).Fault!;

        Assert.Contains("iam:GetAccountSummary", fault.Message, StringComparison.Ordinal);
        Assert.Contains("AKIA…MPLE", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private const string FlagKey = "<key>AccountAccessKeysPresent</key>";

    private static string Entry(string value) => $"<entry>{FlagKey}<value>{value}</value></entry>";

    private static string Map(string entries)
        => $"<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap>{entries}</SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>";

    private static Task<FakeAws> StartAsync()
        => FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account)] }, Token);

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
