namespace RootKeyCompliance.Tests;

/// <summary>Deletions while AWS, or the network, fails: the outcome of each key is true, and a deletion is never repeated without a look.</summary>
public sealed class RemovalTroubleTests
{
    private const string Remove = "Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false";
    private const string Delete = "DeleteAccessKey";
    private const string List = "ListAccessKeys";
    private const int Always = int.MaxValue;

    private static readonly FakeFault None = OrganizationLab.Nothing;

    /// <summary>What goes wrong for a key of an account of its own, and what has to become of it.</summary>
    private sealed record Trouble(string Outcome, int Deletions, bool LooksFirst, params (string Action, FakeFault Fault, int Times)[] Faults);

    private static Trouble[] Passing =>
    [
        new("Deleted", 2, false, (Delete, FakeFault.Throttle, 1)),
        new("Deleted", 2, true, (Delete, new FakeFault(FakeFaultKind.ServiceFailure), 1)),
        new("Deleted", 2, true, (Delete, new FakeFault(FakeFaultKind.ServiceUnavailable), 1)),
        new("Deleted", 2, true, (Delete, FakeFault.ConnectionReset, 1)),
        new("Deleted", 1, true, (Delete, FakeFault.TruncatedBody, 1)),
        new("Deleted", 1, true, (Delete, new FakeFault(FakeFaultKind.MalformedBody), 1)),
        new("Deleted", 2, true, (Delete, FakeFault.Error(409, "LimitExceeded", "Rate exceeded"), 1)),
        new("Deleted", 2, true, (Delete, FakeFault.Error(400, "PriorRequestNotComplete", "Rate exceeded"), 1)),

        // The list still shows the key after its deletion.
        new("Deleted", 1, true, (List, None, 2), (List, Listed(8), 2)),

        // An answer is lost, and the repeated request is refused.
        new("Deleted", 2, true, (Delete, FakeFault.TruncatedBody, 1), (Delete, FakeFault.AccessDenied, 1), (List, None, 2), (List, Listed(9), 1)),
    ];

    private static Trouble[] Lasting =>
    [
        new("Failed AccessDenied", 1, false, (Delete, FakeFault.AccessDenied, Always)),
        new("Failed AccessKeyNotDeleted", 4, true, (Delete, new FakeFault(FakeFaultKind.ServiceFailure), Always)),
        new("Failed AccessKeyNotDeleted", 4, true, (Delete, FakeFault.ConnectionReset, Always)),
        new("Failed AccessKeyNotDeleted", 1, true, (Delete, FakeFault.Error(404, "NoSuchEntity", "no"), Always)),
        new("Failed AccessKeyFateUnknown", 1, true, (Delete, FakeFault.TruncatedBody, Always), (List, None, 2), (List, FakeFault.AccessDenied, Always)),
        new("Deleted unverified", 1, true, (List, None, 2), (List, Listed(5), Always)),
    ];

    [Fact]
    public Task A_fault_that_passes_leaves_a_deleted_key() => AssertOutcomesAsync(Passing);

    [Fact]
    public Task A_fault_that_lasts_leaves_a_true_outcome() => AssertOutcomesAsync(Lasting);

    [Fact]
    public async Task A_key_that_goes_before_the_answer_is_already_gone()
    {
        var host = new AnsweringHost("Yes");
        await using var lab = await AwsLab.WithHostAsync(host, null, RootKeys.In(RootKeys.Key("1111")));
        host.Thinking = () => lab.Aws.Account(RootKeys.Member).RootAccessKeys = [];

        var run = lab.Remove("Remove-CisRootAccessKey 222233334444 @aws");

        Assert.Equal(["AKIA…1111 AlreadyGone"], run.Outcomes());
        Assert.True(run.Removals()[0].Verified);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_session_that_expires_before_the_answer_is_renewed_and_proven_again()
    {
        var host = new AnsweringHost("Yes");
        await using var lab = await AwsLab.WithHostAsync(host, null, RootKeys.In(RootKeys.Key("1111")));
        host.Thinking = () => lab.Aws.Faults.Next(Delete, FakeFault.ExpiredToken);

        Assert.Equal(["AKIA…1111 Deleted"], lab.Remove("Remove-CisRootAccessKey 222233334444 @aws").Outcomes());
        Assert.Equal(2, lab.Aws.Requests.CountOf("AssumeRoot"));
        Assert.Equal(3, lab.Aws.Requests.CountOf("GetCallerIdentity"));
        Assert.All(lab.Aws.Requests.Of("AssumeRoot"), request => Assert.Equal(200, request.Status));
    }

    [Fact]
    public async Task A_session_that_cannot_be_renewed_leaves_the_key()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Aws.Faults.Next(Delete, FakeFault.ExpiredToken);
        lab.Aws.Faults.Next("AssumeRoot", None);
        lab.Aws.Faults.Always("AssumeRoot", FakeFault.AccessDenied);

        Assert.Equal(["AKIA…1111 Failed AssumeRootDenied"], lab.Remove(Remove).Outcomes());
        Assert.Single(lab.Aws.Account(RootKeys.Member).RootAccessKeys);
    }

