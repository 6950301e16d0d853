using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

/// <summary>Answers that are well-formed and contradict themselves: AWS sends none, and none gives a verdict. Fuzzing has found them.</summary>
public sealed class QueryAnswerTests
{
    private const string Account = "111122223333";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_summary_with_two_results_is_a_damaged_answer()
    {
        const string Body = "<GetAccountSummaryResult><SummaryMap><entry><key>AccountAccessKeysPresent</key><value>1</value></entry></SummaryMap>"
            + "</GetAccountSummaryResult><GetAccountSummaryResult><SummaryMap/></GetAccountSummaryResult>";
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions(), Token);
        aws.Faults.Always("GetAccountSummary", Answer("GetAccountSummary", Body));

        Assert.Equal("MalformedResponse", AccountChecks.Judge(await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url), Token)).ErrorId);
    }

    [Theory]
    [InlineData("<AccessKeyId>AKIAROOTKEYEXAMPLE</AccessKeyId>")]
    [InlineData("<AccessKeyId></AccessKeyId>")]
    [InlineData(
        "<member><AccessKeyId>AKIAROOTKEY1EXAMPLE</AccessKeyId><Status>Active</Status>"
        + "<AccessKeyId>AKIAROOTKEY2EXAMPLE</AccessKeyId><Status>Inactive</Status></member>")]
    public async Task A_key_in_the_wrong_place_is_not_overlooked(string keys)
    {
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.NoKey(Account)], Organization = FakeOrganization.WithRootAccess }, Token);
        aws.Account(Account).OmitSummaryKeys = new HashSet<string>(StringComparer.Ordinal) { "AccountAccessKeysPresent" };
        var result = $"<ListAccessKeysResult><AccessKeyMetadata>{keys}</AccessKeyMetadata><IsTruncated>false</IsTruncated></ListAccessKeysResult>";
        aws.Faults.Always("ListAccessKeys", Answer("ListAccessKeys", result));
        using var source = new AwsAccountSource(AccountChecks.Options(aws.Url), new AccountAccess { CentralRootAccess = true }, skipKeyDetail: false);

        var evidence = await source.ReadAsync(new AccountTarget(Account, null, null), new ActivityLog(), Token);

        Assert.Equal("MalformedResponse", AccountChecks.Judge(evidence, allowInactiveKey: true).ErrorId);
    }

    [Fact]
    public async Task An_answer_on_which_the_SDK_fails_is_a_damaged_answer()
    {
        const string Body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/audit</Arn>"
            + "<Account>111122223333</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r<SecretAccessKey>s</SecretAccessKey>"
            + "<SecretAccessKey>s</SecretAccessKey>-1</RequestId></ResponseMetadata></GetCa\\lerIdentityResponse>";
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions(), Token);
        aws.Faults.Always("GetCallerIdentity", FakeFault.Respond(200, Body));

        Assert.Equal("MalformedResponse", AccountChecks.Judge(await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url), Token)).ErrorId);
    }

    private static FakeFault Answer(string action, string body)
        => FakeFault.Respond(200, $"<{action}Response>{body}<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{action}Response>");
}
