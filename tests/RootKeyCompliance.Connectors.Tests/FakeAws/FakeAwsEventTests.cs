using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace RootKeyCompliance.Tests;

/// <summary>What can happen in the middle of a run.</summary>
public sealed class FakeAwsEventTests
{
    private const string Id = "111122223333";
    private static readonly SignedRequest Ask = SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cut_resets_what_is_open_refuses_what_is_new_and_can_be_undone()
    {
        await using var session = await FakeAwsSession.StartAsync();
        for (var time = 0; time < 3; time++)
        {
            session.Aws.Faults.Next("GetAccountSummary", FakeFault.Stall);
            var sent = session.AskAsync(Ask);
            await session.Aws.Requests.WaitAsync(request => request.Status == 0 && !request.Aborted, Cancellation);

            session.Aws.Cut();

            Assert.Equal(SocketError.ConnectionReset, await ErrorAsync(() => sent));
            Assert.Equal(SocketError.ConnectionRefused, await ErrorAsync(() => session.AskAsync(Ask)));
            await session.Aws.Requests.WaitAsync(request => request.Aborted, Cancellation);
            session.Aws.Restore();
            session.Aws.Requests.Clear();
            await session.XmlAsync(Ask);
        }

        Assert.Equal((6, 3), (session.Aws.Requests.Count, session.Aws.Requests.AbortedCount));
    }

    [Fact]
    public async Task A_server_that_was_cut_can_be_stopped()
    {
        var session = await FakeAwsSession.StartAsync();
        await session.XmlAsync(Ask);
        session.Aws.Cut();
        session.Aws.Cut();
        await session.DisposeAsync();
    }

    [Fact]
    public async Task Two_servers_cannot_have_one_port()
    {
        await using var session = await FakeAwsSession.StartAsync();
        var port = new Uri(session.Aws.Url).Port;

        await Assert.ThrowsAsync<IOException>(() => FakeAws.StartAsync(new FakeAwsOptions { Port = port }, Cancellation));
    }

    [Fact]
    public async Task A_credential_can_expire_before_its_time()
    {
        await using var session = await FakeAwsSession.StartAsync(FakeAccounts.NoKey(Id));
        var role = await session.AssumeAsync(FakeCredential.Test, Id);
        var other = await session.AssumeAsync(FakeCredential.Test, Id);

        session.Aws.Expire(role);
        await session.RefusedAsync(403, "ExpiredToken", SignedRequest.Iam(role, "GetAccountSummary"));
        session.Aws.Expire(FakeCredential.Test);
        await session.RefusedAsync(403, "ExpiredToken", Ask);
        await session.RefusedAsync(400, "ExpiredTokenException", SignedRequest.Organizations(FakeCredential.Test, "ListAccounts"));
        await session.RefusedAsync(403, "SignatureDoesNotMatch", Ask with { Credential = FakeCredential.Test with { SecretKey = "no" } });
        await session.XmlAsync(SignedRequest.Iam(other, "GetAccountSummary"));
    }

    [Fact]
    public async Task A_session_ends_when_the_clock_says_so()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.NoKey(Id)], TimeProvider = clock });
        var role = await session.AssumeAsync(FakeCredential.Test, Id, "&DurationSeconds=900", clock.GetUtcNow());
        SignedRequest Now() => SignedRequest.Iam(role, "GetAccountSummary") with { SignedAt = clock.GetUtcNow() };

        clock.Advance(TimeSpan.FromSeconds(899));
        await session.XmlAsync(Now());
        clock.Advance(TimeSpan.FromSeconds(1));
        await session.RefusedAsync(403, "ExpiredToken", Now());
    }

    [Fact]
    public async Task A_container_has_a_fresh_session_for_each_request()
    {
        await using var session = await FakeAwsSession.StartAsync(FakeAccounts.NoKey(Id));
        await using var container = await FakeContainerRole.StartAsync(session.Aws, Id, "Checker", Cancellation);
        container.Lifetime = TimeSpan.FromMinutes(20);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        async Task<FakeCredential> GetAsync()
        {
            var json = JsonElement.Parse(await client.GetStringAsync(container.Url, Cancellation));
            string Text(string name) => json.GetProperty(name).GetString()!;
            Assert.InRange(json.GetProperty("Expiration").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));
            return new FakeCredential(Text("AccessKeyId"), Text("SecretAccessKey"), Id, FakePrincipal.AssumedRole("Checker", "any"))
            {
                SessionToken = Text("Token"),
            };
        }

        var first = await GetAsync();
        session.Aws.Expire(container.Latest!);
        var second = await GetAsync();

        await session.RefusedAsync(403, "ExpiredToken", SignedRequest.Iam(first, "GetAccountSummary"));
        Assert.Equal(
            $"arn:aws:sts::{Id}:assumed-role/Checker/container-2",
            await session.ValueAsync(SignedRequest.Sts(second, "GetCallerIdentity"), "Arn"));
        Assert.Equal((2, second.AccessKeyId), (container.ServedCount, container.Latest!.AccessKeyId));

        container.AuthorizationToken = "let-me-in";
        Assert.Equal(401, (int)(await Assert.ThrowsAsync<HttpRequestException>(GetAsync)).StatusCode!);
    }

    [Fact]
    public async Task Boto3_takes_its_role_from_the_container()
    {
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import boto3");
        await using var session = await FakeAwsSession.StartAsync(FakeAccounts.NoKey(Id));
        await using var container = await FakeContainerRole.StartAsync(session.Aws, Id, "Checker", Cancellation);
        container.AuthorizationToken = "let-me-in";
        var environment = JudgeRun.Environment(session.Aws.Url);
        environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = container.Url;
        environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "let-me-in";
        environment.Remove("AWS_ACCESS_KEY_ID");
        environment.Remove("AWS_SECRET_ACCESS_KEY");

        var run = await ChildProcess.RunAsync("python3", ["-c", "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"], environment);

        Assert.Equal(("", $"arn:aws:sts::{Id}:assumed-role/Checker/container-1"), (run.Error, run.Output.TrimEnd()));
    }

    private static async Task<SocketError> ErrorAsync(Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<HttpRequestException>(act);
        return Assert.IsType<SocketException>(error.GetBaseException()).SocketErrorCode;
    }
}
