using System.Collections;
using System.Management.Automation;
using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>What goes to which stream, in which order, and what goes to none.</summary>
public sealed class StreamTests
{
    private const string Id = "111122223333";
    private const string KeyId = "AKIACANARYKEYID4WXYZ";
    private const string Secret = "canarySecret/8c1f+Zr3NeverToBeSeen";
    private const string Token = "canaryToken+/IQoJb3JpZ2luX2VjNeverToBeSeen==";

    [Fact]
    public async Task The_finding_comes_before_its_error()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Denied(Id));

        var run = lab.Session.Run("Test-CisRootAccessKey @aws 2>&1");

        Assert.Equal([typeof(CisFinding), typeof(ErrorRecord)], run.Output.Select(item => item.BaseObject.GetType()));
    }

    [Fact]
    public async Task ErrorAction_Stop_delivers_the_finding_and_then_ends()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Denied(Id));

        var run = lab.Session.Run("Test-CisRootAccessKey @aws -ErrorAction Stop; 'never'");

        Assert.Equal("AccessDenied", Assert.Single(run.Findings).ErrorId);
        Assert.Equal("AccessDenied,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand", run.FailureId);
    }

    [Fact]
    public async Task Errors_can_be_collected_and_ignored()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Denied(Id));

        var run = lab.Session.Run("Test-CisRootAccessKey @aws -ErrorAction SilentlyContinue -ErrorVariable seen; $seen.FullyQualifiedErrorId");

        Assert.Empty(run.Errors);
        Assert.Equal("AccessDenied,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand", run.Output[1].BaseObject);
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

    public static TheoryData<string, int, string> EchoingErrors => new()
    {
        { "GetCallerIdentity", 403, "SignatureDoesNotMatch" },
        { "GetCallerIdentity", 403, "InvalidClientTokenId" },
        { "GetCallerIdentity", 400, "IncompleteSignature" },
        { "GetCallerIdentity", 403, "ExpiredToken" },
        { "GetAccountSummary", 403, "SignatureDoesNotMatch" },
        { "GetAccountSummary", 403, "InvalidSignatureException" },
        { "GetAccountSummary", 400, "MissingAuthenticationToken" },
        { "GetAccountSummary", 403, "AccessDenied" },
        { "GetAccountSummary", 400, "SomethingNew" },
        { "GenerateCredentialReport", 403, "SignatureDoesNotMatch" },
        { "GenerateCredentialReport", 403, "AccessDenied" },
        { "GetCredentialReport", 400, "SomethingNew" },
    };

    [Theory]
    [MemberData(nameof(EchoingErrors))]
    public async Task No_stream_shows_a_secret_even_when_the_server_repeats_it(string action, int status, string code)
    {
        await using var aws = await StartWithCanaryAsync();
        aws.Faults.Always(action, FakeFault.Error(
            status, code,
            $"The Canonical String for this request should have been 'POST / content-type:x host:x x-amz-security-token:{Token} secret:{Secret} {KeyId}'"));
        using var session = ModuleSession.Open().WithAws(aws, Canary);

        var seen = SeenIn(session.Run(
            "Test-CisRootAccessKey @aws -Verbose -Debug; Invoke-CisPipeline cis_v400_1_4 @aws -PassThru -NotificationLevel verbose -Verbose -Debug"));

        AssertNoSecretIn(seen);
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
    public async Task No_stream_shows_a_secret_whatever_goes_wrong(string arguments)
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

    /// <summary>Every text that a script or a log could get at. Only what the user typed himself (InvocationInfo) is left out.</summary>
    private static string SeenIn(SessionRun run)
    {
        var text = new StringBuilder();
        text.AppendJoin('\n', run.Warnings.Concat(run.Verbose).Concat(run.Debug).Concat(run.HostLines)).AppendLine();
        text.AppendJoin('\n', run.Information).AppendJoin('\n', run.Progress).AppendLine();
        foreach (var item in run.Output)
        {
            text.Append(item).AppendLine();
            foreach (var property in item.Properties)
            {
                var values = property.Value is IEnumerable many and not string ? many.Cast<object>() : [property.Value];
                text.Append(property.Name).Append('=').AppendJoin(' ', values).AppendLine();
            }
        }

        var errors = run.Errors.Concat(run.Failure is IContainsErrorRecord failed ? [failed.ErrorRecord] : []);
        foreach (var error in errors)
        {
            text.Append(error).AppendLine().Append(error.ErrorDetails?.Message).Append(error.ErrorDetails?.RecommendedAction)
                .Append(error.CategoryInfo).Append(error.TargetObject).Append(error.FullyQualifiedErrorId).AppendLine();
            for (var exception = error.Exception; exception is not null; exception = exception.InnerException)
            {
                text.Append(exception).AppendLine();
                foreach (DictionaryEntry entry in exception.Data)
                {
                    text.Append(entry.Key).Append('=').Append(entry.Value).AppendLine();
                }
            }
        }

        return text.ToString();
    }
}
