using System.Globalization;

namespace RootKeyCompliance.Tests;

public sealed class ShellStreamTests
{
    private const string AllStreams = """
        & {
            [CmdletBinding()] param()
            'output'
            $PSCmdlet.WriteWarning('w')
            $PSCmdlet.WriteVerbose('v')
            $PSCmdlet.WriteInformation('host', [string[]] 'PSHOST')
            $PSCmdlet.WriteInformation('silent', [string[]] @())
            $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new(1, 'Activity', 'Status'))
            $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('boom'), 'Id', 'NotSpecified', $null))
            $DebugPreference = 'Continue'
            $PSCmdlet.WriteDebug('d')
        } -Verbose
        """;

    [Fact]
    public async Task Every_stream_goes_where_pwsh_sends_it()
    {
        var run = await ShellProcess.RunAsync("-Command", AllStreams);
        Assert.Equal("output\nWARNING: w\nVERBOSE: v\nhost\nDEBUG: d\n", run.Output);
        Assert.Contains("boom", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Activity", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirected_output_has_no_escapes_and_keeps_every_character()
    {
        var run = await ShellProcess.RunAsync("-Command", "\"`e[31mä€😀`e[0m\"; throw 'é'");
        Assert.Equal("ä€😀\n", run.Output);
        Assert.Equal("Exception: é\n", run.Error);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Name = 'a'; Count = 1 }", "\nName Count\n---- -----\na        1\n\n")]
    [InlineData("[pscustomobject]@{ A = 1; B = 2; C = 3; D = 4; E = 5 }", "\nA : 1\nB : 2\nC : 3\nD : 4\nE : 5\n\n")]
    public async Task Objects_are_shown_as_tables_and_lists(string script, string expected) =>
        Assert.Equal(expected, (await ShellProcess.RunAsync("-c", script)).Output);

    [Fact]
    public async Task Arguments_bind_to_a_file_as_in_pwsh()
    {
        using var folder = new ScriptFolder();
        var path = folder.Write("args.ps1", """
            param([string] $Name, [switch] $Loud, [switch] $Quiet, [int] $N)
            "$Name|$Loud|$Quiet|$N|$($args -join ',')|$PSScriptRoot|$($MyInvocation.MyCommand.Name)"
            """);
        var run = await ShellProcess.RunAsync("-File", path, "-Name", "a b", "-Loud", "-Quiet:$false", "7", "rest", "");
        Assert.Equal($"a b|True|False|7|rest,|{folder.Root}|args.ps1\n", run.Output);
    }

    [Fact]
    public async Task Input_feeds_the_script_that_asks_for_it()
    {
        var run = await ShellProcess.RunWithInputAsync("a\nb\n", "-Command", "$input | ForEach-Object { \"<$_>\" }");
        Assert.Equal("<a>\n<b>\n", run.Output);
    }

    [Fact]
    public async Task Formatting_data_of_the_module_is_used_and_the_module_is_there()
    {
        var run = await ShellProcess.RunAsync("-c", "(Get-Module RootKeyCompliance).ModuleBase");
        Assert.Equal(ShellProcess.RepositoryRoot + "\n", run.Output);
    }

    [Fact]
    public async Task Commands_behave_as_in_the_real_pwsh()
    {
        Judge.NeedProgram("pwsh");

        string[] scripts =
        [
            "1, 'a', $null, 2.5", "throw 'x'", "nosuch", "nosuch; 1", "1/0", "$x = 1; $x +", "exit 3", "return 5",
            "1..3 | % { [pscustomobject]@{ N = $_; M = 'z' * $_ } }", "[datetime]'2020-01-02'", "Get-Command Out-Null",
            "[pscustomobject]@{ a = 'x' * 60; b = 'y' * 60; c = 1 }", "try { throw 'a' } catch { $_ }", "'y' * 300",
            "$ErrorView = 'NormalView'; 1/0", "Set-StrictMode -Version 3; $nope", "Import-Module nope", "break; 1",
            "function f { [CmdletBinding(SupportsShouldProcess)] param() $PSCmdlet.ShouldProcess('t', 'a') }; f -WhatIf",
            "function f([Parameter(Mandatory)] $Q, [Parameter(Mandatory)] [string[]] $L) { \"$Q $L\" }; f",
            "$Host.UI.PromptForChoice('c', 'm', [Management.Automation.Host.ChoiceDescription[]]('&Red', '&Blue'), 1)",
            "trap { 'trapped'; continue } throw 'x'; 'after'", "$Host.SetShouldExit(6); 'still'", "$PSStyle.OutputRendering",
        ];
        const string input = "one\ntwo\nred\n\n";
        foreach (var script in scripts)
        {
            var expected = await ShellProcess.RunPwshAsync(input, "-Command", script);
            var actual = await ShellProcess.RunWithInputAsync(input, "-Command", script);
            Assert.Equal(Describe(script, expected), Describe(script, actual));
        }
    }

    private static string Describe(string script, ShellRun run) =>
        string.Create(CultureInfo.InvariantCulture, $"{script}\nexit {run.ExitCode}\n{run.Output}");
}
