namespace RootKeyCompliance.Tests;

/// <summary>No key is deleted without consent: there is no request to delete it, and its removal gives the reason.</summary>
public sealed class RemovalConsentTests
{
    private const string Old = "AKIA…1111";
    private const string Recent = "AKIA…2222";
    private const string Find = "Get-CisAccount -Organization @aws | Where-Object Id -eq 222233334444 | Test-CisRootAccessKey @aws -CentralRootAccess";

    [Fact]
    public async Task Yes_deletes_the_key_and_verifies_it()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111", usedDaysAgo: 200)));

        var run = lab.Remove($"{Find} | Remove-CisRootAccessKey @aws");

        var removal = Assert.Single(run.Removals());
        Assert.Equal((CisRemovalOutcome.Deleted, true, Old, null), (removal.Outcome, removal.Verified, removal.AccessKeyId, removal.ErrorId));
        Assert.Equal(
            (RootKeys.Member, $"account-{RootKeys.Member}", "aws", RootAccessKeyStatus.Active, "s3", "eu-west-1", "cis_v400_1_4"),
            (removal.AccountId, removal.AccountName, removal.Partition, removal.StatusBefore, removal.LastUsedService, removal.LastUsedRegion, removal.ControlId));
        Assert.NotNull(removal.RequestId);
        Assert.InRange(removal.Time, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow);
        Assert.Equal(["AKIAROOTKEY01111"], lab.DeleteRequests);
        Assert.Empty(lab.Aws.Account(RootKeys.Member).RootAccessKeys);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task The_question_has_all_facts_and_comes_after_all_look_ups()
    {
        await using var lab = await AwsLab.WithHostAsync("No", RootKeys.In(RootKeys.Key("1111", active: false, usedDaysAgo: 200)));

        lab.Remove("Remove-CisRootAccessKey 222233334444 -AccountName 'data' @aws");

        var question = Assert.Single(lab.Host.Questions);
        var used = DateTimeOffset.UtcNow.AddDays(-200).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var fact in new[] { "222233334444", "name is \"data\"", Old, "Inactive", "400 days old", $"last used {used} (200 days ago) for s3 in eu-west-1", "cannot be undone" })
        {
            Assert.Contains(fact, question, StringComparison.Ordinal);
        }

