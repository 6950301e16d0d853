using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

public sealed class AwsAccountSourceTests
{
    private const string Account = "111122223333";
    private const string Identity = "GetCallerIdentity";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_at_once_share_one_session_and_one_identity()
    {
        await using var aws = await StartAsync();
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: true);

        var evidence = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            number => Task.Run(() => source.ReadAsync(new AccountTarget(null, $"name {number}", null), new ActivityLog(), Token), Token)));

        Assert.All(evidence, each => Assert.Equal((null, Account, "aws", true), (each.Fault, each.AccountId, each.Partition, each.AccessKeysPresent)));
        Assert.Equal(100, evidence.Select(each => each.AccountName).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((1, 100), (aws.Requests.CountOf(Identity), aws.Requests.CountOf("GetAccountSummary")));
    }

    [Fact]
    public async Task A_refusal_is_the_answer_for_everybody()
    {
        var credential = new CountingCredentials(() => throw new InvalidOperationException("the vault is closed"));
        using var source = new AwsAccountSource(new AwsConnectionOptions { Credential = credential, EndpointUrl = "http://127.0.0.1:9" }, AccountAccess.Own, skipKeyDetail: true);

        var evidence = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => source.ReadAsync(AccountTarget.Caller, new ActivityLog(), Token)));

        Assert.All(evidence, each => Assert.Equal("CredentialsUnavailable", each.Fault?.ErrorId));
        Assert.Single(evidence.Select(each => each.Fault).Distinct());
        Assert.Equal(1, credential.Asked);
    }

    [Fact]
    public async Task Another_account_than_the_credentials_is_not_looked_at()
    {
        await using var aws = await StartAsync();
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: false);

        var wrong = await source.ReadAsync(new AccountTarget("999988887777", "other", null), new ActivityLog(), Token);
        var right = await source.ReadAsync(new AccountTarget(Account, null, null), new ActivityLog(), Token);

        Assert.Equal(("AccountMismatch", "999988887777", "other", null), (wrong.Fault?.ErrorId, wrong.AccountId, wrong.AccountName, wrong.AccessKeysPresent));
        Assert.Equal((null, 1), (right.Fault, right.ActiveKeyCount));
    }

    [Fact]
    public async Task What_is_said_of_the_target_is_passed_on()
    {
        await using var aws = await StartAsync();
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: true);

        var evidence = await source.ReadAsync(new AccountTarget(null, "data", "ACTIVE"), new ActivityLog(), Token);

        Assert.Equal((Account, "data", "ACTIVE", CisEvidenceSource.Iam), (evidence.AccountId, evidence.AccountName, evidence.AccountState, evidence.Source));
        Assert.Equal(TimeSpan.Zero, evidence.EvidenceTime?.Offset);
        Assert.Equal(0, aws.Requests.CountOf("GenerateCredentialReport"));
    }

    [Theory]
    [InlineData(Identity)]
    [InlineData("GetAccountSummary")]
    [InlineData("GenerateCredentialReport")]
    [InlineData("GetCredentialReport")]
    public async Task Cancelling_ends_the_call_that_is_under_way(string action)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(action, FakeFault.Stall);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: false);
        var reading = source.ReadAsync(AccountTarget.Caller, new ActivityLog(), stop.Token);
        await aws.Requests.WaitForRequestAsync(action, Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5), Token));
        source.Dispose();
        await aws.Requests.WaitForAbortAsync(action, Token).WaitAsync(TimeSpan.FromSeconds(5), Token);
        Assert.Equal(1, aws.Requests.CountOf(action));
    }

    [Fact]
    public async Task One_that_is_cancelled_takes_no_other_along()
    {
        await using var aws = await StartAsync();
        aws.Faults.Next(Identity, FakeFault.Delay(TimeSpan.FromMilliseconds(500)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: true);
        var first = source.ReadAsync(AccountTarget.Caller, new ActivityLog(), stop.Token);
        await aws.Requests.WaitForRequestAsync(Identity, Token);
        var second = source.ReadAsync(AccountTarget.Caller, new ActivityLog(), Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(5), Token));
        Assert.Null((await second.WaitAsync(TimeSpan.FromSeconds(60), Token)).Fault);
        Assert.Null((await source.ReadAsync(AccountTarget.Caller, new ActivityLog(), Token)).Fault);
    }

    [Fact]
    public async Task One_that_is_cancelled_does_not_wait_for_the_first()
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Identity, FakeFault.Stall);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: true);
        var first = source.ReadAsync(AccountTarget.Caller, new ActivityLog(), all.Token);
        await aws.Requests.WaitForRequestAsync(Identity, Token);
        var second = source.ReadAsync(AccountTarget.Caller, new ActivityLog(), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(TimeSpan.FromSeconds(5), Token));
        await all.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(5), Token));
    }

    [Fact]
    public async Task Trouble_with_the_identity_is_over_when_it_is_over()
    {
        await using var aws = await StartAsync();
        aws.Faults.Next(Identity, FakeFault.Throttle, 4);
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: true);

        Assert.Equal("Throttled", (await source.ReadAsync(AccountTarget.Caller, new ActivityLog(), Token)).Fault?.ErrorId);
        Assert.Null((await source.ReadAsync(AccountTarget.Caller, new ActivityLog(), Token)).Fault);
    }

    [Fact]
    public async Task Cancelled_before_it_begins()
    {
        using var source = new AwsAccountSource(AccountChecks.Options("http://127.0.0.1:9"), AccountAccess.Own, skipKeyDetail: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.ReadAsync(AccountTarget.Caller, new ActivityLog(), new CancellationToken(canceled: true)));
    }

    private static Task<FakeAws> StartAsync() => FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account)] }, Token);
}
