using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

public sealed class AwsAccountSourceTests
{
    private const string Account = "111122223333";
    private const string Identity = "GetCallerIdentity";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_checks_at_once_share_one_session_and_one_identity()
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
    public async Task Credentials_that_fail_are_asked_once_for_all_checks()
    {
        var credential = new CountingCredentials(() => throw new InvalidOperationException("the vault is closed"));
        using var source = new AwsAccountSource(new AwsConnectionOptions { Credential = credential, EndpointUrl = "http://127.0.0.1:9" }, AccountAccess.Own, skipKeyDetail: true);

        var evidence = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => source.ReadAsync(AccountTarget.Caller, new ActivityLog(), Token)));

        Assert.All(evidence, each => Assert.Equal("CredentialsUnavailable", each.Fault?.ErrorId));
        Assert.Single(evidence.Select(each => each.Fault).Distinct());
        Assert.Equal(1, credential.Asked);
    }

    [Fact]
    public async Task An_account_that_is_not_the_one_of_the_credentials_is_not_checked()
    {
        await using var aws = await StartAsync();
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: false);

        var wrong = await source.ReadAsync(new AccountTarget("999988887777", "other", null), new ActivityLog(), Token);
        var right = await source.ReadAsync(new AccountTarget(Account, null, null), new ActivityLog(), Token);

        Assert.Equal(("AccountMismatch", "999988887777", "other", null), (wrong.Fault?.ErrorId, wrong.AccountId, wrong.AccountName, wrong.AccessKeysPresent));
        Assert.Equal((null, 1), (right.Fault, right.ActiveKeyCount));
    }

    [Fact]
    public async Task The_name_and_state_of_the_target_are_passed_on()
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
    public async Task Cancelling_ends_the_request_that_is_under_way(string action)
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_check_that_is_cancelled_ends_at_once_and_ends_no_other(bool isFirst)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always(Identity, FakeFault.Stall);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var patience = AccountChecks.Quick with { Request = TimeSpan.FromSeconds(1) };
        using var source = new AwsAccountSource(
            AccountChecks.Options(aws, Account) with { Patience = patience }, AccountAccess.Own, skipKeyDetail: true);
        Task<RootUserEvidence> ReadAsync(bool isCancelled)
            => source.ReadAsync(AccountTarget.Caller, new ActivityLog(), isCancelled ? stop.Token : Token).WaitAsync(TimeSpan.FromSeconds(60), Token);

        var first = ReadAsync(isFirst);
        await aws.Requests.WaitForRequestAsync(Identity, Token);
        var second = ReadAsync(!isFirst);
        aws.Faults.Clear();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => (isFirst ? first : second).WaitAsync(TimeSpan.FromSeconds(5), Token));
        Assert.Null((await (isFirst ? second : first)).Fault);
        Assert.Null((await ReadAsync(isCancelled: false)).Fault);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(isCancelled: true));
    }

    [Fact]
    public async Task A_failed_identity_is_asked_for_again_by_the_next_check()
    {
        await using var aws = await StartAsync();
        aws.Faults.Next(Identity, FakeFault.Throttle, 4);
        using var source = new AwsAccountSource(AccountChecks.Options(aws, Account), AccountAccess.Own, skipKeyDetail: true);

        Assert.Equal("Throttled", (await source.ReadAsync(AccountTarget.Caller, new ActivityLog(), Token)).Fault?.ErrorId);
        Assert.Null((await source.ReadAsync(AccountTarget.Caller, new ActivityLog(), Token)).Fault);
    }

    private static Task<FakeAws> StartAsync() => FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account)] }, Token);
}
