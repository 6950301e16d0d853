using System.Collections;

namespace RootKeyCompliance.Tests;

/// <summary>The keys with which accounts are checked are seen nowhere, however they are given and whatever answers.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class ConnectionCanaryTests : IDisposable
{
    private const string Account = "111122223333";
    private const string Script =
        """
        $all = @{ Verbose = $true; Debug = $true; ErrorAction = 'Continue'; WarningAction = 'Continue'; InformationAction = 'Continue' }
        Test-CisRootAccessKey @p @all
        Invoke-CisPipeline cis_v400_1_4 @p -PassThru @all
        """;

    private static readonly string[] Ways = ["parameters", "variables", "profile"];

    private readonly AwsEnvironment _environment = new();
    private readonly ModuleSession _session = ModuleSession.Open();
    private readonly Canary _accessKey = new("the access key's id", "AKIA{0}{1}");
    private readonly Canary _secretKey = new("the secret key", "{0}/+{1}");
    private readonly Canary _sessionToken = new("the session token", "{0}/+{1}==");

    public void Dispose()
    {
        _session.Dispose();
        _environment.Dispose();
    }

    public static TheoryData<string> EveryWay => new(Ways);

    public static TheoryData<string, string> Echoes => new(
        Echo.FormsAndEvery.Select(form => ("parameters", form)).Concat(Ways.Skip(1).Select(way => (way, Echo.Every))));

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task An_account_that_is_checked_shows_no_secret(string way)
    {
        await using var aws = await StartAsync();

        var run = Run(way, aws.Url);

        Assert.Empty(run.Errors);
        Assert.Equal([CisStatus.Fail, CisStatus.Fail], run.Findings.Select(finding => finding.Status));
        AssertNothingShown(run);
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task An_AWS_that_repeats_keys_is_not_repeated(string way, string form)
    {
        await using var aws = await StartAsync();
        aws.Faults.Always("GetAccountSummary", FakeFault.Error(400, "InvalidInput", $"{Echo.Of(form, Sent)} {_accessKey.Text}"));

        var run = Run(way, aws.Url);

        Assert.Equal(2, run.Errors.Count);
        AssertNothingShown(run);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("nonsense")]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 4000\r\n")]
    public async Task What_is_no_answer_of_AWS_shows_no_secret(string answer)
    {
        _environment["AWS_MAX_ATTEMPTS"] = "2";
        var echo = Echo.Of(Echo.Every, Sent);
        await using var server = new RawServer(listensFirst: true, answer == "reset" ? null : $"{answer}\r\n{echo}\r\n\r\n{echo}");

        var run = Run("parameters", server.Url);

        Assert.Equal(2, run.Errors.Count);
        AssertNothingShown(run);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_shows_no_secret()
    {
        _environment["AWS_MAX_ATTEMPTS"] = "1";
        await using var server = await FakeServices.StartAsync(TestCertificates.Localhost);

        var run = Run("parameters", server.Url);

        Assert.Equal(2, run.Errors.Count);
        AssertNothingShown(run);
    }

    [Fact]
    public async Task An_AWS_that_never_answers_shows_no_secret()
    {
        await using var aws = await StartAsync();
        aws.Faults.Always("GetAccountSummary", FakeFault.Stall);
        using var running = Prepare("parameters", aws.Url).Start(Script);
        await aws.Requests.WaitForRequestAsync("GetAccountSummary", TestContext.Current.CancellationToken);

        running.Stop();

        AssertNothingShown(running.Wait(TimeSpan.FromSeconds(10)));
    }

    /// <summary>To the end of the wait, which the module has no parameter for.</summary>
    [Fact]
    public async Task A_check_that_times_out_shows_no_secret()
    {
        _environment["AWS_MAX_ATTEMPTS"] = "1";
        await using var server = new RawServer(listensFirst: true, RawServer.Silence);
        var log = new ActivityLog();
        var options = AccountChecks.Options(server.Url, _accessKey.Text, _secretKey.Text) with
        {
            SessionToken = _sessionToken.Text,
            Patience = AccountChecks.Quick with { Request = TimeSpan.FromMilliseconds(200) },
        };

        var evidence = await AccountChecks.ReadAsync(options, TestContext.Current.CancellationToken, log);

        Assert.Equal("RequestTimedOut", evidence.Fault?.ErrorId);
        Shown.AssertNone(
            [("evidence", $"{evidence} {evidence.Fault} {evidence.Fault?.RecommendedAction}"), .. log.Lines.Select(line => ("log", line))], All);
    }

    private Canary[] All => [_accessKey, _secretKey, _sessionToken];

    private string[] Sent => [_secretKey.Text, _sessionToken.Text];

    private SessionRun Run(string way, string url) => Prepare(way, url).Run(Script);

    private ModuleSession Prepare(string way, string url)
    {
        var parameters = new Hashtable(StringComparer.Ordinal) { ["EndpointUrl"] = url, ["Region"] = ModuleSession.RegionOfTests };
        switch (way)
        {
            case "parameters":
                parameters["AccessKey"] = _accessKey.Text;
                parameters["SecretKey"] = _secretKey.Text;
                parameters["SessionToken"] = _sessionToken.Text;
                break;
            case "variables":
                _environment["AWS_ACCESS_KEY_ID"] = _accessKey.Text;
                _environment["AWS_SECRET_ACCESS_KEY"] = _secretKey.Text;
                _environment["AWS_SESSION_TOKEN"] = _sessionToken.Text;
                break;
            default:
                _environment.Credentials =
                    $"[audit]\naws_access_key_id={_accessKey.Text}\naws_secret_access_key={_secretKey.Text}\naws_session_token={_sessionToken.Text}\n";
                parameters["ProfileName"] = "audit";
                break;
        }

        return _session.With("p", parameters);
    }

    private void AssertNothingShown(SessionRun run)
    {
        Assert.NotEmpty(run.Debug);
        Shown.AssertNone(Shown.By(run, _session), All);
    }

    private async Task<FakeAws> StartAsync()
    {
        var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account)] }, TestContext.Current.CancellationToken);
        var caller = new FakeCredential(_accessKey.Text, _secretKey.Text, Account, FakePrincipal.User("auditor"));
        aws.Add(caller with { SessionToken = _sessionToken.Text });
        return aws;
    }
}
