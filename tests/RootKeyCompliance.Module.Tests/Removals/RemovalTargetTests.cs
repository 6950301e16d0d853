
namespace RootKeyCompliance.Tests;

/// <summary>Whose keys are meant: what is not certainly meant, or not certainly reached, makes no request to delete.</summary>
public sealed class RemovalTargetTests
{
    private const string Remove = "Remove-CisRootAccessKey @aws -Confirm:$false";

    [Fact]
    public async Task Findings_that_do_not_fail_are_left_alone()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(), RootKeys.In("222233335555", RootKeys.Key("1111", active: false)), FakeAccounts.Suspended("222233336666"));
        lab.Session.Run("$f = Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -CentralRootAccess -AllowInactiveKey").ThrowIfFailed();
        var before = lab.Aws.Requests.Count;

        var run = lab.Remove($"$f | {Remove}");

        Assert.Equal(
            ["123456789012 Refused FindingNotFail", "222233334444 Refused FindingNotFail", "222233335555 Refused FindingNotFail", "222233336666 Refused FindingNotFail"],
            run.Outcomes());
        Assert.Equal(before, lab.Aws.Requests.Count);
        Assert.Empty(run.Warnings);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task An_account_that_could_not_be_checked_is_not_deleted_from()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Aws.Faults.Next("AssumeRoot", FakeFault.AccessDenied);

        var run = lab.Remove($"Test-CisRootAccessKey 222233334444 @aws -CentralRootAccess -ErrorAction SilentlyContinue | {Remove}");

        Assert.Equal(["222233334444 Refused FindingNotFail"], run.Outcomes());
        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task A_stale_finding_deletes_no_key_that_it_does_not_name()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Session.Run("$f = Test-CisRootAccessKey 222233334444 @aws -CentralRootAccess").ThrowIfFailed();
        lab.Aws.Account(RootKeys.Member).RootAccessKeys = [RootKeys.Key("2222")];

        var run = lab.Remove($"$f | {Remove}");

        Assert.Equal(["AKIA…1111 AlreadyGone", "AKIA…2222 Refused AccessKeyNotInFinding"], run.Outcomes());
        Assert.Empty(lab.DeleteRequests);

        lab.Aws.Account(RootKeys.Member).RootAccessKeys = [];
        var gone = Assert.Single(lab.Remove($"$f | {Remove}").Removals());
        Assert.Equal((CisRemovalOutcome.AlreadyGone, true, "AKIA…1111"), (gone.Outcome, gone.Verified, gone.AccessKeyId));
    }

    [Fact]
    public async Task A_finding_without_key_ids_means_the_keys_that_are_there()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));

        var run = lab.Remove($"Test-CisRootAccessKey 222233334444 @aws -RoleName Audit -SkipKeyDetail | {Remove}");

        Assert.Equal(["AKIA…1111 Deleted"], run.Outcomes());
    }

    [Fact]
    public async Task A_flattened_finding_is_one_and_one_that_lost_its_type_is_refused()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Session.Run("$f = Test-CisRootAccessKey 222233334444 @aws -CentralRootAccess").ThrowIfFailed();

        var run = lab.Remove($"[pscustomobject]@{{ ControlId = 'cis_v400_1_4'; AccountId = '222233334444'; Status = 'Pass' }} | {Remove} -ErrorAction SilentlyContinue");
        Assert.Equal(["222233334444 Failed InvalidInputObject"], run.Outcomes());
        Assert.Empty(lab.DeleteRequests);

        var flattened = lab.Remove(
            $"$t = [System.Management.Automation.PSSerializer]; $t::Deserialize($t::Serialize($f, 3)) | {Remove}");
        Assert.Equal(["AKIA…1111 Deleted"], flattened.Outcomes());
    }

    [Fact]
    public async Task Only_the_key_that_is_named_goes()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111"), RootKeys.Key("2222")));

        Assert.Equal(["AKIA…2222 Deleted"], lab.Remove($"{Remove} -AccountId 222233334444 -AccessKeyId AKIAROOTKEY02222").Outcomes());
        Assert.Equal(["AKIAROOTKEY02222"], lab.DeleteRequests);
        Assert.Equal(["AKIA…2222 Refused AccessKeyNotFound"], lab.Remove($"{Remove} -AccountId 222233334444 -AccessKeyId AKIA…2222").Outcomes());
        Assert.Single(lab.DeleteRequests);
        lab.Aws.Account(RootKeys.Member).RootAccessKeys = [];
        Assert.Equal(["AKIA…2222 AlreadyGone"], lab.Remove($"{Remove} -AccountId 222233334444 -AccessKeyId AKIA…2222").Outcomes());
    }

    [Theory]
    [InlineData("$null", "InvalidAccountId")]
    [InlineData("''", "InvalidAccountId")]
    [InlineData("'12345'", "InvalidAccountId")]
    [InlineData("'１２３４５６７８９０１２'", "InvalidAccountId")]
    public async Task What_is_no_account_is_answered_for(string id, string errorId)
    {
        await using var lab = await AwsLab.WithHostAsync();

        var run = lab.Session.Run($"[pscustomobject]@{{ AccountId = {id} }} | {Remove}");

        Assert.Equal((CisRemovalOutcome.Failed, errorId), (Assert.Single(run.Removals()).Outcome, run.Removals()[0].ErrorId));
        Assert.Equal([$"{errorId},{CommandNames.Remove}"], run.ErrorIds);
        Assert.Equal(0, lab.Aws.Requests.Count);
    }

    [Theory]
    [InlineData("'12345'", "12345")]
    [InlineData("12345", "12345")]
    [InlineData("'AKIAROOTKEY01111'", "AKIA…1111")]
    public async Task A_piped_text_that_is_no_account_is_named(string piped, string shown)
    {
        await using var lab = await AwsLab.WithHostAsync();

        var run = lab.Session.Run($"{piped} | {Remove}");

        Assert.Equal((shown, "InvalidAccountId"), (Assert.Single(run.Removals()).AccountId, run.Removals()[0].ErrorId));
    }

    [Fact]
    public async Task What_is_done_is_told_before_the_next_question()
    {
        var host = new AnsweringHost("Yes", "No");
        await using var lab = await AwsLab.WithHostAsync(host, null, RootKeys.In(RootKeys.Key("1111")), RootKeys.In("222233335555", RootKeys.Key("2222")));

        using var running = lab.Session.Start("'222233334444', '222233335555' | Remove-CisRootAccessKey @aws -ThrottleLimit 1");
        var told = new List<int>();
        host.Thinking = () => told.Add(running.Output.Count);
        running.Wait(TimeSpan.FromSeconds(30));

        Assert.Equal([0, 1], told);
    }

    [Fact]
    public async Task An_account_given_twice_is_answered_for_once()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));

        Assert.Equal(["AKIA…1111 Deleted"], lab.Remove($"'222233334444', '222233334444' | {Remove}").Outcomes());
        Assert.Single(lab.DeleteRequests);
    }

    [Theory]
    [InlineData(AwsLab.Management, "CallerNotRoot", CisRemovalOutcome.Refused)]
    [InlineData("999988887777", "AssumeRootDenied", CisRemovalOutcome.Failed)]
    public async Task Where_the_root_user_is_out_of_reach_nothing_is_deleted(string account, string errorId, CisRemovalOutcome outcome)
    {
        await using var lab = await AwsLab.WithHostAsync();
        lab.Aws.Account(AwsLab.Management).RootAccessKeys = [RootKeys.Key("1111")];

        var run = lab.Remove($"{Remove} -AccountId {account}");

        Assert.Equal([$"{account} {outcome} {errorId}"], run.Outcomes());
        Assert.Equal(outcome == CisRemovalOutcome.Failed ? 1 : 0, run.Errors.Count);
        Assert.Equal(outcome == CisRemovalOutcome.Refused ? 1 : 0, run.Warnings.Count);
        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task A_session_of_another_account_deletes_nothing()
    {
        // The second identity is that of the root session: it is answered as if it led elsewhere.
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Aws.Faults.Always("GetCallerIdentity", Identity("999988887777"), RootKeys.Member);

        var run = lab.Remove($"{Remove} -AccountId 222233334444");

        Assert.Equal(["222233334444 Refused AccountMismatch"], run.Outcomes());
        Assert.Equal(1, lab.Aws.Requests.CountOf("AssumeRoot"));
        Assert.Equal(0, lab.Aws.Requests.CountOf("ListAccessKeys"));
        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task A_session_that_cannot_say_whose_it_is_deletes_nothing()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Aws.Faults.Always("GetCallerIdentity", FakeFault.AccessDenied, RootKeys.Member);

        Assert.Equal(["222233334444 Failed AccessDenied"], lab.Remove($"{Remove} -AccountId 222233334444").Outcomes());
        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task Profiles_lead_to_their_own_accounts_and_a_user_there_is_no_root()
    {
        var account = RootKeys.In(RootKeys.Key("1111"));
        await using var lab = await AwsLab.WithHostAsync(new AnsweringHost("Yes"), account.UserCredential, account);

        Assert.Equal(["222233334444 Refused CallerNotRoot"], lab.Remove($"{Remove} -AccountId 222233334444").Outcomes());
        Assert.Equal(["123456789012 Refused ManagementAccountOutOfReach"], lab.Remove($"{Remove} -AccountId 123456789012").Outcomes());
        Assert.Empty(lab.DeleteRequests);
    }

    private static FakeFault Identity(string account) => FakeFault.Respond(
        200,
        $"<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::{account}:root</Arn><UserId>{account}</UserId>"
        + $"<Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>");
}
