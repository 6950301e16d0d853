using System.Collections.Concurrent;
using System.Diagnostics;

[assembly: AssemblyFixture(typeof(RootKeyCompliance.Tests.PackagedModule))]

namespace RootKeyCompliance.Tests;

/// <summary>Builds and whole suites: they take both cores, and other tests measure times.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LongRuns
{
    internal const string Name = "Long runs";
}

/// <summary>
/// What 'build.ps1 -Task Package' makes, made once for all tests of a run: in a copy of the sources, since the build of the
/// checkout is what other tests run meanwhile.
/// </summary>
public sealed class PackagedModule : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentBag<TemporaryFolder> _folders = [];
    private string? _artifacts;

    /// <summary>The folder artifacts/ of the copy.</summary>
    internal async Task<string> ArtifactsAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _artifacts ??= await BuildAsync(withShell: true);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The module's folder, alone in another place.</summary>
    internal async Task<string> ModuleAloneAsync()
    {
        var folder = NewFolder();
        var module = Directory.EnumerateDirectories(Path.Combine(await ArtifactsAsync(), "RootKeyCompliance")).Single();
        var alone = Path.Combine(folder, "RootKeyCompliance", Path.GetFileName(module));
        foreach (var file in Directory.EnumerateFiles(module, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(alone, Path.GetRelativePath(module, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return alone;
    }

    /// <summary>Builds the package in a copy of the sources of its own; the folder artifacts/.</summary>
    internal async Task<string> BuildAsync(bool withShell)
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
        await RunAsync("git", copy, "-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message=test");
        await RunAsync("dotnet", copy, "build", "src/RootKeyCompliance.Packaging", "-c", "Release", "-t:PackageModule", "--disable-build-servers");
        if (withShell)
        {
            await RunAsync("dotnet", copy, "pack", "src/RootKeyCompliance.Shell", "--disable-build-servers");
        }

        return Path.Combine(copy, "artifacts");
    }

    /// <summary>What a program writes; an error when it fails.</summary>
    internal static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_AUTHOR_DATE"] = start.Environment["GIT_COMMITTER_DATE"] = "2026-01-02T03:04:05Z";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("PSModulePath");
        var run = await ShellProcess.FinishAsync(Process.Start(start)!, "", Limit);
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
}
