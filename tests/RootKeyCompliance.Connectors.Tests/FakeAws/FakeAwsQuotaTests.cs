using Microsoft.Extensions.Time.Testing;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsQuotaTests
{
    private const string First = "111122223333";
    private const string Second = "222233334444";
    private const string Throttled = "400 Throttling";
    private const string TooMany = "TooManyRequestsException";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task STS_charges_the_account_that_calls_and_refills_with_time()
    {
        await using var session = await StartAsync(new FakeQuotas { Sts = new FakeQuota(PerSecond: 2, Burst: 3) });
        SignedRequest Assume(string id) => At(SignedRequest.AssumeRole(FakeCredential.Test, id));
        SignedRequest Identity(FakeCredential credential) => At(SignedRequest.Sts(credential, "GetCallerIdentity"));

        await session.AssertAsync(
            ("200", Assume(First)),
            ("200", Assume(Second)),
            ("200", Identity(FakeCredential.Test)),
            (Throttled, Assume(First)),
            ("200", Identity(FakeCredential.UserOf(First))),
            ("200", Identity(FakeCredential.Test) with { Region = "eu-west-1" }));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await session.AssertAsync(("200", Assume(First)), ("200", Assume(First)), (Throttled, Assume(First)), ("200", Summary(FakeCredential.Test)));

        Assert.Equal((2, 0), (session.Aws.Requests.ThrottledCount, session.Aws.Requests.InFlight));
    }

    [Fact]
    public async Task IAM_charges_the_account_that_is_read_for_each_action()
    {
        await using var session = await StartAsync(new FakeQuotas { Iam = new FakeQuota(PerSecond: 0, Burst: 1) });
        var role = await session.AssumeAsync(FakeCredential.Test, First, at: _clock.GetUtcNow());

        await session.AssertAsync(
            ("200", Summary(FakeCredential.UserOf(First))),
            (Throttled, Summary(role)),
            ("200", At(SignedRequest.Iam(FakeCredential.UserOf(First), "ListAccessKeys"))),
            ("200", Summary(FakeCredential.UserOf(Second))));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await session.AssertAsync((Throttled, Summary(FakeCredential.UserOf(First))));
    }

    [Fact]
    public async Task The_server_as_a_whole_can_have_a_quota()
    {
        await using var session = await StartAsync(new FakeQuotas { Server = new FakeQuota(PerSecond: 0.5, Burst: 2) });

        await session.AssertAsync(
            ("200", At(SignedRequest.Sts(FakeCredential.Test, "GetCallerIdentity"))),
            ("200", Summary(FakeCredential.UserOf(First))),
            (Throttled, Summary(FakeCredential.UserOf(Second))),
            ($"400 {TooMany}", At(SignedRequest.Organizations(FakeCredential.Test, "ListAccounts"))));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await session.AssertAsync(("200", Summary(FakeCredential.UserOf(Second))));
    }

    [Fact]
    public async Task Organizations_names_which_of_its_two_limits_was_exceeded()
    {
        await using var session = await StartAsync(new FakeQuotas
        {
            Organizations = new FakeQuota(PerSecond: 0, Burst: 4),
            OneOrganizationsRequestAtATime = true,
        });
        var cancellation = TestContext.Current.CancellationToken;
        session.Aws.Faults.Next("ListAccounts", FakeFault.Stall);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ask = At(SignedRequest.Organizations(FakeCredential.Test, "ListRoots"));
        async Task RefusedAsync(string words)
            => Assert.Contains(words, await session.RefusedAsync(400, TooMany, ask), StringComparison.Ordinal);

        var stalled = session.SendAsync(At(SignedRequest.Organizations(FakeCredential.Test, "ListAccounts")), giveUp.Token);
        await session.Aws.Requests.WaitForRequestAsync("ListAccounts", cancellation);
        await RefusedAsync("another request is already in progress");
        await giveUp.CancelAsync();
        await session.Aws.Requests.WaitForAbortAsync("ListAccounts", cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stalled);

        await session.AssertAsync(("200", ask), ("200", ask));
        await RefusedAsync("too many requests in too short a period");
        Assert.Equal((2, 2), (session.Aws.Requests.ThrottledCount, session.Aws.Requests.PeakInFlight));
    }

    private Task<FakeAwsSession> StartAsync(FakeQuotas quotas) => FakeAwsSession.StartAsync(new FakeAwsOptions
    {
        Accounts = [FakeAccounts.NoKey(First), FakeAccounts.NoKey(Second)],
        Quotas = quotas,
        TimeProvider = _clock,
    });

    private SignedRequest Summary(FakeCredential credential) => At(SignedRequest.Iam(credential, "GetAccountSummary"));

    private SignedRequest At(SignedRequest request) => request with { SignedAt = _clock.GetUtcNow() };
}