        Assert.Equal<IEnumerable<string>>(
            ["GetCallerIdentity", "AssumeRoot", "GetCallerIdentity", "ListAccessKeys", "GetAccessKeyLastUsed"],
            lab.Aws.Requests.Snapshot().Select(request => request.Action));
    }

    [Theory]
    [InlineData("", "No", "Declined")]
    [InlineData("", "No to All", "Declined")]
    [InlineData("-WhatIf", "Yes", "WhatIf")]
    [InlineData("-WhatIf -Confirm:$false", "Yes", "WhatIf")]
    [InlineData("-WhatIf -AllowRecentlyUsed -AuditPath nowhere/audit.jsonl", "Yes", "WhatIf")]
    public async Task Without_a_yes_nothing_is_deleted(string arguments, string answer, string outcome)
    {
        await using var lab = await AwsLab.WithHostAsync(answer, RootKeys.In(RootKeys.Key("1111"), RootKeys.Key("3333", active: false)));

        var run = lab.Remove($"{Find} | Remove-CisRootAccessKey @aws {arguments}");

        Assert.Equal([$"{Old} {outcome}", $"AKIA…3333 {outcome}"], run.Outcomes());
        AssertNothingDeleted(lab, keys: 2);
        var rehearsed = $"Delete root access key {Old} of account 222233334444";
        Assert.Equal(outcome == "WhatIf", lab.Host.Lines.Any(line => line.Contains(rehearsed, StringComparison.Ordinal)));
        Assert.Empty(run.Errors);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public async Task Yes_to_All_asks_once_and_No_to_All_never_again()
    {
        var accounts = Enumerable.Range(0, 5).Select(index => RootKeys.In($"22223333444{index}", RootKeys.Key($"111{index}"))).ToArray();
        await using var yes = await AwsLab.WithHostAsync("Yes to All", accounts);
        var run = yes.Remove("Get-CisAccount -Organization @aws | Where-Object Id -like 2222* | Remove-CisRootAccessKey @aws");
        Assert.Single(yes.Host.Questions);
        Assert.Equal(5, run.Removals().Count(removal => removal is { Outcome: CisRemovalOutcome.Deleted, Verified: true }));

        await using var no = await AwsLab.WithHostAsync(
            new AnsweringHost("Yes", "No to All"), null, [.. accounts.Select(account => RootKeys.In(account.Id, RootKeys.Key("1111")))]);
        var rest = no.Remove("Get-CisAccount -Organization @aws | Where-Object Id -like 2222* | Remove-CisRootAccessKey @aws");
        Assert.Equal(2, no.Host.Questions.Count);
        Assert.Equal((1, 4), (rest.Removals().Count(removal => removal.Outcome == CisRemovalOutcome.Deleted), rest.Removals().Count(removal => removal.Outcome == CisRemovalOutcome.Declined)));
        Assert.Single(no.DeleteRequests);
    }

    [Fact]
    public async Task A_session_that_cannot_ask_deletes_nothing()
    {
        await using var lab = await AwsLab.OrganizationAsync(RootKeys.In(RootKeys.Key("1111")));
        var (aws, session) = (lab.Aws, lab.Session);

        var run = session.Run("Remove-CisRootAccessKey 222233334444 @aws");

        Assert.Null(run.Failure);
        Assert.Equal([$"{Old} Refused ConsentUnavailable"], run.Outcomes());
        Assert.Single(run.Warnings);
        Assert.Equal(0, aws.Requests.CountOf("DeleteAccessKey"));

        var process = await ModuleProcess.RunAsync(
            $"Remove-CisRootAccessKey 222233334444 -EndpointUrl {aws.Url} -AccessKey test -SecretKey test -Region us-east-1 | ForEach-Object {{ \"$($_.Outcome) $($_.ErrorId)\" }}");
        Assert.Contains("Refused ConsentUnavailable", process.Output, StringComparison.Ordinal);
        Assert.Equal(0, aws.Requests.CountOf("DeleteAccessKey"));

        var consented = session.Run("Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false");
        Assert.Equal([$"{Old} Deleted"], consented.Outcomes());
    }

    [Theory]
    [InlineData("", 10, "Refused AccessKeyRecentlyUsed")]
    [InlineData("", 90, "Refused AccessKeyRecentlyUsed")]
    [InlineData("", 91, "Deleted")]
    [InlineData("-UsedWithinDays 10", 10, "Refused AccessKeyRecentlyUsed")]
    [InlineData("-UsedWithinDays 10", 11, "Deleted")]
    [InlineData("-UsedWithinDays 365", 300, "Refused AccessKeyRecentlyUsed")]
    [InlineData("-AllowRecentlyUsed", 1, "Deleted")]
    [InlineData("", null, "Deleted")]
    public async Task A_key_that_was_used_recently_is_kept_unless_that_is_allowed(string arguments, int? usedDaysAgo, string outcome)
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("2222", usedDaysAgo: usedDaysAgo)));

        var run = lab.Remove($"Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false {arguments}");

        Assert.Equal([$"{Recent} {outcome}"], run.Outcomes());
        var isKept = outcome.StartsWith("Refused", StringComparison.Ordinal);
        Assert.Equal(isKept ? 0 : 1, lab.DeleteRequests.Count);
        Assert.Equal(isKept ? 1 : 0, run.Warnings.Count);
        Assert.Empty(run.Errors);
        Assert.Empty(lab.Host.Questions);
    }

    [Fact]
    public async Task A_key_whose_last_use_cannot_be_read_is_kept()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Aws.Faults.Always("GetAccessKeyLastUsed", FakeFault.AccessDenied);

        var run = lab.Remove("Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false");
        Assert.Equal([$"{Old} Refused AccessKeyLastUseUnknown"], run.Outcomes());
        AssertNothingDeleted(lab, keys: 1);

        Assert.Equal([$"{Old} Deleted"], lab.Remove("Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false -AllowRecentlyUsed").Outcomes());
    }

    private static void AssertNothingDeleted(AwsLab lab, int keys)
    {
        Assert.Empty(lab.DeleteRequests);
        Assert.Equal(keys, lab.Aws.Account(RootKeys.Member).RootAccessKeys.Length);
    }
}
