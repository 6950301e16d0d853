using System.Diagnostics;
using System.Globalization;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsProgramTests
{
    private static readonly string Program = typeof(FakeAws).Assembly.Location;

    [Theory]
    [InlineData("There is no option '--frob'; --help lists them.", "--frob")]
    [InlineData(
        "--quota cannot be 'sts=600': it takes sts, iam, organizations or server, each with a rate and a burst as in sts=600/600, with commas between.",
        "--quota",
        "sts=600")]
    public async Task A_wrong_argument_is_one_sentence_and_exit_code_2(string sentence, params string[] arguments)
    {
        var run = await ChildProcess.RunAsync("dotnet", [Program, .. arguments], []);

        Assert.Equal((2, sentence, string.Empty), (run.ExitCode, run.Error.TrimEnd(), run.Output));
    }

    [Fact]
    public async Task It_prints_its_address_is_what_its_options_name_and_stops_on_SIGTERM()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM to send on Windows.");
        var cancellation = TestContext.Current.CancellationToken;
        string[] options =
        [
            "--accounts", "30", "--ou", "12", "--organization", "all-features", "--enable-root-access", "--latency", "1",
            "--account-kind", "two-active", "--quota", "iam=0/2,organizations=0/2,organizations=single",
        ];
        using var process = ChildProcess.Start("dotnet", [Program, .. options], []);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellation);
            Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            async Task AnswersAsync(string expected, SignedRequest request)
            {
                using var response = await client.SendAsync(request.To(line!["listening on ".Length..]), cancellation);
                Assert.Contains(expected, await response.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
            }

            var accounts = SignedRequest.Organizations(FakeCredential.Test, "ListAccountsForParent", """{"ParentId":"ou-fake-00000012"}""");
            await AnswersAsync($"/r-fake/ou-fake-00000001/ou-fake-00000012/{FakeAccounts.IdOf(11)}/", accounts);
            await AnswersAsync("unit-12", Unit(12));
            await AnswersAsync("TooManyRequestsException", Unit(1));
            var features = SignedRequest.Iam(FakeCredential.Test, "ListOrganizationsFeatures");
            await AnswersAsync("RootCredentialsManagement", features);
            await AnswersAsync("RootCredentialsManagement", features);
            await AnswersAsync("Throttling", features);
            await AnswersAsync("<key>AccountAccessKeysPresent</key><value>1</value>", SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary"));

            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(cancellation);
            Assert.Equal(0, process.ExitCode);
            Assert.EndsWith(
                "stopped after 7 requests, 0 of them aborted by the client, 2 throttled, at most 1 at a time",
                (await process.StandardOutput.ReadToEndAsync(cancellation)).TrimEnd(),
                StringComparison.Ordinal);
        }
        finally
        {
            ChildProcess.Kill(process);
        }
    }

    private static SignedRequest Unit(int number) => SignedRequest.Organizations(
        FakeCredential.Test, "DescribeOrganizationalUnit", $$"""{"OrganizationalUnitId":"ou-fake-{{number:D8}}"}""");
}
