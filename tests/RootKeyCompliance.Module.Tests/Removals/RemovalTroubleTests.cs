
namespace RootKeyCompliance.Tests;

/// <summary>Several troubles at once: what is said stays true, and nothing that was done is left unsaid.</summary>
public sealed class RemovalTroubleTests
{
    private const string Remove = "Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false";
    private const string Delete = "DeleteAccessKey";
    private const string List = "ListAccessKeys";

    private static readonly FakeFault None = FakeFault.Delay(TimeSpan.Zero);

    [Fact]
    public async Task A_refusal_after_a_lost_answer_is_not_the_last_word()
    {
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111")));
        lab.Aws.Faults.Next(Delete, FakeFault.TruncatedBody);
        lab.Aws.Faults.Next(Delete, FakeFault.AccessDenied);
        lab.Aws.Faults.Next(List, None, 2);
        lab.Aws.Faults.Next(List, Stale("AKIAROOTKEY01111"));

        var removal = Assert.Single(lab.Remove(Remove).Removals());

        Assert.Equal((CisRemovalOutcome.Deleted, true), (removal.Outcome, removal.Verified));
        Assert.Equal(2, lab.DeleteRequests.Count);
    }

    [Fact]
    public async Task What_was_never_sent_is_not_said_to_have_been()
    {
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111")));
        lab.Aws.Faults.Next(Delete, FakeFault.ExpiredToken);
        lab.Aws.Faults.Next("AssumeRoot", None);
        lab.Aws.Faults.Always("AssumeRoot", FakeFault.AccessDenied);

        Assert.Equal(["AKIA…1111 Failed AssumeRootDenied"], lab.Remove(Remove).Outcomes());
        Assert.Single(lab.Aws.Account(RemovalLab.Member).RootAccessKeys);
    }

    [Theory]
    [InlineData("SignatureDoesNotMatch")]
    [InlineData("InvalidClientTokenId")]
    [InlineData("MissingAuthenticationToken")]
    public async Task A_signing_key_that_is_refused_after_a_lost_answer_is_not_proven_gone(string code)
    {
        var account = RemovalLab.WithKeys(RemovalLab.Key("1111"));
        var signing = account.RootAccessKeys[0];
        await using var lab = await RemovalLab.StartAsync(
            new AnsweringHost("Yes"), FakeCredential.Test with { AccessKeyId = signing.AccessKeyId, SecretKey = signing.SecretKey }, account);
        lab.Aws.Faults.Always(Delete, FakeFault.ConnectionReset);
        lab.Aws.Faults.Next(List, None, 2);
        lab.Aws.Faults.Always(List, FakeFault.Error(403, code, "no"));

        Assert.Equal(["AKIA…1111 Failed AccessKeyFateUnknown"], lab.Remove($"{Remove} -AllowRecentlyUsed").Outcomes());
    }

    [Fact]
    public async Task The_signing_key_stays_while_another_one_does()
    {
        var account = RemovalLab.WithKeys(RemovalLab.Key("1111"), RemovalLab.Key("2222"));
        var signing = account.RootAccessKeys[0];
        await using var lab = await RemovalLab.StartAsync(
            new AnsweringHost("Yes"), FakeCredential.Test with { AccessKeyId = signing.AccessKeyId, SecretKey = signing.SecretKey }, account);
        lab.Aws.Faults.Next(Delete, FakeFault.AccessDenied);

        Assert.Equal(["AKIA…1111 Refused SigningKeyNeeded", "AKIA…2222 Failed AccessDenied"], lab.Remove($"{Remove} -AllowRecentlyUsed").Outcomes());
        Assert.Equal(["AKIA…1111 Deleted", "AKIA…2222 Deleted"], lab.Remove($"{Remove} -AllowRecentlyUsed").Outcomes());
    }

    [Theory]
    [InlineData(409, "LimitExceeded")]
    [InlineData(400, "PriorRequestNotComplete")]
    public async Task A_throttle_that_may_come_from_within_is_looked_after_first(int status, string code)
    {
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111")));
        lab.Aws.Faults.Next(Delete, FakeFault.Error(status, code, "Rate exceeded"));

        Assert.Equal(["AKIA…1111 Deleted"], lab.Remove(Remove).Outcomes());
        var actions = lab.Aws.Requests.Snapshot().Select(request => request.Action).ToList();
        Assert.Equal(List, actions[actions.IndexOf(Delete) + 1]);
    }

    [Theory]
    [InlineData("-ErrorAction Stop")]
    [InlineData("-ErrorAction Stop -WarningAction Stop")]
    public async Task An_error_that_stops_the_script_takes_no_removal_with_it(string arguments)
    {
        var accounts = Enumerable.Range(0, 6).Select(index => RemovalLab.WithKeys(FakeAccounts.IdOf(index), RemovalLab.Key("1111"), RemovalLab.Key("2222"))).ToArray();
        await using var lab = await RemovalLab.StartAsync(accounts);
        lab.Aws.Faults.Next(Delete, FakeFault.AccessDenied, accountId: accounts[2].Id);

        var run = lab.Session.Run($"Get-CisAccount -Organization @aws | Where-Object Id -like 2000* | Remove-CisRootAccessKey @aws -Confirm:$false {arguments}");

        Assert.Equal($"AccessDenied,{RemovalLab.Command}", run.FailureId);
        var gone = accounts.Sum(account => 2 - lab.Aws.Account(account.Id).RootAccessKeys.Length);
        Assert.Equal(gone, run.Removals().Count(removal => removal.Outcome == CisRemovalOutcome.Deleted));
        Assert.Equal(lab.DeleteRequests.Count, run.Removals().Count);
    }

    [Fact]
    public async Task A_key_that_AWS_does_not_know_and_lists_all_the_same_is_not_called_gone()
    {
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111")));
        lab.Aws.Faults.Always(Delete, FakeFault.Error(404, "NoSuchEntity", "no"));

        Assert.Equal(["AKIA…1111 Failed AccessKeyNotDeleted"], lab.Remove(Remove).Outcomes());
    }

    [Fact]
    public async Task An_audit_file_that_cannot_be_written_any_more_ends_it_and_loses_nothing_that_was_done()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full: a full disk cannot be had here.");
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111")));

        var run = lab.Session.Run($"{Remove} -AuditPath /dev/full");

        Assert.Equal(["AKIA…1111 Failed AuditNotWritable"], run.Outcomes());
        Assert.Empty(lab.DeleteRequests);
    }

    private static FakeFault Stale(string id) => FakeFault.Respond(
        200,
        $"<ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata><member><AccessKeyId>{id}</AccessKeyId><Status>Active</Status>"
        + "<CreateDate>2024-01-01T00:00:00Z</CreateDate></member></AccessKeyMetadata><IsTruncated>false</IsTruncated></ListAccessKeysResult></ListAccessKeysResponse>");
}
