using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>.github as it can be read without GitHub: its YAML, its permissions, what it runs and what it names.</summary>
public sealed partial class GitHubFilesTests
{
    public static TheoryData<string> Files => [.. Yaml(".github").Append(Path.Combine("samples", "ci", "github-actions.yml"))];

    public static TheoryData<string> Workflows =>
        [.. Yaml(Path.Combine(".github", "workflows")).Append(Path.Combine("samples", "ci", "github-actions.yml"))];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_is_YAML_without_duplicate_names(string file) => Assert.NotEmpty(YamlFile.Read(file));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_are_pinned_to_a_commit_with_their_version(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, file)).Where(line => Uses().IsMatch(line)).ToArray();

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Matches(@"uses: (\./\.github/workflows/[a-z]+\.yml|[A-Za-z0-9-]+/[A-Za-z0-9/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", line));
    }

    [Fact]
    public void Action_has_the_same_commit_in_all_files()
    {
        var pins = Workflows.SelectMany(file => Pin().Matches(File.ReadAllText(Path.Combine(Repository.Root, file.Data))))
            .Select(match => (Action: match.Groups["Action"].Value, Commit: match.Groups["Commit"].Value)).Distinct();

        Assert.All(pins.GroupBy(pin => pin.Action, StringComparer.Ordinal), group => Assert.Single(group));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_may_only_read_and_jobs_declare_what_more_they_need(string file)
    {
        var workflow = YamlFile.Read(file);

        Assert.All(workflow["permissions"]!.AsObject(), permission => Assert.Equal(("contents", "read"), (permission.Key, (string?)permission.Value)));
        Assert.All(YamlFile.All(workflow["jobs"], "permissions"), permissions => Assert.IsType<JsonObject>(permissions));
        Assert.DoesNotContain("pull_request_target", workflow["on"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Checkout_keeps_no_token_and_jobs_have_a_time_limit(string file)
    {
        foreach (var (name, job) in YamlFile.Read(file)["jobs"]!.AsObject())
        {
            Assert.True(job!["timeout-minutes"] is not null || job["uses"] is not null, $"{name} has no limit.");
            foreach (var step in job["steps"]?.AsArray() ?? [])
            {
                if (((string?)step!["uses"])?.StartsWith("actions/checkout@", StringComparison.Ordinal) is true)
                {
                    Assert.Equal("false", (string?)step["with"]!["persist-credentials"]);
                }
            }
        }
    }

    // What others can write, such as a branch's name or an issue's title, must not become a command: it goes through the environment.
    [Theory]
    [MemberData(nameof(Workflows))]
    public void Commands_have_no_expressions(string file)
        => Assert.All(YamlFile.All(YamlFile.Read(file)["jobs"], "run"), run => Assert.DoesNotContain("${{", (string)run!, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Files_in_commands_exist(string file)
    {
        foreach (var run in YamlFile.All(YamlFile.Read(file)["jobs"], "run").Select(run => ((string)run!).Replace("rootkeycompliance/", "", StringComparison.Ordinal)))
        {
            Assert.All(Named().Matches(run).Select(match => match.Value), path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
        }
    }

    [Fact]
    public void Every_supported_PowerShell_runs_with_every_supported_Pester_on_every_system()
    {
        var matrix = YamlFile.Read(".github", "workflows", "ci.yml")["jobs"]!["pester"]!["strategy"]!["matrix"]!;

        Assert.Equal("""["7.4","7.5","7.6"]""", matrix["powershell"]!.ToJsonString());
        Assert.Equal("""["5","6"]""", matrix["pester"]!.ToJsonString());
        Assert.Equal(["macos", "ubuntu", "windows"], matrix["os"]!.AsArray().Select(os => ((string)os!).Split('-')[0]).Sorted());
    }

    [Fact]
    public void Publishing_and_signing_wait_for_the_environment_and_for_all_tests()
    {
        var jobs = YamlFile.Read(".github", "workflows", "release.yml")["jobs"]!.AsObject();

        foreach (var name in new[] { "sign", "publish" })
        {
            Assert.Equal("release", (string?)jobs[name]!["environment"]);
        }

        Assert.Equal("""["ci","check"]""", jobs["sign"]!["needs"]!.ToJsonString());
        Assert.Equal("""["check","sign"]""", jobs["publish"]!["needs"]!.ToJsonString());
        Assert.Equal("./.github/workflows/ci.yml", (string?)jobs["ci"]!["uses"]);
        Assert.DoesNotContain(jobs.Where(job => job.Key is not ("publish" or "sign")), job => job.Value!.ToJsonString().Contains("secrets.", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Yaml(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.yml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\s*-?\s*uses:", RegexOptions.None, 1000)]
    private static partial Regex Uses();

    [GeneratedRegex(@"uses: (?<Action>[A-Za-z0-9-]+/[A-Za-z0-9-]+)[^@\n]*@(?<Commit>[0-9a-f]{40})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pin();

    [GeneratedRegex(@"\b(src|tests|samples)/[\w./-]+|\b(build|RootKeyCompliance)\.ps[d]?1\b|\bCHANGELOG\.md\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
