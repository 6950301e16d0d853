using System.Management.Automation;

namespace RootKeyCompliance.Tests;

public sealed class StreamTests
{
    private const string Id = "111122223333";
    private const string KeyId = "AKIACANARYKEYID4WXYZ";
    private const string Secret = "canarySecret/8c1f+Zr3NeverToBeSeen";
    private const string Token = "canaryToken+/IQoJb3JpZ2luX2VjNeverToBeSeen==";

    [Fact]
    public async Task The_finding_comes_before_its_error_which_can_stop_the_script_or_be_collected()
    {
        const string ErrorId = $"AccessDenied,{CommandNames.Test}";
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Denied(Id));

        var merged = lab.Session.Run("Test-CisRootAccessKey @aws 2>&1");
        var stopped = lab.Session.Run("Test-CisRootAccessKey @aws -ErrorAction Stop; 'never'");
        var collected = lab.Session.Run("Test-CisRootAccessKey @aws -ErrorAction SilentlyContinue -ErrorVariable seen; $seen.FullyQualifiedErrorId");

        Assert.Equal([typeof(CisFinding), typeof(ErrorRecord)], merged.Output.Select(item => item.BaseObject.GetType()));
        Assert.Equal(("AccessDenied", ErrorId), (Assert.Single(stopped.Findings).ErrorId, stopped.FailureId));
        Assert.Empty(collected.Errors);
        Assert.Equal(ErrorId, collected.Output[1].BaseObject);
    }

    [Fact]
    public async Task Verbose_names_the_account_and_debug_the_origins()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));

        var silent = lab.Session.Run("Test-CisRootAccessKey @aws");
        var run = lab.Session.Run("Test-CisRootAccessKey @aws -Verbose -Debug");

        Assert.Contains(run.Verbose, line => line.Contains(Id, StringComparison.Ordinal));
        Assert.Contains(run.Debug, line => line.Contains("Credentials", StringComparison.Ordinal) && line.Contains("-AccessKey", StringComparison.Ordinal));
        Assert.Contains(run.Debug, line => line.Contains("us-east-1", StringComparison.Ordinal) && line.Contains("-Region", StringComparison.Ordinal));
        Assert.Contains(run.Debug, line => line.Contains(lab.Aws.Url, StringComparison.Ordinal));
        Assert.Empty(silent.Verbose);
        Assert.Empty(silent.Debug);
        Assert.Empty(silent.Information);
    }

    [Fact]
    public async Task The_sessions_stored_region_is_used_and_named()
    {
        const string Region = "eu-west-1";
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));

        var run = lab.Session.With("StoredAWSRegion", Region).Run("$aws.Remove('Region'); Test-CisRootAccessKey @aws -Debug");

        Assert.Equal(CisStatus.Pass, Assert.Single(run.Findings).Status);
        Assert.Contains(run.Debug, line => line.Contains(Region, StringComparison.Ordinal) && line.Contains("$StoredAWSRegion", StringComparison.Ordinal));
        Assert.Equal(Region, lab.Aws.Requests.Of("GetCallerIdentity").Single().Region);
        Assert.Equal("us-east-1", lab.Aws.Requests.Of("GetAccountSummary").Single().Region);
    }

    [Fact]
    public void A_report_is_named_by_verbose()
    {
        using var folder = new TemporaryFolder();
        using var session = ModuleSession.Open().At(folder.Path);
        var path = folder.Write("r.csv", ReportCsv.Of(Id));

        Assert.Contains(session.Run("Test-CisRootAccessKey -ReportPath r.csv -Verbose").Verbose, line => line.Contains(path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-SecretKey wrong")]
    [InlineData("-SessionToken wrong")]
    [InlineData("-Region nowhere")]
    [InlineData("-EndpointUrl http://127.0.0.1:1")]
    [InlineData("-EndpointUrl \"http://user:$secret@127.0.0.1\"")]
    [InlineData("-ProfileName $null")]
    [InlineData("-AccountId 999988887777")]
    [InlineData("-Credential 7")]
    public async Task No_stream_shows_a_secret_when_an_argument_is_wrong(string arguments)
    {
        await using var aws = await StartWithCanaryAsync();
        using var session = ModuleSession.Open().WithAws(aws, Canary).With("secret", Uri.EscapeDataString(Secret));

        // A parameter given twice is no command: this one takes the place of the splatted one.
        var run = session.Run(
            $"$name = '{arguments}' -replace '^-(\\w*).*$', '$1'; if ($name) {{ $aws.Remove($name) }}; "
            + $"Test-CisRootAccessKey @aws {arguments} -Verbose -Debug");

        AssertNoSecretIn(SeenIn(run));
    }

    private static FakeCredential Canary { get; } = new(KeyId, Secret, Id, FakePrincipal.AssumedRole("audit", "canary")) { SessionToken = Token };

    private static async Task<FakeAws> StartWithCanaryAsync() => await FakeAws.StartAsync(
        new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Id)], Credentials = [Canary] }, TestContext.Current.CancellationToken);

    private static void AssertNoSecretIn(string seen)
    {
        Assert.NotEmpty(seen);
        foreach (var secret in new[] { Secret, Token, KeyId, Uri.EscapeDataString(Secret), Uri.EscapeDataString(Token) })
        {
            Assert.DoesNotContain(secret, seen, StringComparison.Ordinal);
        }
    }

    /// <summary>Every text that a script or a log could read, except what the user has typed (InvocationInfo).</summary>
    private static string SeenIn(SessionRun run)
    {
        var texts = run.Warnings.Concat(run.Verbose).Concat(run.Debug).Concat(run.HostLines).Concat(run.Information.Select(record => $"{record}"));
        var findings = run.Output.Select(item => PSSerializer.Serialize(item, 3));
        var errors = run.Errors.Concat(run.Failure is IContainsErrorRecord failed ? [failed.ErrorRecord] : []).Select(error => string.Join(
            ' ', error, error.Exception, error.ErrorDetails?.Message, error.ErrorDetails?.RecommendedAction, error.CategoryInfo, error.TargetObject,
            string.Join(' ', error.Exception.Data.Values.Cast<object>())));
        return string.Join('\n', [.. texts, .. findings, .. errors]);
    }
}
