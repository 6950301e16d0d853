using System.Diagnostics;
using RootKeyCompliance.Fakes;
using Xunit;

namespace RootKeyCompliance.Tests.Fakes;

public sealed class FakeAwsProgramTests
{
    private static readonly string Program = typeof(FakeAws).Assembly.Location;

    [Theory]
    [InlineData("There is no option '--frob'; --help lists them.", "--frob")]
    [InlineData("--port needs a value.", "--port")]
    [InlineData("--fault-rate cannot be '2': a number from 0 to 1 with a decimal point is needed.", "--fault-rate", "2")]
    [InlineData("--accounts cannot be '-1': a number from 0 to 1000000 is needed.", "--accounts", "-1")]
    public async Task A_wrong_argument_is_one_sentence_and_exit_code_2(string sentence, params string[] arguments)
    {
        var run = await ChildProcess.RunAsync("dotnet", [Program, .. arguments], []);

        Assert.Equal((2, sentence, string.Empty), (run.ExitCode, run.Error.TrimEnd(), run.Output));
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var run = await ChildProcess.RunAsync("dotnet", [Program, "--help"], []);

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["--port", "--accounts", "--latency-ms", "--fault-rate", "--fault-kinds", "--stall-seconds", "--seed", "--account-kind"],
            option => Assert.Contains(option, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_says_where_it_listens_answers_and_stops_when_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM to send on Windows.");
        var cancellation = TestContext.Current.CancellationToken;
        using var process = ChildProcess.Start("dotnet", [Program, "--accounts", "3", "--account-kind", "two-active"], []);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellation);
            Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);

            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            var request = SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary").To(line!["listening on ".Length..]);
            using var response = await client.SendAsync(request, cancellation);
            Assert.Contains(
                "<key>AccountAccessKeysPresent</key><value>1</value>", await response.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);

            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(cancellation);
            Assert.Equal(0, process.ExitCode);
            Assert.EndsWith(
                "stopped after 1 requests, 0 of them aborted by the client",
                (await process.StandardOutput.ReadToEndAsync(cancellation)).TrimEnd(),
                StringComparison.Ordinal);
        }
        finally
        {
            ChildProcess.Kill(process);
        }
    }
}
