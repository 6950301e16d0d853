
namespace RootKeyCompliance.Tests;

/// <summary>What becomes of a deletion when AWS, or the way to it, has troubles of its own: what is said of the key is true, and nothing is sent twice without a look.</summary>
public sealed class RemovalOutcomeTests
{
    private const string Remove = "Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false";
    private const string Delete = "DeleteAccessKey";

    /// <summary>Fault, whether the request takes effect, requests to delete in the end.</summary>
    public static TheoryData<FakeFaultKind, int> Passing => new()
    {
        { FakeFaultKind.Throttle, 2 },
        { FakeFaultKind.ServiceFailure, 2 },
        { FakeFaultKind.ServiceUnavailable, 2 },
        { FakeFaultKind.ConnectionReset, 2 },
        { FakeFaultKind.TruncatedBody, 1 },
        { FakeFaultKind.MalformedBody, 1 },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_lost_answer_is_looked_for_before_anything_is_sent_again(FakeFaultKind kind, int requests)
    {
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111"), RemovalLab.Key("2222")));
        lab.Aws.Faults.Next(Delete, new FakeFault(kind));

        var run = lab.Remove($"{Remove} -AccessKeyId AKIA…1111");

        var removal = Assert.Single(run.Removals());
        Assert.Equal((CisRemovalOutcome.Deleted, true), (removal.Outcome, removal.Verified));
        Assert.Equal(requests, lab.DeleteRequests.Count);
        Assert.Equal<IEnumerable<string>>(["AKIAROOTKEY02222"], lab.Aws.Account(RemovalLab.Member).RootAccessKeys.Select(key => key.AccessKeyId));
        if (kind != FakeFaultKind.Throttle)
        {
            // Between the lost answer and whatever came next.
            var actions = lab.Aws.Requests.Snapshot().Select(request => request.Action).ToList();
            Assert.Equal("ListAccessKeys", actions[actions.IndexOf(Delete) + 1]);
        }
    }

    public static TheoryData<FakeFaultKind, string> Lasting => new()
    {
        { FakeFaultKind.AccessDenied, "AccessDenied" },
        { FakeFaultKind.ServiceFailure, "AccessKeyNotDeleted" },
        { FakeFaultKind.ConnectionReset, "AccessKeyNotDeleted" },
    };

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task What_lasts_is_a_failure_and_the_key_is_there(FakeFaultKind kind, string errorId)
    {
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111")));
        lab.Aws.Faults.Always(Delete, new FakeFault(kind));

        var run = lab.Remove(Remove);

        Assert.Equal([$"AKIA…1111 Failed {errorId}"], run.Outcomes());
        Assert.False(run.Removals()[0].Verified);
        var error = Assert.Single(run.Errors);
        Assert.Equal($"{errorId},{RemovalLab.Command}", error.FullyQualifiedErrorId);
        Assert.Same(run.Removals()[0], error.TargetObject);
        Assert.Single(lab.Aws.Account(RemovalLab.Member).RootAccessKeys);
        Assert.InRange(lab.DeleteRequests.Count, 1, 4);
    }

    [Fact]
    public async Task When_nothing_more_can_be_seen_that_is_said()
    {
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111")));
        lab.Aws.Faults.Next("ListAccessKeys", FakeFault.Delay(TimeSpan.Zero), 2);
        lab.Aws.Faults.Always("ListAccessKeys", FakeFault.AccessDenied);
        lab.Aws.Faults.Always(Delete, FakeFault.TruncatedBody);

        Assert.Equal(["AKIA…1111 Failed AccessKeyFateUnknown"], lab.Remove(Remove).Outcomes());
        Assert.Single(lab.DeleteRequests);

        // And the next run knows.
        lab.Aws.Faults.Clear();
        Assert.Equal(["222233334444 AlreadyGone"], lab.Remove(Remove).Outcomes());
    }

    [Fact]
    public async Task A_success_that_the_list_does_not_show_yet_is_waited_for_and_then_not_called_proven()
    {
        await using var lab = await RemovalLab.StartAsync(RemovalLab.WithKeys(RemovalLab.Key("1111")));
        var stale = FakeFault.Respond(200, List("AKIAROOTKEY01111"));
        lab.Aws.Faults.Next("ListAccessKeys", FakeFault.Delay(TimeSpan.Zero), 2);
        lab.Aws.Faults.Next("ListAccessKeys", stale, 2);

        var run = lab.Remove(Remove);
        Assert.True(Assert.Single(run.Removals()).Verified);
        Assert.Empty(run.Warnings);

        lab.Aws.Account(RemovalLab.Member).RootAccessKeys = [RemovalLab.Key("1111")];
        lab.Aws.Faults.Always("ListAccessKeys", stale);
        var unproven = lab.Remove(Remove);
        Assert.Equal((CisRemovalOutcome.Deleted, false), (Assert.Single(unproven.Removals()).Outcome, unproven.Removals()[0].Verified));
        Assert.Single(unproven.Warnings);
        Assert.Equal(2, lab.DeleteRequests.Count);
    }

    [Fact]
    public async Task A_key_that_goes_while_somebody_thinks_is_gone_already()
    {
        var host = new AnsweringHost("Yes");
        await using var lab = await RemovalLab.StartAsync(host, null, RemovalLab.WithKeys(RemovalLab.Key("1111")));
        host.Thinking = () => lab.Aws.Account(RemovalLab.Member).RootAccessKeys = [];

        var run = lab.Remove("Remove-CisRootAccessKey 222233334444 @aws");

        Assert.Equal(["AKIA…1111 AlreadyGone"], run.Outcomes());
        Assert.True(run.Removals()[0].Verified);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_session_that_runs_out_while_somebody_thinks_is_had_anew_and_proven_anew()
    {
        var host = new AnsweringHost("Yes");
        await using var lab = await RemovalLab.StartAsync(host, null, RemovalLab.WithKeys(RemovalLab.Key("1111")));
        host.Thinking = () => lab.Aws.Faults.Next(Delete, FakeFault.ExpiredToken);

        Assert.Equal(["AKIA…1111 Deleted"], lab.Remove("Remove-CisRootAccessKey 222233334444 @aws").Outcomes());
        Assert.Equal(2, lab.Aws.Requests.CountOf("AssumeRoot"));
        Assert.Equal(3, lab.Aws.Requests.CountOf("GetCallerIdentity"));
        Assert.All(lab.Aws.Requests.Of("AssumeRoot"), request => Assert.Equal(200, request.Status));
    }

    [Fact]
    public async Task A_service_control_policy_is_named()
    {
        var account = RemovalLab.WithKeys(RemovalLab.Key("1111"));
        account.ServiceControlPolicyDenies = new HashSet<string>(StringComparer.Ordinal) { Delete };
        await using var lab = await RemovalLab.StartAsync(account);

        var run = lab.Remove(Remove);

        Assert.Equal(["AKIA…1111 Failed ServiceControlPolicyDenied"], run.Outcomes());
        Assert.Contains("aws:AssumedRoot", run.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_root_user_deletes_its_own_keys_and_the_one_that_signs_last()
    {
        var account = RemovalLab.WithKeys(RemovalLab.Key("1111"), RemovalLab.Key("2222"));
        var signing = account.RootAccessKeys[0];
        await using var lab = await RemovalLab.StartAsync(
            new AnsweringHost("Yes"), FakeCredential.Test with { AccessKeyId = signing.AccessKeyId, SecretKey = signing.SecretKey }, account);

        var kept = lab.Remove(Remove);
        Assert.Equal(["AKIA…1111 Refused AccessKeyRecentlyUsed", "AKIA…2222 Deleted"], kept.Outcomes());

        lab.Aws.Account(RemovalLab.Member).RootAccessKeys = [signing, RemovalLab.Key("3333")];
        var run = lab.Remove($"{Remove} -AllowRecentlyUsed");
        Assert.Equal(["AKIA…1111 Deleted", "AKIA…3333 Deleted"], run.Outcomes());
        Assert.All(run.Removals(), removal => Assert.True(removal.Verified));
        Assert.Equal(["AKIAROOTKEY02222", "AKIAROOTKEY03333", "AKIAROOTKEY01111"], lab.DeleteRequests);
        Assert.Equal(0, lab.Aws.Requests.CountOf("AssumeRoot"));
        Assert.Empty(lab.Aws.Account(RemovalLab.Member).RootAccessKeys);
    }

    private static string List(string id)
        => "<ListAccessKeysResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListAccessKeysResult><AccessKeyMetadata><member>"
            + $"<AccessKeyId>{id}</AccessKeyId><Status>Active</Status><CreateDate>2024-01-01T00:00:00Z</CreateDate></member></AccessKeyMetadata>"
            + "<IsTruncated>false</IsTruncated></ListAccessKeysResult></ListAccessKeysResponse>";
}
