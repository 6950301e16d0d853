using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(RootKeyCompliance.Tests.PackagedModule))]

namespace RootKeyCompliance.Tests;

/// <summary>Builds and whole suites use both cores, while other tests measure times.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LongRuns
{
    internal const string Name = "Long runs";
}

/// <summary>The package of the build that is tested, made once for all tests of a run.</summary>
public sealed class PackagedModule : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);
    private static readonly string Project = Path.Combine("src", "RootKeyCompliance.Packaging", "RootKeyCompliance.Packaging.csproj");

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["GIT_AUTHOR_DATE"] = "2026-01-02T03:04:05Z",
        ["GIT_COMMITTER_DATE"] = "2026-01-02T03:04:05Z",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentBag<TemporaryFolder> _folders = [];
    private string? _artifacts;

    internal static void NeedThoroughMode()
        => Assert.SkipUnless(Thorough.IsOn, "This takes minutes and runs only in the thorough mode: set ROOTKEYCOMPLIANCE_THOROUGH=1.");

    /// <summary>The folder artifacts/ with the package, elsewhere than in the checkout.</summary>
    internal async Task<string> ArtifactsAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _artifacts ??= await PackAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The module's folder, alone in another place.</summary>
    internal async Task<string> ModuleAloneAsync()
    {
        var module = Directory.EnumerateDirectories(Path.Combine(await ArtifactsAsync(), "RootKeyCompliance")).Single();
        return FolderCopy.Make(module, Path.Combine(NewFolder(), "RootKeyCompliance", Path.GetFileName(module)));
    }

    /// <summary>Builds the package from a copy of the sources; the folder artifacts/.</summary>
    internal async Task<string> BuildAsync()
    {
        var copy = NewFolder();
        var files = await RunAsync("git", Repository.Root, "ls-files", "--cached", "--others", "--exclude-standard");
        foreach (var file in files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Repository.Root, file))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(copy, file));
        }

        // A commit of the same content at the same time has the same id, which is in the libraries.
        await RunAsync("git", copy, "init", "--quiet");
        await RunAsync("git", copy, "add", "--all");
        await RunAsync(
            "git", copy, "-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message=test");
        await RunAsync("dotnet", copy, "build", Project, "-c", "Release", "-t:PackageModule", "--disable-build-servers");
        return Path.Combine(copy, "artifacts");
    }

    /// <summary>What a program writes; an error when it fails.</summary>
    internal static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        var run = await ChildProcess.RunAsync(program, arguments, Variables, folder, limit: Limit);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{run.Output}\n{run.Error}");
        return run.Output;
    }

    internal string NewFolder()
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        return folder.Path;
    }

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        foreach (var folder in _folders)
        {
            folder.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task<string> PackAsync()
    {
        var artifacts = Path.Combine(NewFolder(), "artifacts");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await RunAsync(
            "dotnet", Repository.Root, "msbuild", Project, "-t:PackBuiltModule", $"-p:Configuration={configuration}", $"-p:Artifacts={artifacts}/", "-nologo");
        return artifacts;
    }
}
