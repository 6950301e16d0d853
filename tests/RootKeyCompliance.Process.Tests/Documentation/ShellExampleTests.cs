
namespace RootKeyCompliance.Tests;

/// <summary>Examples for a shell, run in bash where they change nothing but a folder.</summary>
public sealed class ShellExampleTests(ExampleLab lab) : IClassFixture<ExampleLab>
{
    private const string RunShell = "dotnet run --project src/RootKeyCompliance.Shell";

    // Run here, in a folder of their own: they change nothing else.
    private static readonly string[] Run =
        ["README.md", "docs/organizations.md", "docs/removing-root-keys.md", "docs/reports.md", "docs/runbooks/many-organizations.md", "samples/README.md"];

    // Never run here: they build, install, or set up a machine. PackageTests installs as its page says; the tests of the runbooks run what is in their files.
    private static readonly string[] NotRun =
    [
        "CONTRIBUTING.md", "bench/README.md", "docs/runbooks/azure-automation.md", "docs/runbooks/container.md",
        "docs/runbooks/lambda.md", "docs/runbooks/ssm-automation.md", "docs/runbooks/systemd.md",
    ];

    // No fake has these operations: the AWS CLI itself is asked whether they are well formed, and nothing is sent.
    private static readonly string[] OnlyChecked = ["aws organizations ", "aws iam enable-organizations", "aws iam list-organizations"];

    private static readonly string[] Made = ["report.html", "report.json", "collected.asff.json", "parts/alpha.json"];

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
        ExternalTool.NeedProgram("bash");
        var code = Of(page)[index].Code;
        foreach (var tool in Tools.Where(tool => code.Contains(tool + " ", StringComparison.Ordinal)))
        {
            ExternalTool.NeedProgram(tool);
        }

        await PrepareAsync();
        var script = code
            .Replace($"{RunShell} --", RunShell, StringComparison.Ordinal)
            .Replace(RunShell, $"dotnet '{ChildProcess.Shell}'", StringComparison.Ordinal)
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

    private async Task PrepareAsync()
    {
        if (File.Exists(Path.Combine(lab.Folder, "findings.asff.json")))
        {
            Made.ToList().ForEach(file => File.Delete(Path.Combine(lab.Folder, file)));
            return;
        }

        // A script's output is a file, and some examples begin with one.
        Directory.CreateDirectory(Path.Combine(lab.Folder, "parts"));
        await lab.RunBashAsync($"""
            cp -r start/* .
            {ExternalTool.NeedProgram("pwsh")} -NoProfile -Command 'Import-Module ./RootKeyCompliance.psd1; Test-CisRootAccessKey -ReportPath ./samples/*.csv \
              -ErrorAction Ignore | Export-CisReport findings.asff.json -WarningAction Ignore; exit 0'
            """.Replace("\\\n", "", StringComparison.Ordinal));
    }

    /// <summary>The files that the example writes are there.</summary>
    private static void AssertMade(string folder, string code)
    {
        foreach (var file in Made)
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
