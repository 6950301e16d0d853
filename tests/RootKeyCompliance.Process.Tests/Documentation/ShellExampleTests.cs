
namespace RootKeyCompliance.Tests;

/// <summary>Examples for a shell, run in bash where they change nothing but a folder.</summary>
public sealed class ShellExampleTests
{
    private const string RunShell = "dotnet run --project src/RootKeyCompliance.Shell --";

    // Run here, in a folder of their own: they change nothing else.
    private static readonly string[] Run =
        ["README.md", "docs/organizations.md", "docs/removing-root-keys.md", "docs/reports.md", "docs/runbooks/many-organizations.md", "samples/README.md"];

    // Never run here: they build, install, or set up a machine. PackageTests installs as its page says; the tests of the runbooks run what is in their files.
    private static readonly string[] NotRun =
    [
        "CONTRIBUTING.md", "bench/README.md", "docs/installing.md", "docs/runbooks/azure-automation.md", "docs/runbooks/container.md",
        "docs/runbooks/lambda.md", "docs/runbooks/ssm-automation.md", "docs/runbooks/systemd.md",
    ];

    // No fake has these operations: the AWS CLI itself is asked whether they are well formed, and nothing is sent.
    private static readonly string[] OnlyChecked = ["aws organizations ", "aws iam enable-organizations", "aws iam list-organizations"];

    private static readonly string[] Tools = ["aws", "jq"];

    public static TheoryData<string, int> Examples
        => [.. Run.SelectMany(page => Of(page).Select((_, index) => (page, index))).Select(each => new TheoryDataRow<string, int>(each.page, each.index))];

    [Fact]
    public void Each_page_with_such_examples_is_settled()
        => Assert.Equal(
            Run.Concat(NotRun).Sorted(),
            DocumentedExample.Pages().Where(page => DocumentedExample.Of(page).Any(example => example.Language is "sh" or "bash")).Sorted());

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_runs_to_its_end(string page, int index)
    {
        Judge.NeedProgram("bash");
        var code = Of(page)[index].Code;
        foreach (var tool in Tools.Where(tool => code.Contains(tool + " ", StringComparison.Ordinal)))
        {
            Judge.NeedProgram(tool);
        }

        await using var lab = await ExampleLab.StartAsync();
        await lab.RunBashAsync($"pwsh -NoProfile -Command '{LeftBehind}'");
        var script = code
            .Replace(RunShell, $"dotnet '{Path.Combine(ShellProcess.ShellFolder, "RootKeyCompliance.Shell.dll")}'", StringComparison.Ordinal)
            .Replace("-File Invoke", "-File samples/runbooks/Invoke", StringComparison.Ordinal)
            .Replace("/mnt/parts/RUN", "./parts", StringComparison.Ordinal);
        if (OnlyChecked.Any(word => code.Contains(word, StringComparison.Ordinal)))
        {
            await lab.RunBashAsync("aws() { command aws \"$@\" --generate-cli-skeleton output; }\n" + script);
        }
        else if (code.Contains("aws ", StringComparison.Ordinal))
        {
            using var moto = await MotoServer.StartAsync();
            await lab.RunBashAsync("aws securityhub enable-security-hub\n" + script, ("AWS_ENDPOINT_URL", moto.Url));
        }
        else
        {
            // A check that finds something ends with 3.
            await lab.RunBashAsync(script.Contains("Invoke-OrganizationCheck", StringComparison.Ordinal) ? script.TrimEnd() + " || test $? -eq 3" : script);
        }

        AssertMade(lab.Folder, code);
    }

    // A script's output is a file, and some examples begin with one.
    private const string LeftBehind =
        "Import-Module ./RootKeyCompliance.psd1; Test-CisRootAccessKey -ReportPath ./samples/*.csv -ErrorAction Ignore | Export-CisReport findings.asff.json -WarningAction Ignore; exit 0";

    /// <summary>What the example says that it writes is there.</summary>
    private static void AssertMade(string folder, string code)
    {
        foreach (var file in new[] { "report.html", "report.json", "report.csv", "collected.asff.json", "parts/alpha.json" })
        {
            if (code.Contains("> " + file, StringComparison.Ordinal) || code.Contains("Report " + file, StringComparison.Ordinal))
            {
                Assert.True(new FileInfo(Path.Combine(folder, file)).Length > 100, file);
            }
        }
    }

    private static List<DocumentedExample> Of(string page)
        => [.. DocumentedExample.Of(page).Where(example => example.Language is "sh" or "bash" && !example.Code.Contains("dotnet test", StringComparison.Ordinal))];
}
