using System.Globalization;
using System.Net.Sockets;
using System.Xml;
using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsFaultTests
{
    private static readonly SignedRequest Ask = SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary");

    [Fact]
    public async Task Scripted_errors_are_played_in_order_and_then_are_over()
    {
        await using var session = await FakeAwsSession.StartAsync();
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.Throttle, count: 2);
        session.Aws.Faults.Next("*", FakeFault.ServiceFailure);
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.ServiceUnavailable);
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.AccessDenied);
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.ExpiredToken);
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.Error(418, "Teapot", "<short & stout>"));

        await session.RefusedAsync(400, "Throttling", Ask);
        await session.RefusedAsync(400, "Throttling", Ask);
        await session.RefusedAsync(500, "ServiceFailure", Ask);
        await session.RefusedAsync(503, "ServiceUnavailable", Ask);
        await session.RefusedAsync(403, "AccessDenied", Ask);
        await session.RefusedAsync(403, "ExpiredToken", Ask);
        await session.RefusedAsync(418, "Teapot", Ask);
        await session.XmlAsync(Ask);
    }

    [Fact]
    public async Task A_script_can_be_for_one_account_and_for_good()
    {
        var account = FakeAccounts.NoKey("111122223333");
        await using var session = await FakeAwsSession.StartAsync(account);
        session.Aws.Faults.Always("GetAccountSummary", FakeFault.Throttle, account.Id);

        await session.XmlAsync(Ask);
        await session.RefusedAsync(400, "Throttling", Ask with { Credential = account.UserCredential });
        await session.RefusedAsync(400, "Throttling", Ask with { Credential = account.UserCredential });
        session.Aws.Faults.Clear();
        await session.XmlAsync(Ask with { Credential = account.UserCredential });
    }

    [Fact]
    public async Task Any_answer_can_be_injected()
    {
        await using var session = await FakeAwsSession.StartAsync();
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.Respond(502, "<html>Bad Gateway</html>", "text/html"));

        using var response = await session.AskAsync(Ask);

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("<html>Bad Gateway</html>", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_malformed_answer_is_whole_as_http_only()
    {
        await using var session = await FakeAwsSession.StartAsync();
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.MalformedBody);

        using var response = await session.AskAsync(Ask);

        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Throws<XmlException>(() => XElement.Parse(body));
    }

    [Fact]
    public async Task A_truncated_answer_ends_before_its_length()
    {
        await using var session = await FakeAwsSession.StartAsync();
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.TruncatedBody);

        await Assert.ThrowsAsync<HttpRequestException>(() => session.AskAsync(Ask));
        await session.XmlAsync(Ask);
    }

    [Fact]
    public async Task A_reset_reaches_the_client_as_one()
    {
        await using var session = await FakeAwsSession.StartAsync();
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.ConnectionReset);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => session.AskAsync(Ask));

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.GetBaseException()).SocketErrorCode);
        await session.XmlAsync(Ask);
    }

    [Fact]
    public async Task A_stall_lasts_until_the_client_goes()
    {
        await using var session = await FakeAwsSession.StartAsync();
        session.Aws.Faults.Next("GetAccountSummary", FakeFault.Stall);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var sent = session.SendAsync(Ask, giveUp.Token);
        var seen = await session.Aws.Requests.WaitForRequestAsync("GetAccountSummary", TestContext.Current.CancellationToken);
        Assert.False(seen.Aborted);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        Assert.Same(seen, await session.Aws.Requests.WaitForAbortAsync("GetAccountSummary", TestContext.Current.CancellationToken));
        Assert.Equal((0, FakeFaultKind.Stall), (seen.Status, seen.Fault!.Value));
        Assert.Equal(1, session.Aws.Requests.AbortedCount);
    }

    [Fact]
    public async Task A_seed_means_the_same_faults_in_whatever_order_requests_come()
    {
        var first = await SweepAsync(seed: 5, backwards: false);
        var again = await SweepAsync(seed: 5, backwards: true);
        var other = await SweepAsync(seed: 6, backwards: false);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other, StringComparer.Ordinal);
        Assert.InRange(first.Count(outcome => !outcome.EndsWith("200", StringComparison.Ordinal)), 80, 160);
        Assert.Equal(4, first.Select(outcome => outcome.Split(' ')[^1]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_seed_means_the_same_accounts_of_all_kinds()
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

    // 200 accounts, two attempts each, all at once; what each attempt got.
    private static async Task<string[]> SweepAsync(int seed, bool backwards)
    {
        var accounts = FakeAccounts.Generate(200, seed: 1, FakeAccountKind.NoKey);
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions
        {
            Accounts = accounts,
            Seed = seed,
            Faults = new FakeFaultMix { Rate = 0.3, Kinds = [FakeFaultKind.Throttle, FakeFaultKind.ServiceFailure, FakeFaultKind.ServiceUnavailable] },
        });

        async Task<string> AskAsync(FakeAccount account, int attempt)
        {
            using var response = await session.AskAsync(Ask with { Credential = account.UserCredential });
            return string.Create(CultureInfo.InvariantCulture, $"{account.Id} {attempt} {(int)response.StatusCode}");
        }

        var outcomes = new List<string>();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            outcomes.AddRange(await Task.WhenAll((backwards ? accounts.Reverse() : accounts).Select(account => AskAsync(account, attempt))));
        }

        return [.. outcomes.Order(StringComparer.Ordinal)];
    }
}
