using RootKeyCompliance.Formatting;

namespace RootKeyCompliance.Tests;

/// <summary>Removals as a person sees them: the table, its colours, and the wish for none.</summary>
public sealed class RemovalRenderingTests
{
    private const string Escape = "\u001b";

    /// <summary>Looked up and decided upon in this order, one after the other.</summary>
    private const string OneOfEach =
        "[pscustomobject]@{ Id = '444455556666'; Name = 'sandbox' }, [pscustomobject]@{ Id = '333344445555'; Name = 'data' }, "
        + "[pscustomobject]@{ Id = '222233334444' }, [pscustomobject]@{ Id = '555566667777' }, [pscustomobject]@{ Id = '111122223333' } "
        + "| Remove-CisRootAccessKey @aws -ThrottleLimit 1 -ErrorAction Ignore -WarningAction Ignore ";

    [Fact]
    public async Task Removals_are_a_table()
    {
        var result = await RunAsync($"{OneOfEach} -WhatIf | Sort-ByAccount");

        Assert.Equal(
            [
                "Outcome     AccountId    Name         Key       Before   Detail",
                "-------     ---------    ----         ---       ------   ------",
                "WhatIf      111122223333              AKIA…3333 Inactive no use known",
                "WhatIf      222233334444              AKIA…4444 Active   last used 2025-04-06",
                "AlreadyGone 333344445555 data                            no key",
                "Failed      444455556666 sandbox                         AssumeRootDenied",
                "Refused     555566667777              AKIA…7777 Active   AccessKeyRecentlyUsed",
            ],
            [.. result.Lines.Where(line => !line.StartsWith("What if", StringComparison.Ordinal)).Select(line => line.TrimEnd())]);
        Assert.Empty(result.Error);
        Assert.DoesNotContain(Escape, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flattened_removals_are_a_table_too()
    {
        var result = await RunAsync(
            "Remove-CisRootAccessKey @aws 333344445555 | ForEach-Object { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_, 1)) }");

        Assert.Equal(
            [
                "Outcome     AccountId    Key       Message",
                "-------     ---------    ---       -------",
                "AlreadyGone 333344445555           Account 333344445555 has no root access key.",
            ],
            [.. result.Lines.Select(line => line.TrimEnd())]);
    }

    [Theory]
    [InlineData("Deleted", "[32m")]
    [InlineData("Failed", "[91m")]
    [InlineData("Refused", "[93m")]
    [InlineData("AlreadyGone", "[90m")]
    public async Task Colours_follow_the_outcome_where_colours_are_wanted(string outcome, string colour)
    {
        var result = await RunAsync($"$PSStyle.OutputRendering = 'Ansi'; {OneOfEach} -Confirm:$false");

        Assert.Contains($"{Escape}{colour}{outcome}{Escape}[0m", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NO_COLOR_wins_over_the_colours_of_outcomes()
    {
        var result = await RunAsync($"$PSStyle.OutputRendering = 'Ansi'; {OneOfEach} -Confirm:$false", ("NO_COLOR", "1"));

        Assert.Contains("Deleted     222233334444", result.Output, StringComparison.Ordinal);
        Assert.All(["[32m", "[91m", "[90m"], colour => Assert.DoesNotContain($"{Escape}{colour}Deleted", result.Output, StringComparison.Ordinal));
        Assert.DoesNotContain($"{Escape}[91m", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$PSStyle.OutputRendering = 'PlainText'; ", "")]
    [InlineData("", "1")]
    public async Task Plain_text_has_no_escapes(string setting, string noColor)
    {
        var result = await RunAsync($"{setting}{OneOfEach} -Confirm:$false", ("NO_COLOR", noColor));

        Assert.DoesNotContain(Escape, result.Output + result.Error, StringComparison.Ordinal);
        Assert.Contains("Deleted     222233334444", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_from_outside_cannot_break_the_table()
    {
        var result = await RunAsync(
            "Remove-CisRootAccessKey @aws -AccountId 333344445555 -AccountName \"a$([char]27)[31m`nb$([char]0x202E)c\"");

        Assert.DoesNotContain(Escape, result.Output, StringComparison.Ordinal);
        Assert.Equal(3, result.Lines.Count);
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

    private static async Task<ProcessResult> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        var recent = FakeAccounts.OneActiveKey("555566667777");
        recent.RootAccessKeys = [recent.RootAccessKeys[0] with { LastUsedDate = DateTimeOffset.UtcNow }];
        var denied = FakeAccounts.OneActiveKey("444455556666");
        denied.Denied = new HashSet<string>(StringComparer.Ordinal) { "AssumeRoot" };
        await using var lab = await OrganizationLab.StartAsync(new FakeAwsOptions
        {
            Accounts = [FakeAccounts.OneInactiveKey("111122223333"), FakeAccounts.OneActiveKey("222233334444"), FakeAccounts.NoKey("333344445555"), denied, recent],
            Organization = new FakeOrganization { EnabledFeatures = OrganizationLab.RootAccess() },
        });
        return await ModuleProcess.RunAsync(
            $$"""
            $aws = @{ EndpointUrl = '{{lab.Aws.Url}}'; AccessKey = 'test'; SecretKey = 'test'; Region = 'us-east-1' }
            function Sort-ByAccount { $all = @($input); '111122223333', '222233334444', '333344445555', '444455556666', '555566667777' | ForEach-Object { $id = $_; $all.Where({ $_.AccountId -eq $id }) } }
            {{script}}
            """,
            environment);
    }
}
