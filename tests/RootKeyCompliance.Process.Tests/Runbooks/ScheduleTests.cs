using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The commands of the samples for GitHub Actions, GitLab CI, SSM, systemd, cron and containers, taken from their files and run as the service
/// runs them. The services themselves are not here.
/// </summary>
public sealed partial class ScheduleTests
{
    private const string Installed = "/opt/rootkeycompliance/Invoke-RootKeyCheck.ps1";

    private static readonly string Script = Path.Combine(RunbookLab.Scripts, "Invoke-RootKeyCheck.ps1");
    private static readonly string[] Handed = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"];
    private static readonly string[] Units = ["root-key-check.service", "root-key-check.timer"];
    private static readonly string[] FailAndPass = [$"{ScheduleLab.First} Fail", $"{OrganizationLab.Management} Pass"];

    // GitHub hands the step to pwsh -Command, which makes 1 of every exit code but 0.
    [Theory]
    [InlineData(FakeAccountKind.OneActive, 1)]
    [InlineData(FakeAccountKind.NoKey, 0)]
    public async Task GitHub_job_writes_reports_fails_with_a_key_and_notifies_Slack_once(FakeAccountKind kind, int exitCode)
    {
        await using var lab = await ScheduleLab.StartAsync(FakeAccounts.Create(ScheduleLab.First, kind));
        await using var slack = await TinyServer.StartAsync(context => context.Response.WriteAsync("ok", Token));
        lab.CheckOutTo("rootkeycompliance");
        var steps = YamlFile.Read("samples", "ci", "github-actions.yml")["jobs"]!["check"]!["steps"]!.AsArray();
        var step = steps.Single(each => (string?)each!["name"] == "Check")!;
        Assert.Equal("pwsh", (string?)step["shell"]);
        var file = lab.At("step.ps1");
        await File.WriteAllTextAsync(file, GitHubStep((string)step["run"]!), Token);
        lab.Variables["SLACK_WEBHOOK_URL"] = $"{slack.Url}/services/T0/B0/x";

        var first = await lab.RunAsync(ChildProcess.Pwsh!, "-NoProfile", "-Command", $". '{file}'");
        lab.Variables["SLACK_WEBHOOK_URL"] = "";
        var again = await lab.RunAsync(ChildProcess.Pwsh!, "-NoProfile", "-Command", $". '{file}'");

        Assert.Equal((exitCode, exitCode), (first.ExitCode, again.ExitCode));
        Assert.Equal(exitCode, slack.Seen.Count);
        Assert.DoesNotContain("Detected", again.Output, StringComparison.Ordinal);
        Assert.Contains($"{ScheduleLab.First} {(exitCode is 0 ? "Pass" : "Fail")}", lab.Verdicts("reports", "root-keys.json"), StringComparer.Ordinal);

        // What later steps take.
        var taken = steps.SelectMany(each => new[] { (string?)each!["with"]?["path"], (string?)each["with"]?["sarif_file"] })
            .Where(path => path is not null && path != "rootkeycompliance").Distinct(StringComparer.Ordinal).ToArray();
        Assert.All(taken, path => Assert.True(Path.Exists(lab.At(path!)), path));
        Assert.Contains("state", taken, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("project_path:example/audit:ref_type:branch:ref:main", 3)]
    [InlineData("project_path:example/audit:ref_type:branch:ref:other", 2)]
    public async Task GitLab_job_signs_in_with_its_token_and_deletes_it(string subject, int exitCode)
    {
        ScheduleLab.NeedBash();
        var job = YamlFile.Read("samples", "ci", "gitlab-ci.yml")["root-access-keys"]!;
        var audience = (string)job["id_tokens"]!["AWS_TOKEN"]!["aud"]!;
        await using var lab = await ScheduleLab.StartAsync(
            FakeAccounts.OneActiveKey(ScheduleLab.First), audience, "project_path:example/audit:ref_type:branch:ref:main");
        lab.CheckOutTo("rootkeycompliance");
        lab.Variables["AWS_TOKEN"] = lab.Issue(subject, audience);
        lab.Variables["AWS_ROLE_ARN"] = ScheduleLab.Role;
        lab.Variables["TMPDIR"] = Directory.CreateDirectory(lab.At("temporary")).FullName;

        // A runner puts the lines into one script.
        var lines = string.Join('\n', job["script"]!.AsArray().Select(line => (string)line!));
        var run = await lab.RunAsync("bash", "-c", $"set -eo pipefail\n{lines}");

        Assert.True(exitCode == run.ExitCode, run.Error);
        Assert.DoesNotContain(Directory.EnumerateFiles(lab.At("temporary")), path => Path.GetFileName(path).StartsWith("tmp.", StringComparison.Ordinal));
        var suite = XDocument.Load(lab.At((string)job["artifacts"]!["reports"]!["junit"]!)).Descendants("testsuite").Single();
        Assert.Equal(exitCode is 3 ? ("1", "0") : ("0", "1"), ((string)suite.Attribute("failures")!, (string)suite.Attribute("errors")!));
        Assert.Equal(exitCode is 3, File.Exists(lab.At("state", "root-keys.json")) && lab.Verdicts("state", "root-keys.json").SequenceEqual(FailAndPass));
    }

    [Fact]
    public async Task SSM_command_ends_with_the_exit_code_of_the_check()
    {
        ScheduleLab.NeedBash();
        var step = Assert.Single(YamlFile.Read("samples", "runbooks", "root-key-check.ssm.yaml")["mainSteps"]!.AsArray())!;
        Assert.Equal("aws:runCommand", (string?)step["action"]);
        await using var lab = await ScheduleLab.StartAsync(FakeAccounts.OneActiveKey(ScheduleLab.First));
        var command = (string)Assert.Single(step["inputs"]!["Parameters"]!["commands"]!.AsArray())!;

        var run = await lab.RunAsync("/bin/sh", "-c", Elsewhere(command, ("/var/lib/root-key-check", lab.At("state"))));

        Assert.True(run.ExitCode is 3, run.Error);
        Assert.Equal(FailAndPass, lab.Verdicts("state", "reports", "root-keys.json"));
        Assert.True(File.Exists(lab.At("state", "baseline.json")));
    }

    [Fact]
    public async Task Systemd_command_uses_its_state_folder_and_its_credentials()
    {
        ScheduleLab.NeedBash();
        await using var lab = await ScheduleLab.StartAsync(FakeAccounts.OneActiveKey(ScheduleLab.First));
        var unit = await File.ReadAllTextAsync(Path.Combine(RunbookLab.Scripts, "systemd", "root-key-check.service"), Token);
        var command = Elsewhere(Setting(unit, "ExecStart"), ("/usr/bin/pwsh", ChildProcess.Pwsh!));

        // As the unit says it; %d is where systemd puts the copies, %S /var/lib.
        Directory.CreateDirectory(lab.At("credentials"));
        await File.WriteAllTextAsync(
            lab.At("credentials", "aws-config"), "[default]\naws_access_key_id = test\naws_secret_access_key = test\nregion = us-east-1\n", Token);
        await File.WriteAllTextAsync(lab.At("credentials", "notifiers"), "{}", Token);
        foreach (var name in Handed)
        {
            lab.Variables.Remove(name);
        }

        var settings = Regex.Matches(unit, "(?<=^Environment=).+$", RegexOptions.Multiline, TimeSpan.FromSeconds(1))
            .Select(match => match.Value.Replace("%d", lab.At("credentials"), StringComparison.Ordinal).Replace("%S", lab.Folder, StringComparison.Ordinal));
        Directory.CreateDirectory(lab.At("root-key-check"));
        var run = await lab.RunAsync(
            "env", [.. settings, $"STATE_DIRECTORY={lab.At("root-key-check")}", "/bin/sh", "-c", command]);

        Assert.True(run.ExitCode is 3, run.Error);
        Assert.Equal(FailAndPass, lab.Verdicts("root-key-check", "reports", "root-keys.json"));
    }

    [Fact]
    public async Task Systemd_units_are_valid_and_restricted()
    {
        var analyzer = File.Exists("/usr/bin/systemd-analyze") ? "/usr/bin/systemd-analyze" : null;
        ExternalTool.Need("systemd-analyze", analyzer is null ? "it is not in /usr/bin." : null);
        await using var lab = await ScheduleLab.StartAsync(FakeAccounts.NoKey(ScheduleLab.First));
        foreach (var name in Units)
        {
            var unit = await File.ReadAllTextAsync(Path.Combine(RunbookLab.Scripts, "systemd", name), Token);
            await File.WriteAllTextAsync(lab.At(name), unit.Replace("/usr/bin/pwsh", ChildProcess.Pwsh, StringComparison.Ordinal), Token);
        }

        var verified = await lab.RunAsync(analyzer!, "verify", lab.At("root-key-check.service"), lab.At("root-key-check.timer"));
        var exposure = await lab.RunAsync(analyzer!, "security", "--offline=yes", "--threshold=20", "--no-pager", lab.At("root-key-check.service"));

        // It judges what else is on the machine, too.
        Assert.DoesNotContain("root-key-check", verified.Output + verified.Error, StringComparison.Ordinal);
        Assert.True(exposure.ExitCode is 0, exposure.Output + exposure.Error);
    }

    [Theory]
    [InlineData(FakeAccountKind.NoKey, false)]
    [InlineData(FakeAccountKind.OneActive, true)]
    public async Task Cron_line_writes_output_only_when_the_exit_code_is_not_0(FakeAccountKind kind, bool says)
    {
        ScheduleLab.NeedBash();
        await using var lab = await ScheduleLab.StartAsync(FakeAccounts.Create(ScheduleLab.First, kind));
        var line = (await File.ReadAllLinesAsync(Path.Combine(RunbookLab.Scripts, "root-key-check.crontab"), Token))[^1];
        Assert.Matches(@"^(\S+ ){5}said=", line);
        Assert.DoesNotContain("%", line, StringComparison.Ordinal);
        lab.Variables["HOME"] = lab.Folder;

        var run = await lab.RunAsync("/bin/sh", "-c", Elsewhere(line[line.IndexOf("said=", StringComparison.Ordinal)..]));

        Assert.Equal(says, run.Output.Contains($"Detected IAM <root_account> [{ScheduleLab.First}]", StringComparison.Ordinal));
        Assert.Equal(says, run.Output.Length > 0);
        Assert.True(File.Exists(lab.At("reports", "root-keys.html")));
    }

    [Fact]
    public async Task Container_entry_point_takes_arguments_and_ends_with_the_exit_code_of_the_check()
    {
        ScheduleLab.NeedBash();
        await using var lab = await ScheduleLab.StartAsync(FakeAccounts.OneActiveKey(ScheduleLab.First));
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Dockerfile"), Token);
        var entry = JsonNode.Parse(Regex.Match(text, @"(?<=^ENTRYPOINT )\[.+\]$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Value)!.AsArray()
            .Select(word => Elsewhere((string)word!, ("/opt/powershell/pwsh", ChildProcess.Pwsh!), ("/state", lab.At("state")))).ToArray();

        var run = await lab.RunAsync(entry[0], [.. entry[1..], "-CentralRootAccess"]);

        Assert.True(run.ExitCode is 3, run.Error);
        Assert.Equal(FailAndPass, lab.Verdicts("state", "reports", "root-keys.json"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string GitHubStep(string run)
        => $"$ErrorActionPreference = 'stop'\n{run}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) {{ exit $LASTEXITCODE }}";

    private static string Setting(string unit, string name)
        => Regex.Match(unit, $"(?<=^{name}=).+$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Value;

    // The script of this checkout, for the installed one, so that it finds the module.
    private static string Elsewhere(string command, params (string From, string To)[] paths)
    {
        var here = paths.Append((Installed, Script)).Aggregate(command, (text, path) => text.Replace(path.Item1, path.Item2, StringComparison.Ordinal));

        // Nothing of the machine is touched, whatever the file says next year.
        Assert.DoesNotMatch(@"(?<![\w.])/(var|etc|state|srv|opt/rootkeycompliance)\b", here);
        return here;
    }
}
