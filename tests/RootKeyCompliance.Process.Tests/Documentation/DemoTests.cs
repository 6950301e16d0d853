namespace RootKeyCompliance.Tests;

/// <summary>The README's first command.</summary>
public sealed class DemoTests
{
    [Theory]
    [InlineData("Error   Unknown ", "ReportTruncated")]
    [InlineData("Fail    Critical 111122223333", "1 active, 0 inactive")]
    [InlineData("Fail    High     333344445555", "0 active, 1 inactive")]
    [InlineData("Pass    None     222233334444", "no key")]
    [InlineData("Detected 3 IAM root user(s) with access keys.", "")]
    [InlineData("Could not check credential report ", "cut off")]
    [InlineData("  Test-CisRootAccessKey ", "your own account")]
    public async Task The_demo_shows_each_verdict_the_notification_and_what_to_try_next(string start, string end)
    {
        var run = await Demo.Value;

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(run.Lines, line => line.StartsWith(start, StringComparison.Ordinal) && line.Contains(end, StringComparison.Ordinal));
    }

    private static readonly Lazy<Task<ProcessResult>> Demo = new(() => ShellProcess.RunAsync("samples/demo.ps1"));
}
