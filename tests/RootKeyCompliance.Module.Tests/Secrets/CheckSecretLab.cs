namespace RootKeyCompliance.Tests;

internal sealed class CheckSecretLab : AwsSecretLab
{
    /// <summary>A refused report is a warning beside a finding.</summary>
    internal const string ReportEcho = "echo by iam:GenerateCredentialReport";

    private const string Account = "111122223333";

    private FakeAws _aws = null!;

    internal override string Script => AllStreams +
        """
        Test-CisRootAccessKey @p @all
        Invoke-CisPipeline cis_v400_1_4 @p -PassThru @all
        """;

    internal override IReadOnlyList<Canary> Secrets => [AccessKey, SecretKey, SessionToken];

    internal override async Task PrepareAsync(string way, string failure)
    {
        _aws = Keep(await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Account)] }));
        _aws.Add(CredentialOf(Account, FakePrincipal.User("auditor")));
        if (failure == NoAnswer)
        {
            _aws.Faults.Always("GetAccountSummary", FakeFault.Stall);
        }
        else if (failure != None)
        {
            var action = failure == ReportEcho ? "GenerateCredentialReport" : "GetAccountSummary";
            _aws.Faults.Always(action, FakeFault.Error(400, "InvalidInput", $"{Echo.Of(FormOf(failure), Sent)} {AccessKey.Text}"));
        }

        Variables["AWS_MAX_ATTEMPTS"] = failure == Untrusted ? "1" : "2";
        var url = failure == Untrusted ? Keep(await FakeServices.StartAsync(TestCertificates.Localhost)).Url
            : NotAws.Contains(failure) ? StartRaw(failure, Sent).Url : _aws.Url;
        Session.With("p", Give(way, url));
    }

    internal override async Task<bool> WaitsForEverAsync()
    {
        await _aws.Requests.WaitForRequestAsync("GetAccountSummary", TestContext.Current.CancellationToken);
        return true;
    }

    internal override void AssertOutcome(string failure, SessionRun run)
    {
        Assert.Equal(failure is None or NoAnswer or ReportEcho ? 0 : 2, run.Errors.Count);
        Assert.Equal(failure == ReportEcho ? 2 : 0, run.Warnings.Count);
        var status = failure is None or ReportEcho ? CisStatus.Fail : CisStatus.Error;
        Assert.Equal(failure == NoAnswer ? [] : [status, status], run.Findings.Select(finding => finding.Status));
    }

    internal override async Task<IReadOnlyList<(string Text, CisFault? Fault)>> RunOnOwnClockAsync(string failure, IActivityLog log)
    {
        Variables["AWS_MAX_ATTEMPTS"] = "1";
        var server = Keep(new RawServer(listensFirst: true, RawServer.Silence));
        var options = AccountChecks.Options(server.Url, AccessKey.Text, SecretKey.Text) with
        {
            SessionToken = SessionToken.Text,
            Patience = AccountChecks.Quick with { Request = TimeSpan.FromMilliseconds(200) },
        };
        var evidence = await AccountChecks.ReadAsync(options, TestContext.Current.CancellationToken, log);
        return [($"{evidence}", evidence.Fault)];
    }
}
