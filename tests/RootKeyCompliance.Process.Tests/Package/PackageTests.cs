using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

/// <summary>The package, as docs/installing.md describes it.</summary>
[Collection(LongRuns.Name)]
public sealed partial class PackageTests(PackagedModule package)
{
    private static readonly string[] TopLevel =
    [
        "CHANGELOG.md", "LICENSE", "RootKeyCompliance.psd1", "THIRD-PARTY-NOTICES.txt", "bin", "en-US", "formats", "samples", "sbom.spdx.json",
    ];

    private static readonly string[] Forbidden =
    [
        ".pdb", ".cs", ".deps.json", "Tests", "FakeAws", "xunit", "System.Management.Automation", "PowerShellStandard", "Markdig", "NuGet.",
    ];

    [Fact]
    public async Task Folder_holds_the_module_and_nothing_else()
    {
        var module = await package.ModuleAloneAsync();

        Assert.Equal(TopLevel, NamesOf(Directory.EnumerateFileSystemEntries(module)));
        var files = Files(module);
        Assert.DoesNotContain(
            files,
            file => Forbidden.Any(word => word[0] == '.' ? file.EndsWith(word, StringComparison.Ordinal) : file.Contains(word, StringComparison.Ordinal)));
        Assert.Equal(
            NamesOf(Directory.EnumerateFiles(Path.Combine(Repository.ModuleBin, "connectors"), "*.dll")),
            NamesOf(files.Where(file => file.StartsWith("bin/connectors/", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Folder_alone_runs_a_check_and_has_its_help()
    {
        var module = await package.ModuleAloneAsync();
        ExternalTool.NeedProgram("pwsh");

        var output = await PackagedModule.RunAsync(
            ChildProcess.Pwsh!, package.NewFolder(), "-NoProfile", "-Command",
            $"Import-Module '{Path.GetDirectoryName(module)}'; (Test-CisRootAccessKey -ReportPath '{module}/samples/acquired.csv').Severity; (Get-Help Send-CisNotification).Synopsis.Length -gt 50; "
            + "(Get-Help about_RootKeyCompliance_Notifiers).Length -gt 1000; (Get-Module RootKeyCompliance).ModuleBase");

        Assert.Equal(["Critical", "True", "True", module], output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Package_has_the_files_of_the_folder_and_the_metadata_of_the_Gallery()
    {
        var module = await package.ModuleAloneAsync();
        using var archive = ZipFile.OpenRead(Directory.EnumerateFiles(await package.ArtifactsAsync(), "RootKeyCompliance.?.*.nupkg").Single());

        var packed = archive.Entries.Where(entry => !entry.FullName.StartsWith("_rels/", StringComparison.Ordinal) && !entry.FullName.StartsWith("package/", StringComparison.Ordinal))
            .Select(entry => Uri.UnescapeDataString(entry.FullName)).Except(["[Content_Types].xml", "RootKeyCompliance.nuspec"], StringComparer.Ordinal).Sorted();
        Assert.Equal(Files(module), packed);

        await using var stream = await archive.GetEntry("RootKeyCompliance.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        var nuspec = await XDocument.LoadAsync(stream, LoadOptions.None, TestContext.Current.CancellationToken);
        string Of(string name) => nuspec.Descendants().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal("RootKeyCompliance", Of("id"));
        Assert.Equal(Path.GetFileName(module), Of("version"));
        Assert.Equal("MIT", Of("license"));
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal) { "PSModule", "PSEdition_Core", "PSIncludes_Cmdlet", "PSCmdlet_Test-CisRootAccessKey" },
            new HashSet<string>(Of("tags").Split(' '), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Same_sources_give_the_same_bytes()
    {
        PackagedModule.NeedThoroughMode();
        var first = await package.BuildAsync();
        var second = await package.BuildAsync();

        var name = Path.GetFileName(Directory.EnumerateFiles(second, "RootKeyCompliance.?.*.nupkg").Single());
        Assert.Equal(await HashAsync(Path.Combine(first, name)), await HashAsync(Path.Combine(second, name)));
    }

    [Fact]
    public async Task Size_is_that_on_the_page()
    {
        var size = new FileInfo(Directory.EnumerateFiles(await package.ArtifactsAsync(), "RootKeyCompliance.?.*.nupkg").Single()).Length / 1e6;
        var documented = double.Parse(Size().Match(DocumentedExample.Read("docs/installing.md")).Groups["size"].Value, CultureInfo.InvariantCulture);

        Assert.True(Math.Abs(size - documented) < 0.5, $"The package has {size:F1} MB, and the page has {documented:F1}.");
    }

    [Fact]
    public async Task Bill_of_materials_lists_each_file_and_each_library()
    {
        var module = await package.ModuleAloneAsync();
        using var sbom = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(module, "sbom.spdx.json"), TestContext.Current.CancellationToken));
        var root = sbom.RootElement;

        var listed = root.GetProperty("files").EnumerateArray().ToDictionary(
            file => file.GetProperty("fileName").GetString()![2..],
            file => file.GetProperty("checksums").EnumerateArray().Single(sum => sum.GetProperty("algorithm").GetString() == "SHA256").GetProperty("checksumValue").GetString()!,
            StringComparer.Ordinal);
        Assert.Equal(Files(module).Where(file => file != "sbom.spdx.json").ToArray(), listed.Keys.Sorted());
        foreach (var (file, hash) in listed)
        {
            Assert.Equal(hash, await HashAsync(Path.Combine(module, file)));
        }

        var notices = await File.ReadAllTextAsync(Path.Combine(module, "THIRD-PARTY-NOTICES.txt"), TestContext.Current.CancellationToken);
        var packages = root.GetProperty("packages").EnumerateArray().Skip(1).ToList();
        Assert.NotEmpty(packages);
        foreach (var each in packages)
        {
            Assert.Equal(128, each.GetProperty("checksums")[0].GetProperty("checksumValue").GetString()!.Length);
            Assert.Contains($"{each.GetProperty("name").GetString()} {each.GetProperty("versionInfo").GetString()}:", notices, StringComparison.Ordinal);
        }

        Assert.All(
            NamesOf(Directory.EnumerateFiles(Path.Combine(module, "bin", "connectors"))).Where(name => !name.StartsWith("RootKeyCompliance", StringComparison.Ordinal)),
            name => Assert.Contains(name, notices, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Package_installs_from_a_repository_as_on_the_page()
    {
        ExternalTool.NeedProgram("pwsh");
        var commands = DocumentedExample.Of("docs/installing.md").Select(example => example.Code).Single(code => code.Contains("Install-PSResource", StringComparison.Ordinal));
        var home = package.NewFolder();
        var script = Path.Combine(home, "install.ps1");
        Directory.CreateDirectory(Path.Combine(home, "modules"));

        // A home of its own: nobody's repositories or modules are touched.
        await File.WriteAllTextAsync(
            script,
            $"$ErrorActionPreference = 'Stop'\n$env:HOME = $env:USERPROFILE = $env:XDG_DATA_HOME = $env:XDG_CONFIG_HOME = '{home}'\n"
            + $"{commands.Replace("Install-PSResource RootKeyCompliance", $"Save-PSResource RootKeyCompliance -Path '{home}/modules' -TrustRepository", StringComparison.Ordinal)}\n"
            + $"Import-Module (Get-ChildItem '{home}/modules' -Recurse -Filter RootKeyCompliance.psd1).FullName\n(Get-Command -Module RootKeyCompliance).Count\n",
            TestContext.Current.CancellationToken);

        var output = await PackagedModule.RunAsync(ChildProcess.Pwsh!, Directory.GetParent(await package.ArtifactsAsync())!.FullName, "-NoProfile", "-File", script);

        Assert.Equal("12", output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim());
    }

    private static string[] NamesOf(IEnumerable<string> paths) => paths.Select(path => Path.GetFileName(path)).Sorted();

    private static string[] Files(string folder)
        => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Sorted();

    private static async Task<string> HashAsync(string path)
        => Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)));

    [GeneratedRegex(@"`RootKeyCompliance\.<version>\.nupkg` \| (?<size>[\d.]+) MB", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Size();
}
