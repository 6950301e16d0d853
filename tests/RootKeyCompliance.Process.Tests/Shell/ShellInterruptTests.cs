using System.Diagnostics;
using System.Globalization;

namespace RootKeyCompliance.Tests;

public sealed class ShellInterruptTests
{
    private const int Sigint = 130;

    [Theory]
    [InlineData("'started'; while ($true) { $i++ }")]
    [InlineData("'started'; 1..1000000000 | ForEach-Object { $i = $_ }")]
    [InlineData("'started'; /bin/sleep 60 | ForEach-Object { }")]
    public async Task Control_c_stops_a_script_within_a_second(string script)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("SIGINT cannot be sent to one process on Windows.");
        }

        var process = ShellProcess.Start("-Command", script);
        Assert.Equal("started", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        var clock = Stopwatch.StartNew();
        var run = await ShellProcess.FinishAsync(process, "");
        Assert.Equal(Sigint, run.ExitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
        Assert.Empty(run.Error);
    }
}