    [Fact]
    public async Task A_service_control_policy_is_named()
    {
        var account = RootKeys.In(RootKeys.Key("1111"));
        account.ServiceControlPolicyDenies = new HashSet<string>(StringComparer.Ordinal) { Delete };
        await using var lab = await AwsLab.WithHostAsync(account);

        var run = lab.Remove(Remove);

        Assert.Equal(["AKIA…1111 Failed ServiceControlPolicyDenied"], run.Outcomes());
        Assert.Contains("aws:AssumedRoot", run.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signing_key_that_is_refused_after_a_lost_answer_is_not_proven_gone()
    {
        string[] codes = ["SignatureDoesNotMatch", "InvalidClientTokenId", "MissingAuthenticationToken"];
        var outcomes = await Task.WhenAll(codes.Select(code => Task.Run(async () =>
        {
            var account = RootKeys.In(RootKeys.Key("1111"));
            await using var lab = await AwsLab.WithHostAsync(new AnsweringHost("Yes"), RootKeys.Caller(account), account);
            lab.Aws.Faults.Always(Delete, FakeFault.ConnectionReset);
            lab.Aws.Faults.Next(List, None, 2);
            lab.Aws.Faults.Always(List, FakeFault.Error(403, code, "no"));
            return Assert.Single(lab.Remove($"{Remove} -AllowRecentlyUsed").Outcomes());
        })));

        Assert.All(outcomes, outcome => Assert.Equal("AKIA…1111 Failed AccessKeyFateUnknown", outcome));
    }

    [Fact]
    public async Task The_signing_key_stays_while_another_one_does()
    {
        var account = RootKeys.In(RootKeys.Key("1111"), RootKeys.Key("2222"));
        await using var lab = await AwsLab.WithHostAsync(new AnsweringHost("Yes"), RootKeys.Caller(account), account);
        lab.Aws.Faults.Next(Delete, FakeFault.AccessDenied);

        Assert.Equal(["AKIA…1111 Refused SigningKeyNeeded", "AKIA…2222 Failed AccessDenied"], lab.Remove($"{Remove} -AllowRecentlyUsed").Outcomes());
        Assert.Equal(["AKIA…1111 Deleted", "AKIA…2222 Deleted"], lab.Remove($"{Remove} -AllowRecentlyUsed").Outcomes());
    }

    [Fact]
    public async Task The_root_user_deletes_its_own_keys_and_the_one_that_signs_last()
    {
        var account = RootKeys.In(RootKeys.Key("1111"), RootKeys.Key("2222"));
        var signing = account.RootAccessKeys[0];
        await using var lab = await AwsLab.WithHostAsync(new AnsweringHost("Yes"), RootKeys.Caller(account), account);

        var kept = lab.Remove(Remove);
        Assert.Equal(["AKIA…1111 Refused AccessKeyRecentlyUsed", "AKIA…2222 Deleted"], kept.Outcomes());

        lab.Aws.Account(RootKeys.Member).RootAccessKeys = [signing, RootKeys.Key("3333")];
        var run = lab.Remove($"{Remove} -AllowRecentlyUsed");
        Assert.Equal(["AKIA…1111 Deleted", "AKIA…3333 Deleted"], run.Outcomes());
        Assert.All(run.Removals(), removal => Assert.True(removal.Verified));
        Assert.Equal(["AKIAROOTKEY02222", "AKIAROOTKEY03333", "AKIAROOTKEY01111"], lab.DeleteRequests);
        Assert.Equal(0, lab.Aws.Requests.CountOf("AssumeRoot"));
        Assert.Empty(lab.Aws.Account(RootKeys.Member).RootAccessKeys);
    }

    [Theory]
    [InlineData("-ErrorAction Stop")]
    [InlineData("-ErrorAction Stop -WarningAction Stop")]
    public async Task An_error_that_stops_the_script_loses_no_removal(string arguments)
    {
        var accounts = Enumerable.Range(0, 6).Select(index => RootKeys.In(FakeAccounts.IdOf(index), RootKeys.Key("1111"), RootKeys.Key("2222"))).ToArray();
        await using var lab = await AwsLab.WithHostAsync(accounts);
        lab.Aws.Faults.Next(Delete, FakeFault.AccessDenied, accountId: accounts[2].Id);

        var run = lab.Session.Run($"$ids | Remove-CisRootAccessKey @aws -Confirm:$false {arguments}");

        Assert.Equal($"AccessDenied,{CommandNames.Remove}", run.FailureId);
        var gone = accounts.Sum(account => 2 - lab.Aws.Account(account.Id).RootAccessKeys.Length);
        Assert.Equal(gone, run.Removals().Count(removal => removal.Outcome == CisRemovalOutcome.Deleted));
        Assert.Equal(lab.DeleteRequests.Count, run.Removals().Count);
    }

    [Fact]
    public async Task An_audit_file_on_a_full_disk_prevents_the_deletion()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full: a full disk cannot be had here.");
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));

