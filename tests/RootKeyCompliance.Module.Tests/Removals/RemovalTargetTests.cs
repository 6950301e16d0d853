using System.Management.Automation;

namespace RootKeyCompliance.Tests;

public sealed class RemovalTargetTests
{
    private const string Remove = "Remove-CisRootAccessKey @aws -Confirm:$false";

    [Fact]
    public async Task Findings_that_do_not_fail_delete_nothing_and_send_no_request()
    {
        var passing = RootKeys.In("222233335555", RootKeys.Key("1111", active: false));
        await using var lab = await AwsLab.WithHostAsync(
            RootKeys.In(), passing, FakeAccounts.Suspended("222233336666"), RootKeys.In("222233337777", RootKeys.Key("2222")));
        lab.Aws.Faults.Next("AssumeRoot", FakeFault.AccessDenied, accountId: "222233337777");
        var found = lab.Session.Run(
            "$f = Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -CentralRootAccess -AllowInactiveKey -ErrorAction Ignore; $f");
        Assert.Equal(["Error", "Pass", "Pass", "Pass", "Skipped"], found.Findings.Select(finding => $"{finding.Status}").Sorted());
        var before = lab.Aws.Requests.Count;

        var run = lab.Remove($"$f | {Remove}");

        Assert.Equal(5, lab.AllIds.Length);
        Assert.Equal([.. lab.AllIds.Sorted().Select(id => $"{id} Refused FindingNotFail")], run.Outcomes());
        Assert.Equal(before, lab.Aws.Requests.Count);
        Assert.Empty(run.Warnings);
        Assert.Empty(run.Errors);
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
    public async Task A_finding_without_key_ids_means_all_keys()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));

        var run = lab.Remove($"Test-CisRootAccessKey 222233334444 @aws -RoleName Audit -SkipKeyDetail | {Remove}");

        Assert.Equal(["AKIA…1111 Deleted"], run.Outcomes());
    }

    [Fact]
    public async Task A_deserialized_finding_is_accepted_and_an_object_without_its_type_is_not()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Session.Run("$f = Test-CisRootAccessKey 222233334444 @aws -CentralRootAccess").ThrowIfFailed();

        var run = lab.Remove($"[pscustomobject]@{{ ControlId = 'cis_v400_1_4'; AccountId = '222233334444'; Status = 'Pass' }} | {Remove} -ErrorAction SilentlyContinue");
        Assert.Equal(["222233334444 Failed InvalidInputObject"], run.Outcomes());
        Assert.Empty(lab.DeleteRequests);

        var deserialized = lab.Remove(
            $"$t = [System.Management.Automation.PSSerializer]; $t::Deserialize($t::Serialize($f, 3)) | {Remove}");
        Assert.Equal(["AKIA…1111 Deleted"], deserialized.Outcomes());
    }

    [Fact]
    public async Task Only_the_named_key_is_deleted()
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
    [InlineData("[pscustomobject]@{ AccountId = $null }", null)]
    [InlineData("[pscustomobject]@{ AccountId = '' }", "")]
    [InlineData("[pscustomobject]@{ AccountId = '12345' }", "12345")]
    [InlineData("[pscustomobject]@{ AccountId = '１２３４５６７８９０１２' }", "１２３４５６７８９０１２")]
    [InlineData("'12345'", "12345")]
    [InlineData("12345", "12345")]
    [InlineData("'AKIAROOTKEY01111'", "AKIA…1111")]
    public async Task An_input_without_an_account_id_fails_and_key_ids_in_it_are_masked(string piped, string? shown)
    {
        await using var lab = await AwsLab.WithHostAsync();

        var run = lab.Session.Run($"{piped} | {Remove} -Verbose");

        var removal = Assert.Single(run.Removals());
        Assert.Equal((CisRemovalOutcome.Failed, "InvalidAccountId"), (removal.Outcome, removal.ErrorId));
        Assert.Equal(shown ?? "", removal.AccountId ?? "");
        Assert.Equal([$"InvalidAccountId,{CommandNames.Remove}"], run.ErrorIds);
        var texts = run.Errors.Select(error => $"{error} {error.Exception} {error.TargetObject}").Concat(run.Verbose).Append(PSSerializer.Serialize(removal));
        Assert.DoesNotContain("AKIAROOTKEY01111", string.Join('\n', texts), StringComparison.Ordinal);
        Assert.Equal(0, lab.Aws.Requests.Count);
    }

    [Fact]
    public async Task A_removal_is_emitted_before_the_next_question()
    {
        var host = new AnsweringHost("Yes", "No");
        await using var lab = await AwsLab.WithHostAsync(host, null, RootKeys.In(RootKeys.Key("1111")), RootKeys.In("222233335555", RootKeys.Key("2222")));

        using var running = lab.Session.Start("'222233334444', '222233335555' | Remove-CisRootAccessKey @aws -ThrottleLimit 1");
        var emitted = new List<int>();
        host.Thinking = () => emitted.Add(running.Output.Count);
        running.Wait(TimeSpan.FromSeconds(30));

        Assert.Equal([0, 1], emitted);
    }

    [Fact]
    public async Task An_account_given_twice_has_one_removal()
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

    /// <summary>The second identity is that of the root session.</summary>
    [Theory]
    [InlineData("arn:aws:iam::999988887777:root", "Refused AccountMismatch")]
    [InlineData("arn:aws:iam::222233334444:user/bob", "Refused CallerNotRoot")]
    [InlineData("arn:aws:sts::222233334444:assumed-role/Admin/me", "Refused CallerNotRoot")]
    [InlineData("arn:aws:sts::222233334444:federated-user/bob", "Refused CallerNotRoot")]
    [InlineData(null, "Failed AccessDenied")]
    public async Task A_session_that_is_not_proven_to_be_the_accounts_root_user_deletes_nothing(string? arn, string outcome)
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        var account = arn?.Split(':')[4];
        var identity = arn is null ? FakeFault.AccessDenied : FakeFault.Respond(
            200,
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
            + $"<Arn>{arn}</Arn><UserId>X</UserId><Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>");
        lab.Aws.Faults.Always("GetCallerIdentity", identity, RootKeys.Member);

        Assert.Equal([$"222233334444 {outcome}"], lab.Remove($"{Remove} -AccountId 222233334444").Outcomes());
        Assert.Equal(1, lab.Aws.Requests.CountOf("AssumeRoot"));
        Assert.Equal(0, lab.Aws.Requests.CountOf("ListAccessKeys"));
        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task A_user_of_an_account_is_not_its_root_user()
    {
        var account = RootKeys.In(RootKeys.Key("1111"));
        await using var lab = await AwsLab.WithHostAsync(new AnsweringHost("Yes"), account.UserCredential, account);

        Assert.Equal(["222233334444 Refused CallerNotRoot"], lab.Remove($"{Remove} -AccountId 222233334444").Outcomes());
        Assert.Equal(["123456789012 Refused ManagementAccountOutOfReach"], lab.Remove($"{Remove} -AccountId 123456789012").Outcomes());
        Assert.Empty(lab.DeleteRequests);
    }
}
