using System.Diagnostics;
using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>
/// The Shell is the console host of PowerShell with the module imported. These tests cover its own part: arguments reach the host, the
/// module comes by its manifest, nothing is reported to anybody, and the exit code is the script's.
/// </summary>
public sealed class ShellTests
{
    [Theory]
    [InlineData("Get-ChildItem samples/*.csv | Test-CisRootAccessKey -ErrorAction SilentlyContinue | Sort-Object AccountId | Format-Table; exit 3", 3)]
    [InlineData("Get-CisPipeline | Out-Null", 0)]
    [InlineData("throw 'x'", 1)]
    [InlineData("Test-CisRootAccessKey -ReportPath no-such.csv -ErrorAction Stop", 1)]
    public async Task Exit_code_is_that_of_the_command(string command, int exitCode)
    {
        var run = await ShellProcess.RunAsync("-Command", command);

        Assert.True(run.ExitCode == exitCode, $"{run.ExitCode} {run.Output}{run.Error}");
        Assert.Equal(exitCode == 1, run.Error.Length > 0);
    }

    [Fact]
    public async Task File_is_run_with_its_arguments()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("args.ps1", "param([string] $Name, [switch] $Loud, [int] $N) \"$Name|$Loud|$N|$($args -join ',')|$PSScriptRoot\"; exit 7");

        var run = await ShellProcess.RunAsync("-File", path, "-Name", "a b", "-Loud", "7", "rest", "");

        Assert.Equal(new ProcessResult(7, $"a b|True|7|rest,|{folder.Path}\n", ""), run);
    }

    [Fact]
    public async Task Standard_input_can_be_the_script()
    {
        var run = await ShellProcess.RunWithInputAsync("'from input'\n(Get-CisPipeline cis_v400_1_4).ControlId\nexit 6\n", "-Command", "-");

        Assert.Equal(new ProcessResult(6, "from input\ncis_v400_1_4\n", ""), run);
    }

    [Fact]
    public async Task Module_is_imported_by_its_manifest_and_telemetry_and_update_check_are_off()
    {
        var run = await ShellProcess.RunAsync(
            "-Command",
            "(Get-Module RootKeyCompliance).ModuleBase; [bool](Get-Command Test-CisRootAccessKey).HelpFile; "
            + "$env:POWERSHELL_TELEMETRY_OPTOUT; $env:POWERSHELL_UPDATECHECK");

        Assert.Equal(new ProcessResult(0, $"{Repository.Root}\nTrue\n1\nOff\n", ""), run);
    }

    [Fact]
    public async Task Without_a_manifest_the_error_names_it()
    {
        using var folder = new TemporaryFolder();
        FolderCopy.Make(Path.GetDirectoryName(ChildProcess.Shell)!, folder.Path);

        var run = await ChildProcess.RunAsync("dotnet", [Path.Combine(folder.Path, Path.GetFileName(ChildProcess.Shell)), "-Command", "1"], []);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("RootKeyCompliance.psd1", Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_of_moto_passes()
    {
        using var moto = await MotoServer.StartAsync();

        var run = await ShellProcess.RunAsync(
            "-Command",
            $"Test-CisRootAccessKey -EndpointUrl {moto.Url} -AccessKey test -SecretKey test -Region us-east-1 "
            + "| ForEach-Object { \"$($_.Status) $($_.AccountId) $($_.Source)\" }");

        Assert.Equal(new ProcessResult(0, "Pass 123456789012 Iam\n", ""), run);
    }

    [Fact]
    public async Task Control_C_ends_a_running_check()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGINT cannot be sent to one process on Windows.");
        var cancellation = TestContext.Current.CancellationToken;
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.NoKey("111122223333")] }, cancellation);
        aws.Faults.Always("GetAccountSummary", FakeFault.Stall);
        var user = FakeCredential.UserOf("111122223333");
        string[] shell =
        [
            "dotnet", ChildProcess.Shell, "-Command",
            $"Test-CisRootAccessKey -EndpointUrl {aws.Url} -AccessKey {user.AccessKeyId} -SecretKey {user.SecretKey} -Region us-east-1; 'never'",
        ];

        // A test run in the background of a script ignores SIGINT, and its children inherit that.
        string[] reset = OperatingSystem.IsLinux() ? ["--default-signal=INT"] : [];
        var process = ChildProcess.Start("env", [.. reset, .. shell], []);
        var end = ChildProcess.FinishAsync(process);
        var request = aws.Requests.WaitForRequestAsync("GetAccountSummary", cancellation);
        Assert.Same(request, await Task.WhenAny(request, end));
        var clock = Stopwatch.StartNew();
        await ChildProcess.RunAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)], []);
        var run = await end;

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("never", run.Output, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"It took {clock.Elapsed}.");
    }
}
