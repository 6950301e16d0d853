using System.Net.Sockets;
using System.Xml;
using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

/// <summary>The faults that a test can order, and the log of requests that shows them.</summary>
public sealed class FakeAwsFaultTests
{
    private const string Summary = "GetAccountSummary";
    private static readonly SignedRequest Ask = SignedRequest.Iam(FakeCredential.Test, Summary);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ordered_errors_come_in_their_order_for_their_account_and_end()
    {
        var account = FakeAccounts.NoKey("111122223333");
        await using var session = await FakeAwsSession.StartAsync(account);
        var faults = session.Aws.Faults;
        faults.Next(Summary, FakeFault.Throttle, count: 2);
        faults.Next("*", FakeFault.ServiceFailure);
        faults.Next(Summary, FakeFault.ServiceUnavailable);
        faults.Next(Summary, FakeFault.AccessDenied);
        faults.Next(Summary, FakeFault.ExpiredToken);
        faults.Next(Summary, FakeFault.Error(418, "Teapot", "<short & stout>"));

        await session.AssertAsync(
            ("400 Throttling", Ask),
            ("400 Throttling", Ask),
            ("500 ServiceFailure", Ask),
            ("503 ServiceUnavailable", Ask),
            ("403 AccessDenied", Ask),
            ("403 ExpiredToken", Ask),
            ("418 Teapot", Ask),
            ("200", Ask));

        faults.Always(Summary, FakeFault.Throttle, account.Id);
        var ofAccount = Ask with { Credential = account.UserCredential };
        await session.AssertAsync(("200", Ask), ("400 Throttling", ofAccount), ("400 Throttling", ofAccount));
        faults.Clear();
        await session.AssertAsync(("200", ofAccount));
    }

    [Fact]
    public async Task Damaged_answers_reach_the_client_as_ordered()
    {
        await using var session = await FakeAwsSession.StartAsync();
        session.Aws.Faults.Next(Summary, FakeFault.Respond(502, "<html>Bad Gateway</html>", "text/html"));
        session.Aws.Faults.Next(Summary, FakeFault.MalformedBody);
        session.Aws.Faults.Next(Summary, FakeFault.TruncatedBody);
        session.Aws.Faults.Next(Summary, FakeFault.ConnectionReset);

        using (var response = await session.AskAsync(Ask))
        {
            Assert.Equal((502, "text/html"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Equal("<html>Bad Gateway</html>", await response.Content.ReadAsStringAsync(Cancellation));
        }

        using (var response = await session.AskAsync(Ask))
        {
            var body = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Throws<XmlException>(() => XElement.Parse(body));
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => session.AskAsync(Ask));
        var reset = await Assert.ThrowsAsync<HttpRequestException>(() => session.AskAsync(Ask));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.GetBaseException()).SocketErrorCode);
        await session.XmlAsync(Ask);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_in_the_log_while_it_waits_and_so_is_its_end(bool isStalled)
    {
        await using var session = await FakeAwsSession.StartAsync(
            new FakeAwsOptions { Latency = isStalled ? TimeSpan.Zero : TimeSpan.FromMinutes(10) });
        if (isStalled)
        {
            session.Aws.Faults.Next(Summary, FakeFault.Stall);
        }

        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var early = session.Aws.Requests.WaitForRequestAsync(Summary, Cancellation);
        Assert.False(early.IsCompleted);

        var sent = session.SendAsync(Ask, giveUp.Token);
        var seen = await early;
        Assert.False(seen.Aborted);
        Assert.Same(seen, await session.Aws.Requests.WaitForRequestAsync(Summary, Cancellation));
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        Assert.Same(seen, await session.Aws.Requests.WaitForAbortAsync(Summary, Cancellation));
        Assert.Equal((0, isStalled ? FakeFaultKind.Stall : null, 1), (seen.Status, seen.Fault, session.Aws.Requests.AbortedCount));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.Aws.Requests.WaitForRequestAsync("AssumeRole", giveUp.Token));
    }