        var run = lab.Session.Run($"{Remove} -AuditPath /dev/full");

        Assert.Equal(["AKIA…1111 Failed AuditNotWritable"], run.Outcomes());
        Assert.Empty(lab.DeleteRequests);
    }

    private static async Task AssertOutcomesAsync(Trouble[] troubles)
    {
        var accounts = troubles.Select((_, index) => RootKeys.In(FakeAccounts.IdOf(index), RootKeys.Key($"111{index}"))).ToArray();
        await using var lab = await AwsLab.WithHostAsync(accounts);
        foreach (var (index, trouble) in troubles.Index())
        {
            foreach (var (action, fault, times) in trouble.Faults)
            {
                lab.Aws.Faults.Next(action, fault, times, accounts[index].Id);
            }
        }

        var run = lab.Remove("$ids | Remove-CisRootAccessKey @aws -Confirm:$false -ThrottleLimit 32");

        var removals = run.Removals().OrderBy(removal => removal.AccountId, StringComparer.Ordinal).ToList();
        Assert.Equal([.. troubles.Select(trouble => trouble.Outcome)], removals.Select(Describe).ToArray());
        foreach (var (index, trouble) in troubles.Index())
        {
            var id = accounts[index].Id;
            var sent = lab.Aws.Requests.Snapshot().Where(request => request.AccountId == id).Select(request => request.Action).ToList();
            Assert.InRange(sent.Count(action => action == Delete), 1, trouble.Deletions);
            Assert.Equal(trouble.LooksFirst, trouble.LooksFirst && sent[sent.IndexOf(Delete) + 1] == List);
            var isGone = trouble.Outcome is not ("Failed AccessDenied" or "Failed AccessKeyNotDeleted");
            Assert.Equal(isGone ? 0 : 1, lab.Aws.Account(id).RootAccessKeys.Length);
        }

        var failed = removals.Where(removal => removal.Outcome == CisRemovalOutcome.Failed).ToList();
        Assert.All(failed, removal => Assert.False(removal.Verified));
        Assert.Equal(failed.Select(removal => $"{removal.ErrorId},{CommandNames.Remove}").Sorted(), run.ErrorIds.Sorted());
        Assert.All(run.Errors, error => Assert.Contains(error.TargetObject, failed));
        Assert.Equal(troubles.Count(trouble => trouble.Outcome == "Deleted unverified"), run.Warnings.Count);
    }

    private static string Describe(CisKeyRemoval removal) => removal is { Outcome: CisRemovalOutcome.Deleted, Verified: false }
        ? "Deleted unverified"
        : $"{removal.Outcome} {removal.ErrorId}".Trim();

    private static FakeFault Listed(int index) => RootKeys.Listed(($"AKIAROOTKEY0111{index}", "Active"));
}
