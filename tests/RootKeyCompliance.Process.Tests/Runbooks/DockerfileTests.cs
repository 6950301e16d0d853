using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>Dockerfile and .dockerignore, as far as they can be judged without a container engine.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));

    private static readonly (string Name, string Operand)[] Instructions =
        [.. Joined().Replace(Text, " ").Split('\n').Select(line => Instruction().Match(line)).Where(match => match.Success)
            .Select(match => (match.Groups["Name"].Value, match.Groups["Rest"].Value))];

    private static readonly string[] Ignored = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"));

    [Fact]
    public void Images_are_pinned_to_a_patch_and_the_last_one_has_no_SDK()
    {
        var images = Instructions.Where(each => each.Name is "FROM").Select(each => each.Operand.Split(' ')[0]).ToArray();

        Assert.All(images, image => Assert.Matches(@"^mcr\.microsoft\.com/dotnet/(sdk|runtime):\d+\.\d+\.\d+-[a-z]+$", image));
        Assert.StartsWith("mcr.microsoft.com/dotnet/runtime:", images[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Container_does_not_run_as_root()
    {
        var last = Instructions.Last(each => each.Name is "USER" or "ENTRYPOINT" or "CMD" or "RUN");

        Assert.Equal("ENTRYPOINT", last.Name);
        Assert.Equal("$APP_UID", Assert.Single(Instructions, each => each.Name is "USER").Operand);
    }

    [Fact]
    public void Copied_files_exist_and_are_not_ignored()
    {
        var sources = Instructions.Where(each => each.Name is "COPY" && !each.Operand.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(each => each.Operand.Split(' ')[..^1]).ToArray();

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source)) && !IsIgnored(source), source));
    }

    [Fact]
    public void Sources_of_the_build_are_copied_and_build_outputs_are_not()
    {
        var needed = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "formats")))
            .Concat(Directory.EnumerateFiles(Repository.Root).Where(path => Path.GetExtension(path) is ".props" or ".json" or ".psd1" or ".md"))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'));

        Assert.All(needed, path => Assert.False(IsIgnored(path), path));
        Assert.All([".git", "bin", "src/RootKeyCompliance/obj", "artifacts", "tests"], path => Assert.True(IsIgnored(path), path));
    }

    [Fact]
    public void Last_image_takes_the_module_that_the_first_one_builds()
    {
        Assert.Contains("/source/artifacts/RootKeyCompliance /opt/modules/RootKeyCompliance", Text, StringComparison.Ordinal);
        Assert.Contains("PSModulePath=/opt/modules", Text, StringComparison.Ordinal);
        Assert.Contains("RUN dotnet build src/RootKeyCompliance.Packaging --configuration Release -t:PackageModule", Text, StringComparison.Ordinal);
        var project = File.ReadAllText(Path.Combine(Repository.Root, "src", "RootKeyCompliance.Packaging", "RootKeyCompliance.Packaging.csproj"));
        Assert.Contains("<Target Name=\"PackageModule\"", project, StringComparison.Ordinal);
        Assert.Contains("$(Artifacts)RootKeyCompliance/$(Version)/", project, StringComparison.Ordinal);

        // What the package and its help are made of.
        Assert.DoesNotContain(
            ["README.md", "CHANGELOG.md", "LICENSE", "RootKeyCompliance.psd1", "docs/credentials.md", "samples/legacy.csv", "samples/archive.json", "formats/RootKeyCompliance.Format.ps1xml"],
            IsIgnored);
    }

    // The last pattern that fits decides, as Docker reads the file.
    private static bool IsIgnored(string path) => Ignored.Where(line => line.Length > 0).Aggregate(false, (ignored, line) =>
    {
        var isException = line.StartsWith('!');
        var pattern = Regex.Escape(line.TrimStart('!')).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        return Regex.IsMatch(path, $"^{pattern}(/|$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) ? !isException : ignored;
    });

    [GeneratedRegex(@"\\\n\s*", RegexOptions.None, 1000)]
    private static partial Regex Joined();

    [GeneratedRegex(@"^(?<Name>[A-Z]+) (?<Rest>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instruction();
}