    [Fact]
    public async Task The_log_names_caller_action_and_outcome_of_each_request()
    {
        await using var session = await FakeAwsSession.StartAsync();
        await session.AssertAsync(
            ("200", SignedRequest.Sts(FakeCredential.Test, "GetCallerIdentity") with { Region = "eu-west-1" }),
            ("403 SignatureDoesNotMatch", Ask with { Credential = FakeCredential.Test with { SecretKey = "no" } }));

        var seen = session.Aws.Requests.Snapshot();

        Assert.Equal(
            ("sts", "GetCallerIdentity", "eu-west-1", "test", FakeCredential.TestAccountId, 200, null),
            (seen[0].Service, seen[0].Action, seen[0].Region, seen[0].AccessKeyId, seen[0].AccountId, seen[0].Status, seen[0].ErrorCode));
        Assert.Equal((null, 403, "SignatureDoesNotMatch"), (seen[1].AccountId, seen[1].Status, seen[1].ErrorCode));
        Assert.Equal((2, 1), (session.Aws.Requests.Count, session.Aws.Requests.CountOf(Summary)));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_faults_in_every_order_of_requests()
    {
        var first = await SweepAsync(seed: 5, isReversed: false);

        Assert.Equal(first, await SweepAsync(seed: 5, isReversed: true));
        Assert.NotEqual(first, await SweepAsync(seed: 6, isReversed: false), StringComparer.Ordinal);
        Assert.InRange(first.Count(outcome => !outcome.EndsWith("200", StringComparison.Ordinal)), 40, 80);
        Assert.Equal(4, first.Select(outcome => outcome.Split(' ')[2]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_same_seed_gives_the_same_accounts_of_all_kinds()
    {
        static string Text(IEnumerable<FakeAccount> accounts) => string.Join('\n', accounts.Select(account =>
            $"{account.Id} {account.State} {string.Join(' ', account.RootAccessKeys)} {string.Join(' ', account.Denied)} {account.RootMfaActive}"));

        var accounts = FakeAccounts.Generate(1000, seed: 3);

        Assert.Equal(Text(accounts), Text(FakeAccounts.Generate(1000, seed: 3)));
        Assert.NotEqual(Text(accounts), Text(FakeAccounts.Generate(1000, seed: 4)), StringComparer.Ordinal);
        Assert.InRange(accounts.Count(account => account.RootAccessKeys.IsEmpty), 750, 900);
        Assert.Contains(accounts, account => account.RootAccessKeys.Length == 2);
        Assert.Contains(accounts, account => account.State == FakeAccountState.Suspended);
        Assert.Contains(accounts, account => account.Denied.Contains(FakeAccount.AllActions));
    }

    /// <summary>The outcomes of two attempts for each of 100 accounts, all at once.</summary>
    private static async Task<string[]> SweepAsync(int seed, bool isReversed)
    {
        var accounts = FakeAccounts.Generate(100, seed: 1, FakeAccountKind.NoKey);
        FakeFaultKind[] kinds = [FakeFaultKind.Throttle, FakeFaultKind.ServiceFailure, FakeFaultKind.ServiceUnavailable];
        await using var session = await FakeAwsSession.StartAsync(
            new FakeAwsOptions { Accounts = accounts, Seed = seed, Faults = new FakeFaultMix { Rate = 0.3, Kinds = kinds } });
        var outcomes = new List<string>();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            outcomes.AddRange(await Task.WhenAll((isReversed ? accounts.Reverse() : accounts).Select(async account =>
            {
                var outcome = await session.OutcomeAsync(Ask with { Credential = account.UserCredential });
                return $"{account.Id} {(attempt == 1 ? "first" : "second")} {outcome}";
            })));
        }

        return [.. outcomes.Order(StringComparer.Ordinal)];
    }
}
