namespace RootKeyCompliance.Tests;

/// <summary>A deletion acts on what was verified: credentials that change, empty answers, and keys that change before the question is answered.</summary>
public sealed class RemovalProofTests
{
    private const string Other = "222233335555";
    private const string Remove = "Remove-CisRootAccessKey 222233334444 @aws -Confirm:$false";

    private static readonly string[] NoEffect = ["GetCallerIdentity", "ListAccessKeys", "GetAccessKeyLastUsed"];

    /// <summary>The number of times that the credentials are asked before they are another account's.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task Credentials_that_turn_into_another_accounts_delete_none_of_its_keys(int turns)
    {
        var mine = RootKeys.In(RootKeys.Key("1111"), RootKeys.Key("2222"));
        var others = RootKeys.In(Other, RootKeys.Key("3333"), RootKeys.Key("4444"));
        await using var lab = await AwsLab.WithHostAsync(mine, others);
        var asked = 0;
        ForeignKeys Of(FakeRootAccessKey key) => new(key.AccessKeyId, key.SecretKey, null);
        lab.Session.With("changing", new CountingCredentials(() => Of(Interlocked.Increment(ref asked) <= turns ? mine.RootAccessKeys[0] : others.RootAccessKeys[0])));

        var run = lab.Remove($"Remove-CisRootAccessKey 222233334444 -Credential $changing -EndpointUrl $args[0] -Region us-east-1 -Confirm:$false -AllowRecentlyUsed"
            .Replace("$args[0]", lab.Aws.Url, StringComparison.Ordinal));

        Assert.Equal(2, lab.Aws.Account(Other).RootAccessKeys.Length);
        foreach (var removal in run.Removals().Where(removal => removal.Outcome is CisRemovalOutcome.Deleted or CisRemovalOutcome.AlreadyGone && removal.AccessKeyId is not null))
        {
            Assert.DoesNotContain(lab.Aws.Account(RootKeys.Member).RootAccessKeys, key => KeyIds.Mask(key.AccessKeyId) == removal.AccessKeyId);
        }
    }

    [Theory]
    [InlineData("ListAccessKeys", "222233334444 Failed MalformedResponse")]
    [InlineData("GetAccessKeyLastUsed", "AKIA…1111 Refused AccessKeyLastUseUnknown")]
    public async Task An_empty_answer_of_AWS_deletes_nothing(string action, string outcome)
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111", usedDaysAgo: 1)));
        foreach (var empty in new[] { $"<{action}Response/>", $"<{action}Response><{action}Result/></{action}Response>" })
        {
            lab.Aws.Faults.Clear();
            lab.Aws.Faults.Always(action, FakeFault.Respond(200, empty));

            Assert.Equal([outcome], lab.Session.Run($"{Remove} -ErrorAction SilentlyContinue").Outcomes());
        }

        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task A_key_that_changes_before_the_answer_is_kept()
    {
        var host = new AnsweringHost("Yes");
        await using var lab = await AwsLab.WithHostAsync(host, null, RootKeys.In(RootKeys.Key("1111", active: false, usedDaysAgo: 200)));
        var account = lab.Aws.Account(RootKeys.Member);
        foreach (var change in new Func<FakeRootAccessKey, FakeRootAccessKey>[] { key => key with { Active = true }, key => key with { LastUsedDate = DateTimeOffset.UtcNow } })
        {
            account.RootAccessKeys = [RootKeys.Key("1111", active: false, usedDaysAgo: 200)];
            host.Thinking = () => account.RootAccessKeys = [change(account.RootAccessKeys[0])];

            Assert.Equal(["AKIA…1111 Refused AccessKeyChanged"], lab.Remove("Remove-CisRootAccessKey 222233334444 @aws").Outcomes());
        }

        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task A_finding_that_counts_fewer_keys_than_there_are_deletes_none()
    {
        await using var lab = await AwsLab.WithHostAsync(RootKeys.In(RootKeys.Key("1111")));
        lab.Session.Run("$f = Test-CisRootAccessKey 222233334444 @aws -CentralRootAccess").ThrowIfFailed();
        lab.Aws.Account(RootKeys.Member).RootAccessKeys = [RootKeys.Key("1111"), RootKeys.Key("2222")];

        // As a job flattens it: its keys are texts.
        var run = lab.Remove($"$t = [System.Management.Automation.PSSerializer]; $t::Deserialize($t::Serialize($f, 1)) | Remove-CisRootAccessKey @aws -Confirm:$false");

        Assert.Equal(["AKIA…1111 Refused AccessKeyNotInFinding", "AKIA…2222 Refused AccessKeyNotInFinding"], run.Outcomes());
        Assert.Empty(lab.DeleteRequests);
    }

    [Fact]
    public async Task A_name_cannot_imitate_facts_in_the_question()
    {
        await using var lab = await AwsLab.WithHostAsync("No", RootKeys.In(RootKeys.Key("1111", usedDaysAgo: 100)));
        lab.Session.With("name", $"x\": Inactive, 900 days old, never used\n\u202e{new string('y', 900)}");

        lab.Remove("Remove-CisRootAccessKey 222233334444 -AccountName $name @aws");

        var question = Assert.Single(lab.Host.Questions);
        Assert.Matches("of account 222233334444: Active, 400 days old.*last used .*; the account's name is \"x': Inactive[^\"]*…\"\\. This cannot be undone", question);
        Assert.True(question.Length < 400, question);
        Assert.DoesNotContain('\u202e', question);
    }

    [Fact]
    public async Task An_account_that_one_profile_does_not_reach_is_reached_by_the_next()
    {
        var account = RootKeys.In(RootKeys.Key("1111"), RootKeys.Key("2222"));
        await using var lab = await AwsLab.WithHostAsync(account);
        using var folder = new TemporaryFolder();
        var root = account.RootAccessKeys[0];
        var file = folder.Write("profiles", $"[a-user]\naws_access_key_id={account.UserCredential.AccessKeyId}\naws_secret_access_key={account.UserCredential.SecretKey}\n"
            + $"[b-root]\naws_access_key_id={root.AccessKeyId}\naws_secret_access_key={root.SecretKey}\n[c-user]\naws_access_key_id={account.UserCredential.AccessKeyId}\naws_secret_access_key={account.UserCredential.SecretKey}\n");
        lab.Session.With("at", new System.Collections.Hashtable(StringComparer.OrdinalIgnoreCase) { ["ProfileLocation"] = file, ["EndpointUrl"] = lab.Aws.Url, ["Region"] = "us-east-1" });

        var run = lab.Remove("Get-CisAccount @at -ProfileName * | Remove-CisRootAccessKey @at -Confirm:$false -AllowRecentlyUsed");

        Assert.Equal(["AKIA…1111 Deleted", "AKIA…2222 Deleted"], run.Outcomes());
        Assert.Equal(["AKIAROOTKEY02222", "AKIAROOTKEY01111"], lab.DeleteRequests);
        Assert.Equal(["222233334444 Refused CallerNotRoot"], lab.Remove("Get-CisAccount @at -ProfileName *-user | Remove-CisRootAccessKey @at -Confirm:$false").Outcomes());
        Assert.All(lab.Aws.Requests.Snapshot().Where(request => request.AccessKeyId == account.UserCredential.AccessKeyId), request => Assert.True(NoEffect.Contains(request.Action, StringComparer.Ordinal)));
    }
}
