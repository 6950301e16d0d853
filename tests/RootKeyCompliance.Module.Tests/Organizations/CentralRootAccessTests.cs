namespace RootKeyCompliance.Tests;

/// <summary>Test-CisRootAccessKey -CentralRootAccess: member accounts as their own root users see them, keys and last uses included.</summary>
public sealed class CentralRootAccessTests
{
    private const string Member = "222233334444";
    private const string Check = $"Test-CisRootAccessKey @aws -CentralRootAccess -AccountId {Member}";

    private static readonly HashSet<string> NoCount = new(StringComparer.Ordinal) { "AccountAccessKeysPresent" };
    private static readonly string[] TurnByTurn = ["Pass", "Fail", "Skipped"];
    private static readonly string[] Entered = ["GetCallerIdentity", "AssumeRoot", "GetAccountSummary"];

    [Theory]
    [InlineData(FakeAccountKind.NoKey, CisStatus.Pass, CisSeverity.None, 0, 0)]
    [InlineData(FakeAccountKind.OneActive, CisStatus.Fail, CisSeverity.Critical, 1, 0)]
    [InlineData(FakeAccountKind.OneInactive, CisStatus.Fail, CisSeverity.High, 0, 1)]
    [InlineData(FakeAccountKind.OneEach, CisStatus.Fail, CisSeverity.Critical, 1, 1)]
    [InlineData(FakeAccountKind.TwoActive, CisStatus.Fail, CisSeverity.Critical, 2, 0)]
    public async Task Keys_are_counted_as_the_root_user_lists_them(FakeAccountKind kind, CisStatus status, CisSeverity severity, int active, int inactive)
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.Create(Member, kind));

        var run = lab.Session.Run(Check);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((status, severity, active, inactive), (finding.Status, finding.Severity, finding.ActiveKeyCount, finding.InactiveKeyCount));
        Assert.Equal(active + inactive, finding.AccessKeys.Length);
        Assert.Equal((Member, "aws", CisEvidenceSource.Iam), (finding.AccountId, finding.Partition, finding.Source));
        var list = active + inactive == 0 ? [] : Enumerable.Repeat("GetAccessKeyLastUsed", active + inactive).Prepend("ListAccessKeys").ToArray();
        Assert.Equal([.. Entered, .. list], lab.Actions);
        Assert.All(lab.Aws.Requests.Snapshot().Skip(2), request => Assert.Equal(Member, request.AccountId));
        Assert.Empty(run.Errors);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public async Task Each_key_has_its_masked_id_its_date_and_its_last_use()
    {
        var member = FakeAccounts.OneActiveAndOneInactiveKey(Member);
        await using var lab = await AwsLab.OrganizationAsync(member);

        var run = lab.Session.Run($"{Check} -Verbose -Debug");

        Assert.Equal(
            [
                new RootAccessKey(RootAccessKeyStatus.Inactive, "AKIA…4444", member.CreateDate.AddDays(1)),
                new RootAccessKey(
                    RootAccessKeyStatus.Active, "AKIA…4444", member.CreateDate.AddDays(2), LastUsedDate: member.CreateDate.AddDays(402),
                    LastUsedRegion: "us-east-1", LastUsedService: "iam"),
            ],
            run.Findings[0].AccessKeys);
        Assert.All(
            member.RootAccessKeys,
            key => Assert.DoesNotContain(key.AccessKeyId, string.Concat([.. run.Verbose, .. run.Debug, run.Findings[0].Message]), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FakeAccountKind.OneInactive, "-AllowInactiveKey", false, "Pass")]
    [InlineData(FakeAccountKind.OneEach, "-AllowInactiveKey", false, "Fail")]
    [InlineData(FakeAccountKind.OneInactive, "-AllowInactiveKey -SkipKeyDetail", false, "Fail")]
    [InlineData(FakeAccountKind.NoKey, "", true, "Pass")]
    [InlineData(FakeAccountKind.OneInactive, "", true, "Fail")]
    [InlineData(FakeAccountKind.OneActive, "", true, "Fail")]
    [InlineData(FakeAccountKind.NoKey, "-SkipKeyDetail", true, "Pass")]
    public async Task Inactive_keys_and_summaries_without_a_count_are_decided_by_the_list(
        FakeAccountKind kind, string arguments, bool omitsCount, string verdict)
    {
        var member = FakeAccounts.Create(Member, kind);
        member.OmitSummaryKeys = omitsCount ? NoCount : member.OmitSummaryKeys;
        await using var lab = await AwsLab.OrganizationAsync(member);

        var run = lab.Session.Run($"{Check} {arguments}");

        Assert.Equal([$"{Member} {verdict}"], run.Verdicts());
        var isListed = omitsCount || !arguments.Contains("-SkipKeyDetail", StringComparison.Ordinal);
        Assert.Equal(isListed ? member.RootAccessKeys.Length : null, run.Findings[0].ActiveKeyCount + run.Findings[0].InactiveKeyCount);
        Assert.Equal(isListed, lab.Aws.Requests.CountOf("ListAccessKeys") == 1);
    }

    [Fact]
    public async Task A_last_use_that_cannot_be_read_leaves_the_counts_and_a_warning()
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.OneActiveAndOneInactiveKey(Member));
        lab.Aws.Faults.Next("GetAccessKeyLastUsed", OrganizationLab.Nothing);
        lab.Aws.Faults.Always("GetAccessKeyLastUsed", FakeFault.AccessDenied);

        var run = lab.Session.Run(Check);

        Assert.Equal((1, 1, null), (run.Findings[0].ActiveKeyCount, run.Findings[0].InactiveKeyCount, run.Findings[0].ErrorId));
        Assert.All(run.Findings[0].AccessKeys, key => Assert.Null(key.LastUsedDate));
        Assert.Contains(Member, Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_key_that_is_not_listed_is_a_failure_with_unknown_counts_and_a_warning()
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.OneActiveKey(Member));

        lab.Aws.Faults.Always("ListAccessKeys", FakeFault.AccessDenied);
        AssertOnlySeen(lab.Session.Run($"{Check} -AllowInactiveKey"));

        // The summary counts a key, and the list is empty.
        lab.Aws.Faults.Clear();
        lab.Aws.Faults.Always("ListAccessKeys", RootKeys.Listed());
        AssertOnlySeen(lab.Session.Run(Check));

        // The session expires before the list, and there is no other one.
        lab.Aws.Faults.Clear();
        lab.Aws.Faults.Always("ListAccessKeys", FakeFault.ExpiredToken, accountId: Member);
        lab.Aws.Faults.Next("AssumeRoot", OrganizationLab.Nothing);
        lab.Aws.Faults.Always("AssumeRoot", FakeFault.AccessDenied);
        AssertOnlySeen(lab.Session.Run(Check));
    }

    [Fact]
    public async Task A_summary_without_a_count_and_a_denied_list_are_an_error()
    {
        var member = FakeAccounts.NoKey(Member);
        member.OmitSummaryKeys = NoCount;
        await using var lab = await AwsLab.OrganizationAsync(member);
        lab.Aws.Faults.Always("ListAccessKeys", FakeFault.AccessDenied);

        Assert.Equal([$"{Member} Error AccessDenied"], lab.Session.Run(Check).Verdicts());
    }

    [Theory]
    [InlineData("Expired", false)]
    [InlineData("Suspicious", true)]
    public async Task An_unknown_state_of_a_key_makes_the_counts_unknown(string state, bool isUnknown)
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.OneActiveKey(Member));
        lab.Aws.Faults.Always("ListAccessKeys", RootKeys.Listed(("AKIAROT1222233334444", state)));

        var finding = Assert.Single(lab.Session.Run($"{Check} -AllowInactiveKey").Findings);

        Assert.Equal(isUnknown ? CisStatus.Fail : CisStatus.Pass, finding.Status);
        Assert.Equal(isUnknown ? null : 1, finding.InactiveKeyCount);
    }

    [Theory]
    [InlineData("GetAccountSummary", false, 1)]
    [InlineData("ListAccessKeys", false, 1)]
    [InlineData("GetAccessKeyLastUsed", false, 1)]
    [InlineData("ListAccessKeys", true, null)]
    [InlineData("GetAccessKeyLastUsed", true, 1)]
    public async Task An_expired_session_is_renewed_once_and_what_was_seen_stays(string action, bool expiresAgain, int? active)
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.OneActiveKey(Member));
        lab.Aws.Faults.Next(action, FakeFault.ExpiredToken, expiresAgain ? int.MaxValue : 1, Member);

        var run = lab.Session.Run(Check);

        Assert.Equal((CisStatus.Fail, null, active), (run.Findings[0].Status, run.Findings[0].ErrorId, run.Findings[0].ActiveKeyCount));
        Assert.Equal(2, lab.Aws.Requests.CountOf("AssumeRoot"));
        Assert.Equal(expiresAgain ? 1 : 0, run.Warnings.Count);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task An_organization_is_swept_by_root_sessions_and_the_management_account_by_its_own_credentials()
    {
        var organization = FakeOrganization.WithRootAccess;
        var accounts = FakeAccounts.Generate(60, seed: 7, FakeAccountKind.NoKey, FakeAccountKind.OneActive, FakeAccountKind.Suspended);
        await using var lab = await AwsLab.StartAsync(new FakeAwsOptions { Accounts = accounts, Organization = organization });

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -CentralRootAccess");

        var expected = accounts.Select((account, index) => $"{account.Id} {TurnByTurn[index % 3]}");
        Assert.Equal([$"{AwsLab.Management} Pass", .. expected], run.Verdicts());
        Assert.Equal(
            accounts.Where(account => account.State == FakeAccountState.Active).Select(account => account.Id).Sorted(),
            lab.Aws.Requests.Of("AssumeRoot").Select(request => request.TargetAccountId!).Sorted());
        Assert.All(lab.Aws.Requests.Of("AssumeRoot"), request => Assert.Equal(("test", ModuleSession.RegionOfTests), (request.AccessKeyId, request.Region)));
    }

    private static void AssertOnlySeen(SessionRun run)
    {
        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Fail, CisSeverity.Critical, null), (finding.Status, finding.Severity, finding.ErrorId));
        Assert.Equal((true, null, null), (finding.AccessKeysPresent, finding.ActiveKeyCount, finding.InactiveKeyCount));
        Assert.Contains(Member, Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }
}
