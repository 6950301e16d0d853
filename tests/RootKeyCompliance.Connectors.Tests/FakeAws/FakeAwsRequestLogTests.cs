
namespace RootKeyCompliance.Tests;

public sealed class FakeAwsRequestLogTests
{
    [Fact]
    public async Task The_log_says_who_asked_what_and_what_came_of_it()
    {
        await using var session = await FakeAwsSession.StartAsync();
        await session.XmlAsync(SignedRequest.Sts(FakeCredential.Test, "GetCallerIdentity") with { Region = "eu-west-1" });
        await session.RefusedAsync(
            403, "SignatureDoesNotMatch", SignedRequest.Iam(FakeCredential.Test with { SecretKey = "no" }, "GetAccountSummary"));

        var seen = session.Aws.Requests.Snapshot();

        Assert.Equal(2, session.Aws.Requests.Count);
        Assert.Equal(
            ("sts", "GetCallerIdentity", "eu-west-1", "test", FakeCredential.TestAccountId, 200, null),
            (seen[0].Service, seen[0].Action, seen[0].Region, seen[0].AccessKeyId, seen[0].AccountId, seen[0].Status, seen[0].ErrorCode));
        Assert.Equal((null, 403, "SignatureDoesNotMatch"), (seen[1].AccountId, seen[1].Status, seen[1].ErrorCode));
        Assert.Equal(1, session.Aws.Requests.CountOf("GetAccountSummary"));
    }

    [Fact]
    public async Task Waiting_finds_what_has_come_and_what_will()
    {
        await using var session = await FakeAwsSession.StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var early = session.Aws.Requests.WaitForRequestAsync("GetAccountSummary", cancellation);
        Assert.False(early.IsCompleted);

        await session.XmlAsync(SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary"));

        Assert.Same(await early, await session.Aws.Requests.WaitForRequestAsync("GetAccountSummary", cancellation));
        using var giveUp = new CancellationTokenSource();
        var never = session.Aws.Requests.WaitForRequestAsync("AssumeRole", giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    [Fact]
    public async Task Latency_does_not_hide_a_request_and_its_abort_is_seen()
    {
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions { Latency = TimeSpan.FromMinutes(10) });
        var cancellation = TestContext.Current.CancellationToken;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        var sent = session.SendAsync(SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary"), giveUp.Token);
        await session.Aws.Requests.WaitForRequestAsync("GetAccountSummary", cancellation);
        await giveUp.CancelAsync();

        await session.Aws.Requests.WaitForAbortAsync("GetAccountSummary", cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
    }
}
