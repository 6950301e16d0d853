
namespace RootKeyCompliance.Tests;

/// <summary>The program beside a manifest of the test's own, as a packed tool would be.</summary>
public sealed class ShellModuleTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    [Fact]
    public async Task Without_a_manifest_it_says_so_in_one_sentence()
    {
        var run = await RunCopyAsync("-Command", "1");
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains("RootKeyCompliance.psd1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_loaded_is_named()
    {
        var manifest = _folder.Write("RootKeyCompliance.psd1", "@{ ModuleVersion = '1.0'; RootModule = 'absent.dll' }");
        var run = await RunCopyAsync("-Command", "1");
        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains(manifest, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_shows_its_script_and_runs_it_on_the_samples()
    {
        var run = await ShellProcess.RunAsync("-Demo");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("    $findings | Send-CisNotification -NotificationLevel verbose\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("""

            Status  Severity AccountId    Name                 Detail
            ------  -------- ---------    ----                 ------
            Fail    Critical 555566667777 acquired.csv         1 active, 1 inactive
            Error   Unknown               damaged.csv          ReportTruncated
            Fail    High     333344445555 legacy.csv           0 active, 1 inactive
            Fail    Critical 111122223333 production.csv       1 active, 0 inactive
            Pass    None     222233334444 sandbox.csv          no key

            """.ReplaceLineEndings("\n"), run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"""

            1.4 Ensure no 'root' user account access key exists
            Detected 3 IAM root user(s) with access keys.
            Detected IAM <root_account> [555566667777] with 2 access key(s) (1 active, 1 inactive).
            Detected IAM <root_account> [333344445555] with 1 access key(s) (0 active, 1 inactive).
            Detected IAM <root_account> [111122223333] with 1 access key(s) (1 active, 0 inactive).
            Could not check credential report '{Path.Combine(ShellProcess.RepositoryRoot, "samples", "damaged.csv")}': the credential report is cut off in the root user's row.
            Account 222233334444: no root access key.

            """.ReplaceLineEndings("\n"), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_samples_the_demo_says_so()
    {
        _folder.Write("RootKeyCompliance.psd1", "@{ ModuleVersion = '1.0' }");

        var run = await RunCopyAsync("-Demo");

        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    public void Dispose() => _folder.Dispose();

    private Task<ShellRun> RunCopyAsync(params string[] arguments)
    {
        var program = Path.Combine(_folder.Root, "tool");
        foreach (var file in Directory.EnumerateFiles(ShellProcess.ShellFolder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(program, Path.GetRelativePath(ShellProcess.ShellFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return ShellProcess.RunFromAsync(program, arguments);
    }
}
