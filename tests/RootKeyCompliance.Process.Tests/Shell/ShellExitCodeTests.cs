
namespace RootKeyCompliance.Tests;

public sealed class ShellExitCodeTests
{
    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 4", 4)]
    [InlineData("exit", 0)]
    [InlineData("& { exit 9 }", 9)]
    [InlineData("throw 'x'", 1)]
    [InlineData("no-such-command", 1)]
    [InlineData("no-such-command; 1", 0)]
    [InlineData("1/0; 2", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; no-such-command; 1", 1)]
    [InlineData("if (", 1)]
    public async Task A_command_ends_with(string script, int code) =>
        Assert.Equal(code, (await ShellProcess.RunAsync("-Command", script)).ExitCode);

    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 0", 0)]
    [InlineData("function f { exit 5 }; f; 'never'", 5)]
    [InlineData("throw 'x'", 1)]
    [InlineData("no-such-command", 0)]
    [InlineData("if (", 1)]
    [InlineData("param([int] $N)", 1, "-N", "text")]
    [InlineData("[CmdletBinding()] param()", 1, "-Nope")]
    public async Task A_file_ends_with(string content, int code, params string[] arguments)
    {
        using var folder = new ScriptFolder();
        var path = folder.Write("a script's.ps1", content);
        Assert.Equal(code, (await ShellProcess.RunAsync(["-File", path, .. arguments])).ExitCode);
    }

    [Theory]
    [InlineData("-Nonsense")]
    [InlineData("-Command")]
    [InlineData("-File")]
    [InlineData("-File", "/no/such/file.ps1")]
    public async Task A_command_line_that_is_not_understood_is_one_sentence_and_64(params string[] arguments)
    {
        var run = await ShellProcess.RunAsync(arguments);
        Assert.Equal(64, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains("-Help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_a_script_when_nothing_else_is_given()
    {
        var run = await ShellProcess.RunWithInputAsync("if ($true) {\n  'from input'\n}\nexit 6\n");
        Assert.Equal(new ShellRun(6, "from input\n", ""), run);
    }

    [Fact]
    public async Task Help_says_what_the_engine_lacks_and_where_it_is()
    {
        var run = await ShellProcess.RunAsync("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Microsoft.PowerShell.Utility", run.Output, StringComparison.Ordinal);
        Assert.Contains("https://aka.ms/powershell", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public async Task Text_in_the_place_of_a_file_is_pointed_to_command()
    {
        var run = await ShellProcess.RunAsync("Test-CisRootAccessKey");
        Assert.Equal((64, ""), (run.ExitCode, run.Output));
        Assert.Contains("-Command", run.Error, StringComparison.Ordinal);
    }
}
