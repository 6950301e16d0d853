using Microsoft.Extensions.Time.Testing;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsQuotaTests
{
    private const string First = "111122223333";
    private const string Second = "222233334444";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Sts_charges_the_account_that_calls_and_refills_with_time()
    {
        await using var session = await StartAsync(new FakeQuotas { Sts = new FakeQuota(PerSecond: 2, Burst: 3) }, keepRequests: false);
        var ask = At(SignedRequest.AssumeRole(FakeCredential.Test, First));

        await session.XmlAsync(ask);
        await session.XmlAsync(At(SignedRequest.AssumeRole(FakeCredential.Test, Second)));
        await session.XmlAsync(At(SignedRequest.Sts(FakeCredential.Test, "GetCallerIdentity")));
        await session.RefusedAsync(400, "Throttling", ask);
        await session.XmlAsync(At(SignedRequest.Sts(FakeCredential.UserOf(First), "GetCallerIdentity")));
        await session.XmlAsync(At(SignedRequest.Sts(FakeCredential.Test, "GetCallerIdentity")) with { Region = "eu-west-1" });
        _clock.Advance(TimeSpan.FromSeconds(1));
        await session.XmlAsync(At(ask));
        await session.XmlAsync(At(ask));
        await session.RefusedAsync(400, "Throttling", At(ask));
        await session.XmlAsync(At(SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary")));

        Assert.Equal((2, 0), (session.Aws.Requests.ThrottledCount, session.Aws.Requests.InFlight));
    }

    [Fact]
    public async Task Iam_charges_the_account_asked_about_for_each_action()
    {
        await using var session = await StartAsync(new FakeQuotas { Iam = new FakeQuota(PerSecond: 0, Burst: 1) });
        var role = await session.AssumeAsync(FakeCredential.Test, First, at: _clock.GetUtcNow());

        await session.XmlAsync(At(SignedRequest.Iam(FakeCredential.UserOf(First), "GetAccountSummary")));
        await session.RefusedAsync(400, "Throttling", At(SignedRequest.Iam(role, "GetAccountSummary")));
        await session.XmlAsync(At(SignedRequest.Iam(FakeCredential.UserOf(First), "ListAccessKeys")));
        await session.XmlAsync(At(SignedRequest.Iam(FakeCredential.UserOf(Second), "GetAccountSummary")));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await session.RefusedAsync(400, "Throttling", At(SignedRequest.Iam(FakeCredential.UserOf(First), "GetAccountSummary")));

        Assert.Equal(2, session.Aws.Requests.Of("GetAccountSummary").Count(request => request.ErrorCode is "Throttling"));
    }

    [Fact]
    public async Task The_server_as_a_whole_may_have_enough()
    {
        await using var session = await StartAsync(new FakeQuotas { Server = new FakeQuota(PerSecond: 0.5, Burst: 2) });

        await session.XmlAsync(At(SignedRequest.Sts(FakeCredential.Test, "GetCallerIdentity")));
        await session.XmlAsync(At(SignedRequest.Iam(FakeCredential.UserOf(First), "GetAccountSummary")));
        await session.RefusedAsync(400, "Throttling", At(SignedRequest.Iam(FakeCredential.UserOf(Second), "GetAccountSummary")));
        await session.RefusedAsync(400, "TooManyRequestsException", At(SignedRequest.Organizations(FakeCredential.Test, "ListAccounts")));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await session.XmlAsync(At(SignedRequest.Iam(FakeCredential.UserOf(Second), "GetAccountSummary")));
        Assert.Equal(2, session.Aws.Requests.ThrottledCount);
    }

    [Fact]
    public async Task Organizations_says_which_of_its_two_limits_it_is()
    {
        await using var session = await StartAsync(new FakeQuotas
        {
            Organizations = new FakeQuota(PerSecond: 0, Burst: 4),
            OneOrganizationsRequestAtATime = true,
        });
        session.Aws.Faults.Next("ListAccounts", FakeFault.Stall);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var ask = At(SignedRequest.Organizations(FakeCredential.Test, "ListRoots"));

        var stalled = session.SendAsync(At(SignedRequest.Organizations(FakeCredential.Test, "ListAccounts")), giveUp.Token);
        await session.Aws.Requests.WaitForRequestAsync("ListAccounts", TestContext.Current.CancellationToken);
        Assert.Contains("another request is already in progress", await session.RefusedAsync(400, "TooManyRequestsException", ask), StringComparison.Ordinal);
        await session.XmlAsync(At(SignedRequest.Sts(FakeCredential.Test, "GetCallerIdentity")));
        await giveUp.CancelAsync();
        await session.Aws.Requests.WaitForAbortAsync("ListAccounts", TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stalled);

        await session.JsonAsync(ask);
        await session.JsonAsync(ask);
        Assert.Contains("too many requests in too short a period", await session.RefusedAsync(400, "TooManyRequestsException", ask), StringComparison.Ordinal);
        Assert.Equal((2, 2), (session.Aws.Requests.ThrottledCount, session.Aws.Requests.PeakInFlight));
    }

    [Fact]
    public async Task Full_buckets_are_forgotten_and_others_are_not()
    {
        var accounts = FakeAccounts.Generate(1100, seed: 1, FakeAccountKind.NoKey);
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions
        {
            Accounts = accounts,
            Quotas = new FakeQuotas { Iam = new FakeQuota(PerSecond: 1, Burst: 1) },
            TimeProvider = _clock,
        });
        Task AskAllAsync(string action) => Parallel.ForEachAsync(
            accounts,
            TestContext.Current.CancellationToken,
            async (account, _) => await session.XmlAsync(At(SignedRequest.Iam(account.UserCredential, action))));

        await AskAllAsync("ListAccessKeys");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await AskAllAsync("GetAccountSummary");

        await session.RefusedAsync(400, "Throttling", At(SignedRequest.Iam(accounts[0].UserCredential, "GetAccountSummary")));
        await AskAllAsync("ListAccessKeys");
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(1, 0)]
    public async Task A_quota_without_sense_is_refused(double perSecond, int burst) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => StartAsync(new FakeQuotas { Server = new FakeQuota(perSecond, burst) }));

    private Task<FakeAwsSession> StartAsync(FakeQuotas quotas, bool keepRequests = true) => FakeAwsSession.StartAsync(new FakeAwsOptions
    {
        Accounts = [FakeAccounts.NoKey(First), FakeAccounts.NoKey(Second)],
        Quotas = quotas,
        TimeProvider = _clock,
        KeepRequests = keepRequests,
    });

    private SignedRequest At(SignedRequest request) => request with { SignedAt = _clock.GetUtcNow() };
}
