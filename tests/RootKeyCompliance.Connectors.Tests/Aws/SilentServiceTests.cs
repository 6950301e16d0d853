using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

/// <summary>A network that drops what is sent: no account waits for its own time-outs once it is clear that nothing is answered.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class SilentServiceTests : IDisposable
{
    private const int Count = 300;
    private const int Parallel = 32;

    private static readonly AwsPatience Patience = AccountChecks.Quick with
    {
        Request = TimeSpan.FromMilliseconds(250),
        Silence = TimeSpan.FromMilliseconds(600),
    };

    private readonly AwsEnvironment _environment = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("GetCallerIdentity", "No answer to sts:GetCallerIdentity came in time.")]
    [InlineData("AssumeRole", "sts:AssumeRole was not sent: AWS has answered nothing for 0 seconds.")]
    [InlineData("GetAccountSummary", "iam:GetAccountSummary was not sent: AWS has answered nothing for 0 seconds.")]
    public async Task When_a_service_answers_nothing_few_requests_are_sent_and_each_account_is_an_error(string action, string message)
    {
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = FakeAccounts.Generate(Count, seed: 1, FakeAccountKind.NoKey), Organization = new FakeOrganization() }, Token);
        aws.Faults.Always(action, FakeFault.Stall);
        using var source = new AwsAccountSource(
            AccountChecks.Options(aws.Url) with { Patience = Patience }, new AccountAccess { RoleName = "Audit" }, skipKeyDetail: false);

        var seen = await ReadAsync(source, aws.Accounts.Where(account => account.Id != FakeCredential.TestAccountId));

        Assert.Equal(Count, seen.Select(evidence => evidence.AccountId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(seen, evidence => Assert.Equal("RequestTimedOut", evidence.Fault?.ErrorId));
        Assert.Contains(seen, evidence => evidence.Fault!.Message.Contains(message, StringComparison.Ordinal));

        // Each of those that were under way at first has four attempts; afterwards one at a time is sent.
        Assert.InRange(aws.Requests.CountOf(action), 3, (Parallel * 5) + 40);

        aws.Faults.Clear();
        var again = await source.ReadAsync(new AccountTarget(aws.Accounts[^1].Id, null, null), new ActivityLog(), Token);
        Assert.Equal((null, false), (again.Fault?.Message, again.AccessKeysPresent));
    }

    [Fact]
    public async Task One_account_without_an_answer_stops_no_other()
    {
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = FakeAccounts.Generate(60, seed: 1, FakeAccountKind.NoKey), Organization = new FakeOrganization() }, Token);
        var lost = aws.Accounts.First(account => account.Id != FakeCredential.TestAccountId);
        aws.Faults.Always("GetAccountSummary", FakeFault.Stall, lost.Id);
        using var source = new AwsAccountSource(
            AccountChecks.Options(aws.Url) with { Patience = Patience with { Request = TimeSpan.FromMilliseconds(700) } },
            new AccountAccess { RoleName = "Audit" },
            skipKeyDetail: false);

        var seen = await ReadAsync(source, aws.Accounts.Where(account => account.Id != FakeCredential.TestAccountId));

        var failed = Assert.Single(seen, evidence => evidence.Fault is not null);
        Assert.Equal((lost.Id, "RequestTimedOut"), (failed.AccountId, failed.Fault!.ErrorId));
    }

    private static async Task<IReadOnlyList<RootUserEvidence>> ReadAsync(AwsAccountSource source, IEnumerable<FakeAccount> accounts)
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<RootUserEvidence>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            accounts,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = Token },
            async (account, token) => seen.Add(await source.ReadAsync(new AccountTarget(account.Id, account.Name, null), new ActivityLog(), token)));
        return [.. seen];
    }
}
