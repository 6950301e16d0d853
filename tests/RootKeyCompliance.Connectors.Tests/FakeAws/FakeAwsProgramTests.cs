using System.Diagnostics;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsProgramTests
{
    private static readonly string Program = typeof(FakeAws).Assembly.Location;

    [Theory]
    [InlineData("There is no option '--frob'; --help lists them.", "--frob")]
    [InlineData("--port needs a value.", "--port")]
    [InlineData("--fault-rate cannot be '2': a number from 0 to 1 with a decimal point is needed.", "--fault-rate", "2")]
    [InlineData("--accounts cannot be '-1': a number from 0 to 1000000 is needed.", "--accounts", "-1")]
    [InlineData(
        "--quota cannot be 'sts=600': it takes sts, iam, organizations or server, each with a rate and a burst as in sts=600/600, with commas between.",
        "--quota",
        "sts=600")]
    [InlineData("--organization cannot be 'x': it is one of all-features, consolidated-billing, none.", "--organization", "x")]
    [InlineData("--ou cannot be '2001': a number from 0 to 2000 is needed.", "--ou", "2001")]
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
            [
                "--port", "--accounts", "--latency-ms", "--latency", "--quota", "--organization", "--ou", "--enable-root-access", "--fault-rate",
                "--fault-kinds", "--stall-seconds", "--seed", "--account-kind",
            ],
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
                "stopped after 1 requests, 0 of them aborted by the client, 0 throttled, at most 1 at a time",
                (await process.StandardOutput.ReadToEndAsync(cancellation)).TrimEnd(),
                StringComparison.Ordinal);
        }
        finally
        {
            ChildProcess.Kill(process);
        }
    }

    [Fact]
    public async Task It_can_be_an_organization_with_units_quotas_and_central_root_access()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = ChildProcess.Start(
            "dotnet",
            [
                Program, "--accounts", "30", "--ou", "12", "--organization", "all-features", "--enable-root-access", "--latency", "1",
                "--quota", "iam=0/2,organizations=0/2,organizations=single",
            ],
            []);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellation);
            var url = line!["listening on ".Length..];
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            async Task<string> AskAsync(SignedRequest request)
            {
                using var response = await client.SendAsync(request.To(url), cancellation);
                return await response.Content.ReadAsStringAsync(cancellation);
            }

            var accounts = SignedRequest.Organizations(FakeCredential.Test, "ListAccountsForParent", """{"ParentId":"ou-fake-00000012"}""");
            Assert.Contains(
                $"/r-fake/ou-fake-00000001/ou-fake-00000012/{FakeAccounts.IdOf(11)}/", await AskAsync(accounts), StringComparison.Ordinal);
            Assert.Contains("unit-12", await AskAsync(Unit(12)), StringComparison.Ordinal);
            Assert.Contains("TooManyRequestsException", await AskAsync(Unit(1)), StringComparison.Ordinal);
            var features = SignedRequest.Iam(FakeCredential.Test, "ListOrganizationsFeatures");
            Assert.Contains("RootCredentialsManagement", await AskAsync(features), StringComparison.Ordinal);
            Assert.Contains("RootCredentialsManagement", await AskAsync(features), StringComparison.Ordinal);
            Assert.Contains("Throttling", await AskAsync(features), StringComparison.Ordinal);
        }
        finally
        {
            ChildProcess.Kill(process);
        }
    }

    private static SignedRequest Unit(int number) => SignedRequest.Organizations(
        FakeCredential.Test, "DescribeOrganizationalUnit", $$"""{"OrganizationalUnitId":"ou-fake-{{number:D8}}"}""");
}
