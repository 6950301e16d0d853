using System.Management.Automation;
using System.Text.Json;

namespace RootKeyCompliance.Tests;

public sealed class ExportCommandTests : IDisposable
{
    private const string Old = "what was there";
    private const string Suffix = ",RootKeyCompliance.Commands.ExportCisReportCommand";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleSession _session = ModuleSession.Open();

    public ExportCommandTests() => _session.At(_folder.Path).With("findings", SampleFindings.OfEachKind.ToArray());

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("r.json", "\"type\": \"rootkeycompliance.findings\"")]
    [InlineData("r.JSON", "\"type\": \"rootkeycompliance.findings\"")]
    [InlineData("r.csv", "Status,Severity,")]
    [InlineData("r.md", "## 1.4 ")]
    [InlineData("r.markdown", "## 1.4 ")]
    [InlineData("r.xml", "<testsuites ")]
    [InlineData("r.junit.xml", "<testsuites ")]
    [InlineData("r.sarif", "\"results\": [")]
    [InlineData("r.sarif.json", "\"results\": [")]
    [InlineData("r.ocsf.json", "\"class_uid\":2003")]
    [InlineData("r.asff.json", "\"SchemaVersion\":\"2018-10-08\"")]
    [InlineData("-Format Sarif r.json", "\"results\": [")]
    [InlineData("-Format csv r.txt", "Status,Severity,")]
    [InlineData("r.txt markdown", "## 1.4 ")]
    public void The_format_is_given_or_follows_from_the_name(string arguments, string sign)
    {
        var run = _session.Run($"$findings | Export-CisReport {arguments}");

        run.ThrowIfFailed();
        Assert.Empty(run.Output);
        Assert.Contains(sign, File.ReadAllText(Assert.Single(Files())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r.txt")]
    [InlineData("json")]
    [InlineData("r.jsonx")]
    public void A_name_without_a_known_extension_ends_the_command(string name)
    {
        Assert.Equal("ReportFormatUnknown" + Suffix, _session.RunToFailure($"$findings | Export-CisReport {name}").FailureId);
        Assert.Empty(Files());
    }

    [Fact]
    public void A_report_of_no_findings_is_a_report()
    {
        _session.Run("@() | Export-CisReport r.json").ThrowIfFailed();

        Assert.Empty(Read("r.json"));
    }

    [Fact]
    public void NoClobber_leaves_a_file_alone()
    {
        var path = _folder.Write("r.json", Old);

        Assert.Equal("ReportExists" + Suffix, _session.RunToFailure("$findings | Export-CisReport r.json -NoClobber").FailureId);

        AssertOld(path);
        _session.Run("Export-CisReport new.json -NoClobber -InputObject $findings").ThrowIfFailed();
        Assert.Equal(SampleFindings.OfEachKind.Count, Read("new.json").Count);
    }

    [Fact]
    public void A_file_that_is_read_only_is_replaced_with_Force_and_not_without()
    {
        var path = _folder.Write("r.json", Old);
        File.SetAttributes(path, FileAttributes.ReadOnly);

        Assert.Equal("ReportNotWritable" + Suffix, _session.RunToFailure("$findings | Export-CisReport r.json").FailureId);
        AssertOld(path);

        _session.Run("$findings | Export-CisReport r.json -Force").ThrowIfFailed();
        Assert.Equal(SampleFindings.OfEachKind.Count, Read("r.json").Count);
    }

    [Fact]
    public void WhatIf_writes_nothing_and_passes_through()
    {
        var path = _folder.Write("r.json", Old);

        var run = _session.Run("$findings | Export-CisReport r.json -WhatIf -PassThru");

        Assert.Equal(SampleFindings.OfEachKind, run.Findings);
        AssertOld(path);
    }

    [Fact]
    public void PassThru_emits_the_findings_when_the_report_is_there()
    {
        _session.With("path", Path.Combine(_folder.Path, "r.json"));

        var run = _session.Run("$findings | Export-CisReport r.json -PassThru | ForEach-Object { if (-not [IO.File]::Exists($path)) { throw 'too soon' }; $_ }");

        Assert.Null(run.Failure);
        Assert.Equal(SampleFindings.OfEachKind, run.Findings);
        _session.Run("$findings | Export-CisReport first.json -PassThru | Select-Object -First 1").ThrowIfFailed();
        Assert.Equal(SampleFindings.OfEachKind.Count, Read("first.json").Count);
    }

    [Theory]
    [InlineData("nowhere/r.json")]
    [InlineData("r.json/r.json")]
    [InlineData(".")]
    [InlineData("Variable:r.json")]
    [InlineData("Env:/r.json")]
    [InlineData("nodrive:/r.json")]
    public void A_path_that_cannot_be_written_is_an_error_before_findings_come(string path)
    {
        _folder.Write("r.json", Old);

        var run = _session.RunToFailure("& { $global:asked = $true; $findings } | Export-CisReport -Path $args[0] -Format Json", path);

        Assert.Equal("ReportNotWritable" + Suffix, run.FailureId);
        AssertOld(Assert.Single(Files()));
        Assert.Equal("False", Assert.Single(_session.Run("$null -ne $asked").Texts));
    }

    [Theory]
    [InlineData("[1].json")]
    [InlineData("a b.json")]
    [InlineData("größe.json")]
    public void A_name_is_taken_literally(string name)
    {
        _session.Run("$findings | Export-CisReport -Path $args[0]", name).ThrowIfFailed();

        Assert.Equal(name, Path.GetFileName(Assert.Single(Files())));
    }

    [Fact]
    public void An_input_that_is_not_a_finding_is_an_error_and_the_others_are_written()
    {
        var run = _session.Run("& { 'text'; $findings; 42; [pscustomobject]@{ Status = 'Fail' } } | Export-CisReport r.json");

        Assert.Equal(Enumerable.Repeat("NotAFinding" + Suffix, 3), run.ErrorIds, StringComparer.Ordinal);
        Assert.Equal(SampleFindings.OfEachKind.Count, Read("r.json").Count);
    }

    [Fact]
    public void Deserialized_findings_are_findings()
    {
        var flattened = SampleFindings.OfEachKind.Select(finding => PSObject.AsPSObject(PSSerializer.Deserialize(PSSerializer.Serialize(finding, depth: 3)))).ToArray();

        _session.With("flattened", flattened).Run("$flattened | Export-CisReport r.json; $findings | Export-CisReport live.json").ThrowIfFailed();

        Assert.Equal(Read("live.json"), Read("r.json"));
    }

    [Fact]
    public void Findings_without_a_place_in_ASFF_are_a_warning()
    {
        var run = _session.Run("$findings | Export-CisReport r.asff.json");

        Assert.StartsWith("3 finding(s) without an account id", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("& { $findings; throw 'half-way' } | Export-CisReport r.json")]
    [InlineData("& { $findings; 'text' } | Export-CisReport r.json -ErrorAction Stop")]
    [InlineData("& { $findings * 500; throw 'half-way' } | Export-CisReport r.json -PassThru")]
    public void A_pipeline_that_fails_half_way_leaves_the_old_file(string script)
    {
        var path = _folder.Write("r.json", Old);

        Assert.NotNull(_session.RunToFailure(script).Failure);

        AssertOld(path);
    }

    [Fact]
    public async Task Stop_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder.Write("r.json", Old);
        using var begun = new ManualResetEventSlim();
        _session.With("begun", begun);
        using var running = _session.Start("& { $findings * 500; $begun.Set(); while ($true) { [Threading.Thread]::Sleep(5) } } | Export-CisReport r.json");
        Assert.True(begun.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(2, Files().Length);

        await Task.Run(running.Stop, TestContext.Current.CancellationToken);

        Assert.Equal(PSInvocationState.Stopped, running.State);
        AssertOld(path);
    }

    [Fact]
    public void A_private_file_stays_private()
    {
        if (OperatingSystem.IsWindows())
        {
            // It has no modes.
            return;
        }

        var path = _folder.Write("r.json", Old);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        _session.Run("$findings | Export-CisReport r.json").ThrowIfFailed();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(SampleFindings.OfEachKind.Count, Read("r.json").Count);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        var path = _folder.Write("real/r.json", Old);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link.json"), path);

        _session.Run("$findings | Export-CisReport link.json").ThrowIfFailed();

        Assert.Equal(SampleFindings.OfEachKind.Count, Read("real/r.json").Count);
        Assert.NotNull(new FileInfo(Path.Combine(_folder.Path, "link.json")).LinkTarget);
    }

    private string[] Files() => Directory.GetFiles(_folder.Path);

    private List<string> Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Path, name)));
        return [.. json.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetRawText())];
    }

    private void AssertOld(string path)
    {
        Assert.Equal(Old, File.ReadAllText(path));
        Assert.Equal([path], Files());
    }
}
