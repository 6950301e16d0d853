using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using RootKeyCompliance.Connectors.Aws;

namespace RootKeyCompliance.Tests;

/// <summary>What AWS, or something on the way to it, can answer; and which fault a user is told about.</summary>
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

    public static TheoryData<int, string, string, string, int> Codes() => new()
    {
        { 403, "AccessDenied", "no", "AccessDenied", 1 },
        { 403, "AccessDeniedException", "no", "AccessDenied", 1 },
        { 403, "UnauthorizedOperation", "no", "AccessDenied", 1 },
        { 400, "NotAuthorized", "no", "AccessDenied", 1 },
        { 403, "ExpiredToken", "over", "ExpiredCredentials", 1 },
        { 400, "ExpiredTokenException", "over", "ExpiredCredentials", 1 },
        { 403, "TokenRefreshRequired", "over", "ExpiredCredentials", 1 },
        { 400, "RequestExpired", "Request has expired.", "ClockSkew", 1 },
        { 403, "RequestTimeTooSkewed", "no", "ClockSkew", 1 },
        { 403, "RequestInTheFuture", "no", "ClockSkew", 1 },
        { 403, "SignatureDoesNotMatch", "Signature expired: 20200101T000000Z is now earlier than 20261123T000000Z", "ClockSkew", 1 },
        { 403, "SignatureDoesNotMatch", "Signature not yet current: 20300101T000000Z is still later than 20261123T000000Z", "ClockSkew", 1 },
        { 403, "SignatureDoesNotMatch", "The request signature we calculated does not match. The Canonical String should have been: x-amz-security-token:TOPSECRET", "InvalidCredentials", 1 },
        { 403, "InvalidSignatureException", "no", "InvalidCredentials", 1 },
        { 403, "InvalidClientTokenId", "no", "InvalidCredentials", 1 },
        { 403, "UnrecognizedClientException", "no", "InvalidCredentials", 1 },
        { 403, "InvalidAccessKeyId", "no", "InvalidCredentials", 1 },
        { 401, "AuthFailure", "no", "InvalidCredentials", 1 },
        { 403, "MissingAuthenticationToken", "no", "InvalidCredentials", 1 },
        { 403, "MissingAuthenticationTokenException", "no", "InvalidCredentials", 1 },
        { 400, "IncompleteSignature", "no", "InvalidCredentials", 1 },
        { 400, "Throttling", "Rate exceeded", "Throttled", 4 },
        { 400, "ThrottlingException", "Rate exceeded", "Throttled", 4 },
        { 400, "ThrottledException", "Rate exceeded", "Throttled", 4 },
        { 503, "RequestLimitExceeded", "Rate exceeded", "Throttled", 4 },
        { 429, "TooManyRequestsException", "Rate exceeded", "Throttled", 4 },
        { 429, "TooManyRequests", "Rate exceeded", "Throttled", 4 },
        { 409, "LimitExceeded", "Cannot exceed quota", "Throttled", 4 },
        { 409, "LimitExceededException", "Cannot exceed quota", "Throttled", 4 },
        { 503, "SlowDown", "Rate exceeded", "Throttled", 4 },
        { 400, "RequestThrottled", "Rate exceeded", "Throttled", 4 },
        { 400, "PriorRequestNotComplete", "Rate exceeded", "Throttled", 4 },
        { 500, "ServiceFailure", "Service failure.", "ServiceFailure", 4 },
        { 500, "InternalFailure", "Service failure.", "ServiceFailure", 4 },
        { 502, "BadGateway", "Service failure.", "ServiceFailure", 4 },
        { 503, "ServiceUnavailable", "Later.", "ServiceFailure", 4 },
        { 504, "GatewayTimeout", "Later.", "ServiceFailure", 4 },
        { 400, "ValidationError", "What?", "RequestRefused", 1 },
        { 404, "NoSuchEntity", "What?", "RequestRefused", 1 },
        { 400, "OptInRequired", "What?", "RequestRefused", 1 },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_code_of_AWS_is_the_fault_that_it_means(int status, string code, string message, string errorId, int requests)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, FakeFault.Error(status, code, message));

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

        Assert.Equal(errorId, evidence.Fault?.ErrorId);
        Assert.Equal(requests, aws.Requests.CountOf(Summary));
        Assert.DoesNotContain("TOPSECRET", evidence.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal((CisStatus.Error, Account), (AccountChecks.Judge(evidence).Status, evidence.AccountId));
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
        { "flag missing", 200, Map("<entry><key>Users</key><value>1</value></entry>"), "EvidenceIncomplete", 1 },
        { "flag is no number", 200, Map("<entry><key>AccountAccessKeysPresent</key><value>none</value></entry>"), "EvidenceIncomplete", 1 },
        { "flag is empty", 200, Map("<entry><key>AccountAccessKeysPresent</key><value></value></entry>"), "EvidenceIncomplete", 1 },
        { "flag is negative", 200, Map("<entry><key>AccountAccessKeysPresent</key><value>-1</value></entry>"), "SummaryInvalid", 1 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_that_is_none_is_a_fault(string what, int status, string body, string errorId, int requests)
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
    public async Task Three_mishaps_and_then_an_answer_are_an_answer(FakeFaultKind kind)
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
    public async Task No_answer_is_a_timeout(string action)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(action, FakeFault.Stall);
        var options = AccountChecks.Options(aws, Account) with { Patience = AccountChecks.Quick with { Request = TimeSpan.FromMilliseconds(200) } };

        var evidence = await AccountChecks.ReadAsync(options, Token);

        Assert.Equal("RequestTimedOut", evidence.Fault?.ErrorId);
        Assert.Equal(4, aws.Requests.CountOf(action));
    }

    [Fact]
    public async Task An_answer_that_stops_half_way_is_a_timeout()
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
    public async Task A_port_that_nobody_listens_on_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options($"http://127.0.0.1:{port}"), Token);

        Assert.Equal("EndpointUnreachable", evidence.Fault?.ErrorId);
        Assert.Contains($"127.0.0.1:{port}", evidence.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_unreachable()
        => Assert.Equal("EndpointUnreachable", (await AccountChecks.ReadAsync(AccountChecks.Options("https://iam.invalid"), Token)).Fault?.ErrorId);

    [Fact]
    public async Task Https_to_a_plain_port_is_unreachable()
    {
        await using var aws = await StartAsync();

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url.Replace("http:", "https:", StringComparison.Ordinal)), Token);

        Assert.Equal("EndpointUnreachable", evidence.Fault?.ErrorId);
    }

    [Fact]
    public async Task Something_that_does_not_speak_HTTP_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var serving = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    using var client = await listener.AcceptTcpClientAsync(stop.Token);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.2\r\n"), stop.Token);
                }
            },
            Token);

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);

        Assert.Equal("EndpointUnreachable", evidence.Fault?.ErrorId);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task A_clock_that_is_off_is_named(int minutes)
    {
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account)], TimeProvider = new ShiftedTime(TimeSpan.FromMinutes(minutes)) }, Token);

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

        Assert.Equal("ClockSkew", evidence.Fault?.ErrorId);
    }

    [Fact]
    public async Task Expired_and_wrong_credentials_are_told_apart()
    {
        await using var aws = await StartAsync();
        var old = aws.MintSession(Account, "checker", "me", DateTimeOffset.UtcNow.AddHours(-1));
        var expired = AccountChecks.Options(aws.Url, old.AccessKeyId, old.SecretKey) with { SessionToken = old.SessionToken };

        Assert.Equal("ExpiredCredentials", (await AccountChecks.ReadAsync(expired, Token)).Fault?.ErrorId);
        Assert.Equal("InvalidCredentials", (await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url, "AKIANOBODYKNOWSME123", "x"), Token)).Fault?.ErrorId);
        Assert.Equal("InvalidCredentials", (await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url, "test", "wrong"), Token)).Fault?.ErrorId);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("2", 2)]
    [InlineData("6", 6)]
    public async Task AWS_MAX_ATTEMPTS_is_honoured(string attempts, int requests)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, FakeFault.Throttle);
        _environment["AWS_MAX_ATTEMPTS"] = attempts;

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

        Assert.Equal(("Throttled", requests), (evidence.Fault?.ErrorId, aws.Requests.CountOf(Summary)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_profiles_max_attempts_are_honoured(int attempts)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, FakeFault.Throttle);
        _environment.Config = $"[profile audit]\naws_access_key_id=test\naws_secret_access_key=test\nmax_attempts={attempts}\n";
        var options = new AwsConnectionOptions { ProfileName = "audit", EndpointUrl = aws.Url, Patience = AccountChecks.Quick };

        await AccountChecks.ReadAsync(options, Token);

        Assert.Equal(attempts, aws.Requests.CountOf(Summary));
    }

    [Fact]
    public async Task A_denial_says_what_is_missing_and_masks_key_ids()
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Summary, FakeFault.Error(403, "AccessDenied", "User: AKIAIOSFODNN7EXAMPLE is not authorized\r\nto perform: iam:GetAccountSummary"));

        var fault = (await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token)).Fault!;

        Assert.Contains("iam:GetAccountSummary", fault.Message, StringComparison.Ordinal);
        Assert.Contains("AKIA…MPLE", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private static string Map(string entries)
        => $"<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap>{entries}</SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>";

    private static Task<FakeAws> StartAsync()
        => FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account)] }, Token);

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
