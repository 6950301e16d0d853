using Xunit;

namespace RootKeyCompliance.Tests.Shell;

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
        _folder.Write("RootKeyCompliance.psd1", """
            @{ ModuleVersion = '1.0'; RootModule = 'Fake.psm1'; FormatsToProcess = 'Fake.Format.ps1xml'; FunctionsToExport = '*' }
            """);
        _folder.Write("Fake.psm1", """
            function Test-CisRootAccessKey { [CmdletBinding()] param([string[]] $ReportPath)
                foreach ($file in [IO.Directory]::GetFiles("$PSScriptRoot/samples")) {
                    [pscustomobject]@{ PSTypeName = 'Fake.Finding'; Status = 'Fail'; File = [IO.Path]::GetFileName($file); Hidden = "$ReportPath" } } }
            function Send-CisNotification { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $InputObject)
                process { $PSCmdlet.WriteInformation("Detected $($InputObject.Hidden)", [string[]] 'PSHOST') } }
            """);
        _folder.Write("Fake.Format.ps1xml", """
            <Configuration><ViewDefinitions><View><Name>Fake</Name><ViewSelectedBy><TypeName>Fake.Finding</TypeName></ViewSelectedBy>
            <TableControl><TableHeaders><TableColumnHeader><Label>State</Label></TableColumnHeader><TableColumnHeader/></TableHeaders>
            <TableRowEntries><TableRowEntry><TableColumnItems>
            <TableColumnItem><PropertyName>Status</PropertyName></TableColumnItem>
            <TableColumnItem><PropertyName>File</PropertyName></TableColumnItem>
            </TableColumnItems></TableRowEntry></TableRowEntries></TableControl></View></ViewDefinitions></Configuration>
            """);
        Directory.CreateDirectory(Path.Combine(_folder.Root, "samples"));
        _folder.Write("samples/one.csv", "user");

        var run = await RunCopyAsync("-Demo");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Contains("    $findings = Test-CisRootAccessKey -ReportPath samples/*.csv -ErrorAction SilentlyContinue\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nState File\n----- ----\nFail  one.csv\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("Detected samples/*.csv\n", run.Output, StringComparison.Ordinal);
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
