
namespace RootKeyCompliance.Tests;

/// <summary>
/// Start-OrganizationCheck.ps1, whose jobs run Invoke-OrganizationCheck.ps1 against fake organizations. Only Azure itself and the pauses are
/// replaced, by AzureAutomation.ps1: Connect-AzAccount, Start-AzAutomationRunbook, Get-AzAutomationJob and Start-Sleep.
/// </summary>
[Collection(EnvironmentChanges.Name)]
public sealed class ParentTests
{
    private const string Azure = "AzureAutomation.ps1";
    private const string First = "111111111111";
    private const string Second = "222222222222";

    [Fact]
    public async Task Each_organization_has_a_child_that_writes_its_part()
    {
        await using var lab = await RunbookLab.StartAsync(
            ("alpha", [FakeAccounts.OneActiveKey(First)]), ("beta", [FakeAccounts.NoKey(Second)]), ("gamma", []));
        lab["gamma"].Faults.Always("ListAccounts", FakeFault.AccessDenied);

        var lines = await lab.RunAsync(
            $"{Start(lab, "alpha, beta, gamma, Alpha")} -MaxConcurrency 2 | {Say}; \"peak $peak\"; $jobs.Values | ForEach-Object RunOn", Azure);

        Assert.Equal(
            ["alpha Completed True", "beta Completed True", "gamma Completed True", "peak 2", "workers", "workers", "workers"], lines.Sorted());
        Assert.Equal([$"{First} Fail", $"{OrganizationLab.Management} Pass"], RunbookLab.Verdicts(lab.ReadPart("alpha")["Findings"]));
        Assert.Equal([$"{OrganizationLab.Management} Pass", $"{Second} Pass"], RunbookLab.Verdicts(lab.ReadPart("beta")["Findings"]));
        Assert.Equal(["Error OrganizationAccessDenied"], RunbookLab.Verdicts(lab.ReadPart("gamma")["Findings"]));
    }

    [Fact]
    public async Task Failed_child_does_not_stop_others_and_the_merge_reports_its_part()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.NoKey(First)]));

        var lines = await lab.RunAsync(
            $"{Start(lab, "alpha, 'no name'")} | {Say}; $merged = {RunbookLab.Call("Merge-OrganizationFinding.ps1")} -Organization alpha, 'no name' "
            + $"-InputPath '{lab.Parts}' -OutputPath '{lab.At("all.json")}'; \"exit $LASTEXITCODE\"",
            Azure);

        Assert.Equal(["alpha Completed True", "exit 2", "no name Failed False"], lines.Sorted());
        Assert.Equal(
            [$"alpha {First} Pass", $"alpha {OrganizationLab.Management} Pass", "no name  Error PartMissing"],
            RunbookLab.Verdicts(RunbookLab.ReadJson(lab.At("all.json"))));
    }

    [Fact]
    public async Task Child_that_Azure_does_not_start_is_reported_with_an_error()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", []), ("beta", []));

        var lines = await lab.RunAsync("", Azure);
        var run = lab.RunInEngine($"$quota = 1; {Start(lab, "alpha, beta")} | {Say}");

        Assert.Empty(lines);
        Assert.Equal(["alpha Completed True", "beta NotStarted False"], run.Texts.Sorted());
        Assert.IsType<InvalidOperationException>(Assert.Single(run.Errors).Exception);
        Assert.Equal(0, lab["beta"].Requests.CountOf("ListAccounts"));
    }

    [Fact]
    public async Task Job_whose_state_cannot_be_read_is_read_again()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", []));

        await lab.RunAsync("", Azure);
        var run = lab.RunInEngine($"$refusals = 2; {Start(lab, "alpha")} | {Say}; \"naps $naps\"");

        Assert.Equal(["alpha Completed True", "naps 3"], run.Texts);
        Assert.Equal(2, run.Warnings.Count);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task No_child_is_started_after_the_time_limit()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", []), ("beta", []));

        var lines = await lab.RunAsync($"{Start(lab, "alpha, beta")} -TimeLimit 0 | {Say}; \"naps $naps\"", Azure);

        Assert.Equal(["alpha NotStarted False", "beta NotStarted False", "naps 0"], lines);
        Assert.False(Directory.Exists(lab.Parts));
    }

    [Fact]
    public async Task Child_that_still_runs_at_the_time_limit_is_reported_as_running()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", []), ("beta", []));

        // The limit is what ends this: the job never does. It is long enough for the child to be started on a busy machine.
        var lines = await lab.RunAsync(
            $"$ends = $false; {Start(lab, "alpha, beta")} -MaxConcurrency 1 -TimeLimit 00:00:02 | {Say}", Azure);

        Assert.Equal(["alpha Running False", "beta NotStarted False"], lines.Sorted());
    }

    private const string Say = "ForEach-Object { \"$($_.Organization) $($_.JobStatus) $($_.Completed)\" }";

    private static string Start(RunbookLab lab, string organizations)
        => $"{RunbookLab.Call("Start-OrganizationCheck.ps1")} -Organization {organizations} -ResourceGroupName audit -AutomationAccountName audit "
        + $"-HybridWorkerGroup workers -OutputPath '{lab.Parts}'";
}
