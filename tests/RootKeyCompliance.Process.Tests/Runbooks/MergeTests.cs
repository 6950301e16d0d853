using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests;

/// <summary>Merge-OrganizationFinding.ps1 with complete, damaged and missing parts.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class MergeTests
{
    private const string First = "111111111111";
    private const string Second = "222222222222";

    [Fact]
    public async Task Each_organization_of_the_list_has_findings_or_an_Error()
    {
        await using var lab = await RunbookLab.StartAsync(
            ("alpha", [FakeAccounts.OneActiveKey(First), FakeAccounts.Denied(Second)]), ("beta", [FakeAccounts.NoKey(Second)]), ("stranger", []));
        lab["beta"].Faults.Always("ListAccounts", FakeFault.AccessDenied);
        lab.Write(Path.Combine("parts", "cut.json"), """{ "Organization": "cut", "Findings": [ { "Sta""");

        var lines = await lab.RunAsync(
            lab.Check("alpha") + lab.Check("beta") + lab.Check("stranger")
            + $"$merged = {Merge(lab, "alpha, beta, missing, cut, Alpha")}; \"exit $LASTEXITCODE\"; "
            + "$merged | ForEach-Object { \"$($_.Organization) $($_.AccountId) $($_.Status) $($_.ErrorId)\".Trim() }");

        string[] expected =
        [
            $"alpha {First} Fail", $"alpha {OrganizationLab.Management} Pass", $"alpha {Second} Error AccessDenied", "beta  Error OrganizationAccessDenied",
            "cut  Error PartDamaged", "missing  Error PartMissing",
        ];
        Assert.Equal(["exit 3", "exit 2", "exit 0", "exit 3"], lines[..4]);
        Assert.Equal(expected, lines[4..].Sorted());
        Assert.Equal(expected, RunbookLab.Verdicts(RunbookLab.ReadJson(lab.At("merged", "all.json"))));
        Assert.Equal(["all.json"], Directory.EnumerateFileSystemEntries(lab.At("merged")).Select(path => Path.GetFileName(path)).Sorted());
    }

    [Fact]
    public async Task Finding_keeps_all_properties_of_the_part()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveAndOneInactiveKey(First)]));

        await lab.RunAsync($"{lab.Check("alpha")}$null = {Merge(lab, "alpha")}");

        var before = lab.ReadPart("alpha")["Findings"]!.AsArray();
        var merged = RunbookLab.ReadJson(lab.At("merged", "all.json")).AsArray();
        Assert.Equal(before.Count, merged.Count);
        foreach (var (finding, kept) in before.Zip(merged))
        {
            finding!["Organization"] = "alpha";
            Assert.True(JsonNode.DeepEquals(finding, kept), $"{finding} became {kept}");
        }
    }

    [Fact]
    public async Task Part_of_an_earlier_run_or_of_another_organization_is_an_Error()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.NoKey(First)]));

        var lines = await lab.RunAsync(
            $"{lab.Check("alpha")}[System.IO.File]::Copy('{Path.Combine(lab.Parts, "alpha.json")}', '{Path.Combine(lab.Parts, "beta.json")}'); "
            + $"$now = [System.DateTimeOffset]::UtcNow; {Merge(lab, "alpha")} -Since $now | ForEach-Object ErrorId; "
            + $"{Merge(lab, "beta")} -Since $now.AddHours(-1) | ForEach-Object ErrorId");

        Assert.Equal(["exit 0", "PartOutdated", "PartMisplaced"], lines);
    }

    [Fact]
    public async Task Notification_has_the_organizations_that_could_not_be_read()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]), ("beta", []));
        lab["beta"].Faults.Always("ListAccounts", FakeFault.AccessDenied);

        var wrong = lab.Check("alpha", "-RoleName 'no role'").Replace("-Organization alpha", "-Organization gamma", StringComparison.Ordinal);

        var lines = await lab.RunAsync(
            $"{lab.Check("alpha")}{lab.Check("beta")}{wrong}'alpha', 'beta', 'gamma', 'missing' | {RunbookLab.Call("Merge-OrganizationFinding.ps1")} "
            + $"-InputPath '{lab.Parts}' -OutputPath '{lab.At("all.json")}' | "
            + "Where-Object Status -ne Pass | Send-CisNotification 6>&1 | ForEach-Object { \"$_\" }");

        Assert.Equal(
            [
                "exit 3", "exit 2", "exit 2", "1.4 Ensure no 'root' user account access key exists", "Detected 1 IAM root user(s) with access keys.",
                $"Detected IAM <root_account> [{First}] with 1 access key(s) (1 active, 0 inactive).",
            ],
            lines[..6]);
        Assert.StartsWith("beta: Could not check the accounts of the organization", lines[6], StringComparison.Ordinal);
        Assert.StartsWith("gamma: Could not check the organization: ", lines[7], StringComparison.Ordinal);
        Assert.Equal(["Could not check organization missing: the check has left no findings."], lines[8..]);
    }

    [Fact]
    public async Task Output_path_that_cannot_be_written_ends_the_merge()
    {
        await using var lab = await RunbookLab.StartAsync();
        lab.Write("merged", "a file in the folder's place");

        await Assert.ThrowsAsync<RunbookFailure>(() => lab.RunAsync($"$null = {Merge(lab, "alpha")}"));
    }

    private static string Merge(RunbookLab lab, string organizations)
        => $"{RunbookLab.Call("Merge-OrganizationFinding.ps1")} -Organization {organizations} -InputPath '{lab.Parts}' "
        + $"-OutputPath '{lab.At("merged", "all.json")}'";
}
