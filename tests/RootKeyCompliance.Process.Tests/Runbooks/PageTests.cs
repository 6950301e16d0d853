using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>The commands of docs/runbooks/many-organizations.md with other paths, and otherwise unchanged.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed partial class PageTests
{
    private const string First = "111111111111";
    private const string Second = "222222222222";

    private static readonly string[] Blocks =
        [.. Fence().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "runbooks", "many-organizations.md")))
            .Select(match => match.Groups["Text"].Value)];

    [Fact]
    public async Task Loop_on_one_machine_notifies_about_all_organizations()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]), ("beta", [FakeAccounts.Denied(Second)]));
        lab.Write("organizations.txt", "alpha\nbeta\n");
        var loop = Block("foreach ($name in $organizations)").Replace("./samples/runbooks", RunbookLab.Scripts, StringComparison.Ordinal);

        var lines = await lab.RunAsync($"Set-Location '{lab.At()}'; . {{ {loop} }} 6>&1 | ForEach-Object {{ \"$_\" }}");

        Assert.Contains($"Detected IAM <root_account> [{First}] with 1 access key(s) (1 active, 0 inactive).", lines, StringComparer.Ordinal);
        Assert.Contains(lines, line => line.StartsWith($"Could not check account {Second}", StringComparison.Ordinal));
        Assert.Equal(
            [
                $"alpha {First} Fail", $"alpha {OrganizationLab.Management} Pass", $"beta {OrganizationLab.Management} Pass",
                $"beta {Second} Error AccessDenied",
            ],
            RunbookLab.Verdicts(RunbookLab.ReadJson(lab.At("findings.json"))));
    }

    [Fact]
    public async Task Line_of_the_SSM_document_writes_a_part_and_ends_with_the_exit_code_of_the_check()
    {
        ExternalTool.Need("pwsh", ChildProcess.Pwsh is null ? "it is not on PATH." : OperatingSystem.IsWindows() ? "AWS-RunShellScript wants a sh." : null);
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]));
        var line = Block("pwsh -NoProfile -File").Replace("/mnt/parts/RUN", lab.Parts, StringComparison.Ordinal);

        // AWS-RunShellScript hands it to a sh like this one. No module is installed for it: the script takes that of its checkout.
        var run = await ChildProcess.RunAsync("/bin/sh", ["-c", line], RunbookLab.ProfileVariables, RunbookLab.Scripts);

        Assert.True(run.ExitCode is 3, run.Error);
        Assert.Equal([$"{First} Fail", $"{OrganizationLab.Management} Pass"], RunbookLab.Verdicts(lab.ReadPart("alpha")["Findings"]));
    }

    // Only Azure itself is replaced, as in ParentTests.
    [Fact]
    public async Task Call_of_the_parent_starts_a_child_for_each_organization()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", []), ("beta", []));
        var call = Block("Start-OrganizationCheck.ps1 -Organization").Replace("/mnt/parts/today", lab.Parts, StringComparison.Ordinal);

        var lines = await lab.RunAsync(
            $"Set-Location '{RunbookLab.Scripts}'; {call.Trim()} | ForEach-Object {{ \"$($_.Organization) $($_.JobStatus)\" }}",
            "AzureAutomation.ps1");

        Assert.Equal(["alpha Completed", "beta Completed"], lines.Sorted());
        Assert.Equal([$"{OrganizationLab.Management} Pass"], RunbookLab.Verdicts(lab.ReadPart("beta")["Findings"]));
    }

    private static string Block(string part) => Blocks.Single(block => block.Contains(part, StringComparison.Ordinal));

    [GeneratedRegex(@"^```(?:powershell|sh)\n(?<Text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();
}
