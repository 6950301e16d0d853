
namespace RootKeyCompliance.Tests;

/// <summary>Commands of ci.yml and release.yml that need no service, run as they stand there.</summary>
public sealed class WorkflowScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("1.2.3", "", "v1.2.3", "## 1.2.3", "version=1.2.3")]
    [InlineData("1.2.3", "rc1", "v1.2.3-rc1", "## 1.2.3-rc1", null)]
    [InlineData("1.2.3", "", "v1.2.4", "## 1.2.3", null)]
    [InlineData("1.2.3", "", "V1.2.3", "## 1.2.3", null)]
    [InlineData("1.2.3", "rc1", "v1.2.3", "## 1.2.3", null)]
    [InlineData("1.2.3", "", "v1.2.3", "## 1.2.30", null)]
    public async Task Tag_must_be_the_version_of_the_manifest_and_in_the_changelog(
        string version, string label, string tag, string heading, string? expected)
    {
        var prerelease = label.Length > 0 ? $"Prerelease = '{label}'" : "";
        _folder.Write("RootKeyCompliance.psd1", $"@{{ ModuleVersion = '{version}'; PrivateData = @{{ PSData = @{{ {prerelease} }} }} }}");
        _folder.Write("CHANGELOG.md", $"# Changelog\n\n{heading}\n\n- Something.\n");

        var run = await RunAsync("release.yml", "check", "version", $"$env:GITHUB_REF_NAME = '{tag}'; $env:GITHUB_OUTPUT = '{At("output")}'");

        Assert.Equal(expected is null ? 1 : 0, run.ExitCode);
        Assert.Equal(expected, File.Exists(At("output")) ? (await File.ReadAllTextAsync(At("output"), TestContext.Current.CancellationToken)).Trim() : null);
    }

    [Theory]
    [InlineData("a,b,c,d,e,f", 0)]
    [InlineData("a,b,c,,e,f", 1)]
    [InlineData(",,,,,", 1)]
    public async Task Missing_setting_of_signing_ends_the_release(string settings, int exitCode)
        => Assert.Equal(exitCode, (await RunAsync("release.yml", "sign", "Signing is configured", $"$env:SETTINGS = '{settings}'")).ExitCode);

    [Fact]
    public async Task Only_files_of_this_project_are_signed()
    {
        string[] ours = ["RootKeyCompliance.psd1", "bin/RootKeyCompliance.dll", "bin/connectors/RootKeyCompliance.Connectors.dll", "formats/RootKeyCompliance.Format.ps1xml"];
        foreach (var file in ours.Concat(["bin/connectors/AWSSDK.Core.dll", "LICENSE", "README.md"]))
        {
            _folder.Write(Path.Combine("artifacts", "RootKeyCompliance", "1.2.3", file), "");
        }

        var run = await RunAsync("release.yml", "sign", "Choose what is ours", $"$env:RUNNER_TEMP = '{At()}'; $env:GITHUB_ENV = '{At("environment")}'");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var root = At("artifacts", "RootKeyCompliance", "1.2.3");
        Assert.Equal(
            ours.Sorted(),
            (await File.ReadAllLinesAsync(At("catalog.txt"), TestContext.Current.CancellationToken)).Select(path => Path.GetRelativePath(root, path).Replace('\\', '/')).Sorted());
        Assert.Equal($"MODULE={root}", (await File.ReadAllTextAsync(At("environment"), TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task Packaged_module_replaces_the_built_one()
    {
        _folder.Write(Path.Combine("bin", "left-over.dll"), "");
        _folder.Write("RootKeyCompliance.psd1", "of the checkout");
        _folder.Write(Path.Combine("package", "RootKeyCompliance", "1.2.3", "RootKeyCompliance.psd1"), "of the package");
        _folder.Write(Path.Combine("package", "RootKeyCompliance", "1.2.3", "bin", "connectors", "Connectors.dll"), "");

        var run = await RunAsync(
            "ci.yml", "pester", "Put the packaged module in the place of the built one",
            "$env:POWERSHELL = \"$($PSVersionTable.PSVersion.Major).$($PSVersionTable.PSVersion.Minor)\"");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("of the package", await File.ReadAllTextAsync(At("RootKeyCompliance.psd1"), TestContext.Current.CancellationToken));
        Assert.Equal([At("bin", "connectors", "Connectors.dll")], Directory.EnumerateFiles(At("bin"), "*", SearchOption.AllDirectories).ToArray());
    }

    [Fact]
    public async Task Other_PowerShell_version_than_that_of_the_matrix_ends_the_job()
    {
        var run = await RunAsync("ci.yml", "pester", "Put the packaged module in the place of the built one", "$env:POWERSHELL = '6.9'");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("This is PowerShell", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Get-AuthenticodeSignature is Windows' own: what the step says can only be read here.</summary>
    [Fact]
    public void Release_is_packed_only_after_all_files_are_signed()
    {
        var jobs = YamlFile.Read(".github", "workflows", "release.yml")["jobs"]!;
        var steps = jobs["sign"]!["steps"]!.AsArray().Select(step => (Name: (string?)step!["name"] ?? (string?)step["uses"] ?? "", Run: (string?)step["run"] ?? "")).ToList();
        var signing = steps.FindIndex(step => step.Name.StartsWith("azure/artifact-signing-action@", StringComparison.Ordinal));
        var proof = steps.FindIndex(step => step.Name == "Every file of ours is signed");
        var packing = steps.FindIndex(step => step.Name == "Make SBOM and Gallery package of the signed files");

        Assert.True(signing >= 0 && signing < proof && proof < packing, string.Join(", ", steps.Select(step => step.Name)));
        Assert.Contains("Where-Object Status -NE Valid", steps[proof].Run, StringComparison.Ordinal);
        Assert.Contains("throw", steps[proof].Run, StringComparison.Ordinal);
        Assert.Contains("Remove-Item -Path artifacts/*.nupkg", steps[packing].Run, StringComparison.Ordinal);
        Assert.True(jobs["publish"]!["needs"]!.AsArray().Any(need => (string)need! == "sign"), "What is published has to be signed.");
    }

    public void Dispose() => _folder.Dispose();

    private string At(params string[] names) => Path.Combine([_folder.Path, .. names]);

    private async Task<ProcessResult> RunAsync(string workflow, string job, string step, string environment)
    {
        var pwsh = ExternalTool.NeedProgram("pwsh");
        var steps = YamlFile.Read(".github", "workflows", workflow)["jobs"]![job]!["steps"]!.AsArray();
        var found = steps.Single(each => step == (string?)each!["name"] || step == (string?)each["id"])!;
        Assert.Equal("pwsh", (string?)found["shell"]);

        // As GitHub starts a step of this shell.
        var script = _folder.Write("step.ps1", $"$ErrorActionPreference = 'stop'\n{(string?)found["run"]}");
        return await ChildProcess.RunAsync(pwsh, ["-NoProfile", "-Command", $"{environment}; . '{script}'"], [], At());
    }
}
