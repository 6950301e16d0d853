using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

/// <summary>Answers that are well-formed and contradict themselves: AWS sends none, and no verdict is made of one. Fuzzing has found them.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class QueryAnswerTests : IDisposable
{
    private const string Account = "111122223333";
    private const string Present = "<entry><key>AccountAccessKeysPresent</key><value>1</value></entry>";
    private const string Absent = "<entry><key>AccountAccessKeysPresent</key><value>0</value></entry>";

    private readonly AwsEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("<GetAccountSummaryResult><SummaryMap>" + Present + Absent + "</SummaryMap></GetAccountSummaryResult>")]
    [InlineData("<GetAccountSummaryResult><SummaryMap><entry><key>AccountAccessKeysPresent</key><value>ue>1</value></entry>" + Absent + "</SummaryMap></GetAccountSummaryResult>")]
    [InlineData("<GetAccountSummaryResult><SummaryMap>" + Present + "</SummaryMap></GetAccountSummaryResult><GetAccountSummaryResult><SummaryMap/></GetAccountSummaryResult>")]
    [InlineData("<GetAccountSummaryResult><SummaryMap><entry><key>AccountAccessKeysPresent</key><value>0<more/>1</value></entry></SummaryMap></GetAccountSummaryResult>")]
    public async Task A_summary_that_says_two_things_says_nothing(string body)
        => Assert.Equal("MalformedResponse", (await SummaryAsync(body)).ErrorId);

    [Theory]
    [InlineData("<key>AccountAccessKeysPresent</key><other/><value>0</value>")]
    [InlineData("<key>AccountAccessKeysPresent</key><value/><value>0</value>")]
    public async Task A_value_that_does_not_follow_its_key_is_none(string entry)
        => Assert.Equal("EvidenceIncomplete", (await SummaryAsync($"<GetAccountSummaryResult><SummaryMap><entry>{entry}</entry></SummaryMap></GetAccountSummaryResult>")).ErrorId);

    [Fact]
    public async Task The_same_answer_in_order_is_a_verdict()
        => Assert.Equal(CisStatus.Pass, (await SummaryAsync($"<GetAccountSummaryResult><SummaryMap>{Absent}</SummaryMap></GetAccountSummaryResult>")).Status);

    [Theory]
    [InlineData("<AccessKeyId>AKIAROOTKEYEXAMPLE</AccessKeyId>")]
    [InlineData("<AccessKeyId></AccessKeyId>")]
    [InlineData("<member><AccessKeyId>AKIAROOTKEY1EXAMPLE</AccessKeyId><Status>Active</Status><AccessKeyId>AKIAROOTKEY2EXAMPLE</AccessKeyId><Status>Inactive</Status></member>")]
    public async Task A_key_in_no_order_is_not_passed_over(string keys)
    {
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.NoKey(Account)], Organization = FakeOrganization.WithRootAccess }, TestContext.Current.CancellationToken);
        aws.Account(Account).OmitSummaryKeys = new HashSet<string>(StringComparer.Ordinal) { "AccountAccessKeysPresent" };
        aws.Faults.Always("ListAccessKeys", Answer("ListAccessKeys", $"<ListAccessKeysResult><AccessKeyMetadata>{keys}</AccessKeyMetadata><IsTruncated>false</IsTruncated></ListAccessKeysResult>"));
        using var source = new AwsAccountSource(AccountChecks.Options(aws.Url), new AccountAccess { CentralRootAccess = true }, skipKeyDetail: false);

        var evidence = await source.ReadAsync(new AccountTarget(Account, null, null), new ActivityLog(), TestContext.Current.CancellationToken);

        Assert.Equal("MalformedResponse", AccountChecks.Judge(evidence, allowInactiveKey: true).ErrorId);
    }

    [Fact]
    public async Task What_the_SDK_stumbles_over_is_a_damaged_answer()
    {
        const string Body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/audit</Arn><Account>111122223333</Account></GetCallerIdentityResult>"
            + "<ResponseMetadata><RequestId>r<SecretAccessKey>s</SecretAccessKey><SecretAccessKey>s</SecretAccessKey>-1</RequestId></ResponseMetadata></GetCa\\lerIdentityResponse>";
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions(), TestContext.Current.CancellationToken);
        aws.Faults.Always("GetCallerIdentity", FakeFault.Respond(200, Body));

        Assert.Equal("MalformedResponse", AccountChecks.Judge(await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url), TestContext.Current.CancellationToken)).ErrorId);
    }

    private static async Task<CisFinding> SummaryAsync(string body)
    {
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions(), TestContext.Current.CancellationToken);
        aws.Faults.Always("GetAccountSummary", Answer("GetAccountSummary", body));
        return AccountChecks.Judge(await AccountChecks.ReadAsync(AccountChecks.Options(aws.Url), TestContext.Current.CancellationToken));
    }

    private static FakeFault Answer(string action, string body)
        => FakeFault.Respond(200, $"<{action}Response>{body}<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{action}Response>");
}
