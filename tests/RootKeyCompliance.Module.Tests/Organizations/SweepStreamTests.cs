using System.Globalization;
using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>What a sweep writes on the way: each account's path on the verbose stream, and a progress bar for more than one.</summary>
public sealed class SweepStreamTests
{
    private const string Sweep = "Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws";

    [Theory]
    [InlineData("-RoleName Auditor")]
    [InlineData("-CentralRootAccess")]
    public async Task Verbose_names_each_account_that_is_looked_at(string arguments)
    {
        var organization = FakeOrganization.WithRootAccess;
        FakeAccount[] accounts = [.. OrganizationLab.Many(30), FakeAccounts.RoleDenied("999900000001")];
        await using var lab = await AwsLab.StartAsync(new FakeAwsOptions { Accounts = accounts, Organization = organization });

        var run = lab.Session.Run($"{Sweep} {arguments} -Verbose");

        Assert.All(
            lab.Aws.Accounts.Where(account => account.Denied.Count == 0),
            account => Assert.Single(run.Verbose, line => line.Contains(account.Id, StringComparison.Ordinal)));
        Assert.Equal(32, run.Findings.Count);
        Assert.Equal(run.Progress.Count > 0 ? 1 : 0, run.Progress.Count(record => record.RecordType == ProgressRecordType.Completed));
    }

    [Fact]
    public async Task Quiet_is_one_boolean_per_account()
    {
        await using var lab = await AwsLab.OrganizationAsync(
            FakeAccounts.NoKey("200000000001"), FakeAccounts.OneActiveKey("200000000002"), FakeAccounts.Suspended("200000000003"),
            FakeAccounts.Denied("200000000004"), FakeAccounts.OneInactiveKey("200000000005"));
        lab.Aws.Organization!.PageSize = 6;

        var strict = lab.Session.Run($"{Sweep} -RoleName Auditor -Quiet");
        var lenient = lab.Session.Run($"{Sweep} -RoleName Auditor -Quiet -AllowInactiveKey");

        // Only Pass is true: what was skipped or could not be seen has not passed.
        Assert.Equal([true, true, false, false, false, false], Booleans(strict));
        Assert.Equal([true, true, true, false, false, false], Booleans(lenient));
        Assert.Equal([$"AccessDenied,{CommandNames.Test}"], strict.ErrorIds);
    }

    [Theory]
    [InlineData("Test-CisRootAccessKey @aws")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId 200000000000 -RoleName Auditor")]
    [InlineData("Get-CisAccount @aws")]
    public async Task One_account_has_no_progress(string script)
    {
        await using var lab = await AwsLab.OrganizationAsync(OrganizationLab.Many(1));
        lab.Aws.Latency = TimeSpan.FromMilliseconds(150);

        Assert.Empty(lab.Session.Run(script).Progress);
    }

    [Theory]
    [InlineData("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor -ThrottleLimit 1", false)]
    [InlineData("Test-CisRootAccessKey @aws -RoleName Auditor -ThrottleLimit 1 -AccountId $ids", true)]
    public async Task Progress_counts_up_and_knows_the_rest_of_accounts_that_were_given(string script, bool knowsTotal)
    {
        await using var lab = await AwsLab.SweepAsync(6, latency: TimeSpan.FromMilliseconds(110));

        var run = lab.Session.Run(script);

        AssertWhole(run.Progress);
        var shown = run.Progress.Where(record => record.RecordType == ProgressRecordType.Processing).ToList();
        Assert.Equal(
            [.. Counts(shown).Select(count => knowsTotal ? count * 100 / 6 : -1)], shown.Select(record => record.PercentComplete).ToArray());
        Assert.All(shown, record => Assert.InRange(record.SecondsRemaining, knowsTotal ? 0 : -1, knowsTotal ? 600 : -1));
    }

    private static bool[] Booleans(SessionRun run) => [.. run.Output.Select(item => (bool)item.BaseObject).OrderDescending()];

    private static void AssertWhole(IReadOnlyList<ProgressRecord> records)
    {
        Assert.InRange(records.Count, 2, 8);
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
        Assert.All(records.SkipLast(1), record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
        Assert.Single(records.Select(record => record.ActivityId).Distinct());
        var counts = Counts([.. records.SkipLast(1)]);
        Assert.Equal(counts.Order(), counts);
        Assert.InRange(counts[^1], 1, 7);
    }

    private static int[] Counts(IReadOnlyList<ProgressRecord> records)
        => [.. records.Select(record => int.Parse(record.StatusDescription.Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.CurrentCulture))];
}
