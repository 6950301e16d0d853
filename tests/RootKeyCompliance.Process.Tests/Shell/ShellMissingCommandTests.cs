
namespace RootKeyCompliance.Tests;

/// <summary>What the shell says of the cmdlets that PowerShell has and its engine has not.</summary>
public sealed class ShellMissingCommandTests
{
    private const string Id = "CommandNotFoundException,RootKeyCompliance.Shell.MissingCommand";

    [Theory]
    [InlineData("Select-Object", "Select-Object Status -First 1", false)]
    [InlineData("Sort-Object", "1 | Sort-Object -Property:$null -Descending", false)]
    [InlineData("Format-List", "Get-CisPipeline | fl *", false)]
    [InlineData("Set-Location", "cd /", false)]
    [InlineData("Write-Host", "write-host", false)]
    [InlineData("Get-ChildItem", "Get-ChildItem samples/*.csv | Test-CisRootAccessKey", true)]
    [InlineData("Get-ChildItem", "gci -Recurse", true)]
    [InlineData("Import-Csv", "Import-Csv -Path x.csv -Delimiter ';'", true)]
    public async Task A_cmdlet_of_the_product_is_one_sentence_and_1(string name, string script, bool readsReports)
    {
        var run = await ShellProcess.RunAsync("-Command", script);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        var line = Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith($"{name}: '{name}' is not part of this shell", line, StringComparison.Ordinal);
        Assert.Contains("https://aka.ms/powershell", run.Error, StringComparison.Ordinal);
        Assert.Equal(readsReports, run.Error.Contains("-ReportPath", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("try { Get-Date } catch [Management.Automation.CommandNotFoundException] { $_.FullyQualifiedErrorId }", Id + "\n")]
    [InlineData("Get-Date; 'the next statement'", "the next statement\n")]
    [InlineData("function Get-Date { 'mine' }; Get-Date", "mine\n")]
    [InlineData("@(Get-Command Get-Date -ErrorAction Ignore).Count", "0\n")]
    [InlineData("try { no-such-command } catch { $_.FullyQualifiedErrorId }", "CommandNotFoundException\n")]
    public async Task To_a_script_it_is_a_command_that_was_not_found(string script, string output) =>
        Assert.Equal(output, (await ShellProcess.RunAsync("-Command", script)).Output);

    [Fact]
    public async Task Every_cmdlet_that_the_real_pwsh_has_beyond_the_engine_is_known()
    {
        Judge.NeedProgram("pwsh");

        const string list =
            "Get-Command -CommandType Cmdlet -Module Microsoft.PowerShell.[UMSH]*, *ThreadJob | ForEach-Object Name";
        var names = (await ShellProcess.RunPwshAsync("", "-Command", list)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("Select-Object", names, StringComparer.Ordinal);

        // Looked up and never called: Stop-Computer is among them.
        const string look =
            "foreach ($name in $input) { $ExecutionContext.InvokeCommand.GetCommand($name, 'Cmdlet').ImplementingType.Name }";
        var run = await ShellProcess.RunWithInputAsync(string.Join('\n', names), "-Command", look);

        Assert.Equal(new ShellRun(0, string.Concat(names.Select(_ => "MissingCommand\n")), ""), run);
    }

    [Theory]
    [InlineData("help Test-CisRootAccessKey")]
    [InlineData("man Test-CisRootAccessKey")]
    public async Task Help_and_man_are_get_help(string script)
    {
        var expected = await ShellProcess.RunAsync("-Command", "Get-Help Test-CisRootAccessKey");
        Assert.Equal(0, expected.ExitCode);
        Assert.Equal(expected, await ShellProcess.RunAsync("-Command", script));
    }
}
