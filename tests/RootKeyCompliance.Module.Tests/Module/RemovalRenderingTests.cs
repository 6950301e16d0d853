using RootKeyCompliance.Formatting;

namespace RootKeyCompliance.Tests;

[Collection(EnvironmentChanges.Name)]
public sealed class RemovalRenderingTests : IAsyncLifetime
{
    private const string Escape = "\u001b";

    /// <summary>Looked up and decided in this order, one after the other.</summary>
    private const string OneOfEach =
        "[pscustomobject]@{ Id = '444455556666'; Name = 'sandbox' }, [pscustomobject]@{ Id = '333344445555'; Name = 'data' }, "
        + "[pscustomobject]@{ Id = '222233334444' }, [pscustomobject]@{ Id = '555566667777' }, [pscustomobject]@{ Id = '111122223333' } "
        + "| Remove-CisRootAccessKey @aws -ThrottleLimit 1 -ErrorAction Ignore -WarningAction Ignore ";

    private readonly AwsEnvironment _environment = new();
    private AwsLab _lab = null!;

    public async ValueTask InitializeAsync()
    {
        _environment["NO_COLOR"] = null;
        var recent = FakeAccounts.OneActiveKey("555566667777");
        recent.RootAccessKeys = [recent.RootAccessKeys[0] with { LastUsedDate = DateTimeOffset.UtcNow }];
        var denied = FakeAccounts.OneActiveKey("444455556666");
        denied.Denied = new HashSet<string>(StringComparer.Ordinal) { "AssumeRoot" };
        _lab = await AwsLab.WithHostAsync(
            FakeAccounts.OneInactiveKey("111122223333"), FakeAccounts.OneActiveKey("222233334444"), FakeAccounts.NoKey("333344445555"), denied, recent);
    }

    public async ValueTask DisposeAsync()
    {
        await _lab.DisposeAsync();
        _environment.Dispose();
    }

    [Fact]
    public void Removals_are_a_table() => Assert.Equal(
        [
            "Outcome     AccountId    Name         Key       Before   Detail",
            "-------     ---------    ----         ---       ------   ------",
            "WhatIf      111122223333              AKIA…3333 Inactive no use known",
            "WhatIf      222233334444              AKIA…4444 Active   last used 2025-04-06",
            "AlreadyGone 333344445555 data                            no key",
            "Failed      444455556666 sandbox                         AssumeRootDenied",
            "Refused     555566667777              AKIA…7777 Active   AccessKeyRecentlyUsed",
        ],
        Shown($"{OneOfEach} -WhatIf | Sort-Object AccountId", "PlainText"));

    [Fact]
    public void Deserialized_removals_are_a_table_too() => Assert.Equal(
        [
            "Outcome     AccountId    Key       Message",
            "-------     ---------    ---       -------",
            "AlreadyGone 333344445555           Account 333344445555 has no root access key.",
        ],
        Shown("$t = [Management.Automation.PSSerializer]; $t::Deserialize($t::Serialize((Remove-CisRootAccessKey @aws 333344445555), 1))", "PlainText"));

    [Fact]
    public void Colours_follow_the_outcome_where_colours_are_wanted()
    {
        _lab.Session.Run($"$removals = {OneOfEach} -Confirm:$false");

        var coloured = string.Join('\n', Shown("$removals", "Ansi"));
        foreach (var (outcome, colour) in new[] { ("Deleted", "[32m"), ("Failed", "[91m"), ("Refused", "[93m"), ("AlreadyGone", "[90m") })
        {
            Assert.Contains($"{Escape}{colour}{outcome}{Escape}[0m", coloured, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Escape, string.Join('\n', Shown("$removals", "PlainText")), StringComparison.Ordinal);
        _environment["NO_COLOR"] = "1";
        var plain = string.Join('\n', Shown("$removals", "Ansi"));
        Assert.Contains("Deleted     222233334444", plain, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Escape}[91m", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_from_outside_cannot_break_the_table()
    {
        var lines = Shown("Remove-CisRootAccessKey @aws -AccountId 333344445555 -AccountName \"a$([char]27)[31m`nb$([char]0x202E)c\"", "Host");

        Assert.DoesNotContain(lines, line => line.Contains($"{Escape}[31m", StringComparison.Ordinal));
        Assert.Equal(3, lines.Length);
    }

    [Theory]
    [InlineData(CisRemovalOutcome.Deleted, true, null, "no use known")]
    [InlineData(CisRemovalOutcome.Deleted, false, null, "not confirmed yet")]
    [InlineData(CisRemovalOutcome.Deleted, true, "2025-04-05", "last used 2025-04-05")]
    [InlineData(CisRemovalOutcome.Declined, false, "2025-04-05", "last used 2025-04-05")]
    [InlineData(CisRemovalOutcome.Refused, false, "2025-04-05", "AccessKeyRecentlyUsed")]
    [InlineData(CisRemovalOutcome.Failed, false, null, "Throttled")]
    public void The_detail_is_why_or_when_the_key_was_last_used(CisRemovalOutcome outcome, bool isVerified, string? used, string detail)
    {
        var removal = new CisKeyRemoval(CisPipelineCatalogue.Get("cis_v400_1_4"), outcome)
        {
            AccessKeyId = SampleRemovals.Key,
            StatusBefore = RootAccessKeyStatus.Active,
            LastUsedDate = used is null ? null : DateTimeOffset.Parse($"{used}T23:59:59Z", System.Globalization.CultureInfo.InvariantCulture),
            Verified = isVerified,
            Fault = SampleRemovals.Of(outcome).Fault,
        };

        Assert.Equal(detail, RemovalView.Detail(removal));
    }

    [Fact]
    public void Where_nothing_is_known_nothing_is_shown()
    {
        Assert.Equal(("", ""), (RemovalView.Detail(null), RemovalView.Name(null)));
        Assert.Equal("", RemovalView.Detail(SampleRemovals.Of(CisRemovalOutcome.AlreadyGone)));
        Assert.Equal("no key", RemovalView.Detail(SampleRemovals.Of(CisRemovalOutcome.AlreadyGone, key: null)));
        Assert.Equal("a b", RemovalView.Name(SampleRemovals.Deleted(name: "a\nb")));
    }

    private string[] Shown(string script, string rendering)
    {
        var run = _lab.Session.Run($"$PSStyle.OutputRendering = '{rendering}'; {script} | Out-String -Stream -Width 120");
        Assert.Null(run.Failure);
        return [.. run.Texts.Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
    }
}
