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
    public async Task A_cut_resets_open_connections_refuses_new_ones_and_can_be_undone()
    {
        await using var session = await FakeAwsSession.StartAsync();
        for (var time = 0; time < 2; time++)
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

        Assert.Equal((4, 2), (session.Aws.Requests.Count, session.Aws.Requests.AbortedCount));

        // A server that is cut can still be stopped.
        session.Aws.Cut();
        session.Aws.Cut();
    }

    [Fact]
    public async Task A_credential_expires_on_command_and_a_session_at_its_time()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.NoKey(Id)], TimeProvider = clock });
        var role = await session.AssumeAsync(FakeCredential.Test, Id, "&DurationSeconds=900", clock.GetUtcNow());
        var other = await session.AssumeAsync(FakeCredential.Test, Id, at: clock.GetUtcNow());
        SignedRequest At(SignedRequest request) => request with { SignedAt = clock.GetUtcNow() };
        SignedRequest Summary(FakeCredential credential) => At(SignedRequest.Iam(credential, "GetAccountSummary"));

        clock.Advance(TimeSpan.FromSeconds(899));
        await session.AssertAsync(("200", Summary(role)));
        clock.Advance(TimeSpan.FromSeconds(1));
        await session.AssertAsync(("403 ExpiredToken", Summary(role)), ("200", Summary(other)), ("200", Summary(FakeCredential.Test)));

        session.Aws.Expire(other);
        session.Aws.Expire(FakeCredential.Test);
        await session.AssertAsync(
            ("403 ExpiredToken", Summary(other)),
            ("403 ExpiredToken", Summary(FakeCredential.Test)),
            ("400 ExpiredTokenException", At(SignedRequest.Organizations(FakeCredential.Test, "ListAccounts"))),
            ("403 SignatureDoesNotMatch", Summary(FakeCredential.Test with { SecretKey = "no" })));
    }

    [Fact]
    public async Task A_container_gives_out_a_new_session_for_each_request()
    {
        await using var session = await FakeAwsSession.StartAsync(FakeAccounts.NoKey(Id));
        await using var container = await FakeContainerRole.StartAsync(session.Aws, Id, "Checker", Cancellation);
        container.Lifetime = TimeSpan.FromMinutes(20);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        async Task<FakeCredential> GetAsync()
        {
            var json = JsonElement.Parse(await client.GetStringAsync(container.Url, Cancellation));
            string Text(string name) => json.GetProperty(name).GetString()!;
            var lifetime = json.GetProperty("Expiration").GetDateTimeOffset() - DateTimeOffset.UtcNow;
            Assert.InRange(lifetime, TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));
            return new FakeCredential(Text("AccessKeyId"), Text("SecretAccessKey"), Id, FakePrincipal.AssumedRole("Checker", "any"))
            {
                SessionToken = Text("Token"),
            };
        }

        var first = await GetAsync();
        session.Aws.Expire(container.Latest!);
        var second = await GetAsync();

        await session.AssertAsync(("403 ExpiredToken", SignedRequest.Iam(first, "GetAccountSummary")));
        Assert.Equal(
            $"arn:aws:sts::{Id}:assumed-role/Checker/container-2",
            await session.ValueAsync(SignedRequest.Sts(second, "GetCallerIdentity"), "Arn"));
        Assert.Equal((2, second.AccessKeyId), (container.ServedCount, container.Latest!.AccessKeyId));

        container.AuthorizationToken = "let-me-in";
        Assert.Equal(401, (int)(await Assert.ThrowsAsync<HttpRequestException>(GetAsync)).StatusCode!);
    }

    private static async Task<SocketError> ErrorAsync(Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<HttpRequestException>(act);
        return Assert.IsType<SocketException>(error.GetBaseException()).SocketErrorCode;
    }
}
