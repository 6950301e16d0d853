using System.Text;
using RootKeyCompliance.Connectors.Aws.Sessions;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Access;

namespace RootKeyCompliance.Tests;

public sealed class CredentialReportDownloadTests
{
    private const string Account = "111122223333";
    private const string Generate = "GenerateCredentialReport";
    private const string Get = "GetCredentialReport";

    private readonly RunningAheadTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, FakeReportBehaviour, bool, int, int> Reports() => new()
    {
        { "ready", FakeReportBehaviour.Ready, false, 1, 1 },
        { "made at once", FakeReportBehaviour.NeverGenerated, true, 2, 1 },
        { "made in three polls", FakeReportBehaviour.InProgress(3), true, 5, 1 },
        { "too old", FakeReportBehaviour.Expired, true, 2, 1 },
        { "refused twice with LimitExceeded", FakeReportBehaviour.LimitExceeded(2), true, 4, 1 },
        { "throttled twice", FakeReportBehaviour.Throttled(2), true, 4, 1 },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_report_is_downloaded(string what, FakeReportBehaviour behaviour, bool isFresh, int generates, int gets)
    {
        await using var aws = await StartAsync(behaviour);

        var report = await DownloadAsync(aws);

        Assert.True(isFresh == report.IsFresh, what);
        Assert.StartsWith("user,arn,", new StreamReader(report.Content, Encoding.UTF8).ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, report.GeneratedTime?.Offset);
        Assert.Equal((generates, gets), (aws.Requests.CountOf(Generate), aws.Requests.CountOf(Get)));
    }

    [Fact]
    public async Task Pauses_grow_to_five_seconds_and_end_before_a_minute()
    {
        await using var aws = await StartAsync(FakeReportBehaviour.AlwaysInProgress);

        var fault = await FaultAsync(aws);

        Assert.Equal("ReportLate", fault.ErrorId);
        var seconds = _time.Pauses.Select(pause => pause.TotalSeconds).ToArray();
        var growing = new[] { 0.5, 1, 2, 4, 5, 5 };
        Assert.All(growing.Zip(seconds), pair => Assert.InRange(pair.Second, pair.First, pair.First * 1.25));
        Assert.All(seconds.Skip(4), pause => Assert.InRange(pause, 5, 6.25));
        Assert.InRange(seconds.Sum(), 50, 61.25);
        Assert.Equal(0, aws.Requests.CountOf(Get));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Without_permission_to_make_a_report_the_one_that_another_made_is_waited_for_and_used(int polls)
    {
        await using var aws = await StartAsync(FakeReportBehaviour.Ready);
        aws.Account(Account).Denied = new HashSet<string>(StringComparer.Ordinal) { Generate };
        if (polls > 0)
        {
            aws.Faults.Next(Get, FakeFault.Error(404, "ReportInProgress", "Unknown"), polls);
        }

        var made = new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero);
        aws.Account(Account).ReportGeneratedTime = made;

        var report = await DownloadAsync(aws);

        Assert.Equal((false, made), (report.IsFresh, report.GeneratedTime));
        Assert.Equal((polls + 1, polls), (aws.Requests.CountOf(Get), _time.Pauses.Count));
    }

    [Theory]
    [InlineData("ReportNotPresent")]
    [InlineData("ReportExpired")]
    public async Task Without_permission_and_without_a_report_nothing_is_waited_for(string code)
    {
        await using var aws = await StartAsync(FakeReportBehaviour.Ready);
        aws.Account(Account).Denied = new HashSet<string>(StringComparer.Ordinal) { Generate };
        aws.Faults.Always(Get, FakeFault.Error(410, code, "Unknown"));

        var fault = await FaultAsync(aws);

        Assert.Equal("AccessDenied", fault.ErrorId);
        Assert.Contains("iam:GenerateCredentialReport", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_time.Pauses);
    }

    [Fact]
    public async Task A_denied_report_is_a_fault_without_a_pause()
    {
        await using var aws = await StartAsync(FakeReportBehaviour.Denied);

        Assert.Equal("AccessDenied", (await FaultAsync(aws)).ErrorId);
        Assert.Empty(_time.Pauses);
    }

    [Fact]
    public async Task A_report_that_expires_before_its_download_is_made_again()
    {
        await using var aws = await StartAsync(FakeReportBehaviour.Ready);
        aws.Faults.Next(Get, FakeFault.Error(410, "ReportExpired", "Unknown"));

        Assert.False((await DownloadAsync(aws)).IsFresh);
        Assert.Equal((2, 2), (aws.Requests.CountOf(Generate), aws.Requests.CountOf(Get)));
    }

    [Theory]
    [InlineData("<GetCredentialReportResponse><GetCredentialReportResult/></GetCredentialReportResponse>", "ReportEmpty")]
    [InlineData("<GetCredentialReportResponse><GetCredentialReportResult><Content>not base64!</Content></GetCredentialReportResult></GetCredentialReportResponse>", "MalformedResponse")]
    [InlineData("<GetCredentialReportResponse><GetCredentialReportResult><Content>dXNlcg==</Content><GeneratedTime>yesterday</GeneratedTime></GetCredentialReportResult></GetCredentialReportResponse>", "MalformedResponse")]
    [InlineData("<html/>", "MalformedResponse")]
    public async Task A_report_that_cannot_be_read_is_a_fault(string body, string errorId)
    {
        await using var aws = await StartAsync(FakeReportBehaviour.Ready);
        aws.Faults.Always(Get, FakeFault.Respond(200, body));

        Assert.Equal(errorId, (await FaultAsync(aws)).ErrorId);

        // The key is there all the same: only its state is unknown.
        var finding = AccountChecks.Judge(await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token));
        Assert.Equal((CisStatus.Fail, CisSeverity.Critical, null), (finding.Status, finding.Severity, finding.ActiveKeyCount));
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        await using var aws = await StartAsync(FakeReportBehaviour.AlwaysInProgress);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var session = await OpenAsync(aws);
        var download = new CredentialReportDownload(OwnView(session), new ActivityLog(), new StandingTime()).GetAsync(Account, stop.Token);
        await aws.Requests.WaitForRequestAsync(Generate, Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task An_old_report_without_keys_proves_nothing_and_a_fresh_one_proves_that_none_is_active()
    {
        await using var aws = await StartAsync(FakeReportBehaviour.Ready);
        var account = aws.Account(Account);
        var keys = account.RootAccessKeys;
        account.RootAccessKeys = [];
        await DownloadAsync(aws);
        account.RootAccessKeys = keys;

        var old = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);
        Assert.Equal((true, null, null), (old.AccessKeysPresent, old.ActiveKeyCount, old.InactiveKeyCount));
        Assert.Equal((CisStatus.Fail, CisSeverity.Critical), (AccountChecks.Judge(old, allowInactiveKey: true).Status, AccountChecks.Judge(old).Severity));

        account.RootAccessKeys = [keys[0] with { Active = false }];
        account.Report = new FakeReportBehaviour(FakeReportKind.NeverGenerated);
        var fresh = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);
        Assert.Equal((true, 0, 1), (fresh.AccessKeysPresent, fresh.ActiveKeyCount, fresh.InactiveKeyCount));
        Assert.Equal(CisSeverity.High, AccountChecks.Judge(fresh).Severity);
    }

    [Fact]
    public async Task A_report_of_another_account_is_not_used()
    {
        await using var aws = await StartAsync(FakeReportBehaviour.Ready);
        const string Foreign = "user,arn,user_creation_time,password_enabled,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_rotated\n"
            + "<root_account>,arn:aws:iam::999988887777:root,2024-01-01T00:00:00+00:00,true,true,false,2024-01-01T00:00:00+00:00,false,N/A";
        aws.Faults.Always(Get, FakeFault.Respond(
            200,
            $"<GetCredentialReportResponse><GetCredentialReportResult><Content>{Convert.ToBase64String(Encoding.UTF8.GetBytes(Foreign))}</Content></GetCredentialReportResult></GetCredentialReportResponse>"));

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

        Assert.Equal((Account, true, null), (evidence.AccountId, evidence.AccessKeysPresent, evidence.ActiveKeyCount));
        Assert.Equal(CisSeverity.Critical, AccountChecks.Judge(evidence).Severity);
    }

    [Fact]
    public async Task No_key_needs_no_report()
    {
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.NoKey(Account)] }, Token);

        var evidence = await AccountChecks.ReadAsync(AccountChecks.Options(aws, Account), Token);

        Assert.Equal((false, 0, 0), (evidence.AccessKeysPresent, evidence.ActiveKeyCount, evidence.InactiveKeyCount));
        Assert.Equal(0, aws.Requests.CountOf(Generate) + aws.Requests.CountOf(Get));
    }

    private static Task<FakeAws> StartAsync(FakeReportBehaviour behaviour)
    {
        var account = FakeAccounts.OneActiveKey(Account);
        account.Report = behaviour;
        return FakeAws.StartAsync(new FakeAwsOptions { Accounts = [account] }, Token);
    }

    private static Task<AwsSession> OpenAsync(FakeAws aws) => AwsSession.OpenAsync(AccountChecks.Options(aws, Account), new ActivityLog(), Token);

    private static AccountView OwnView(AwsSession session) => new(session, new AccountEntry(EntryKind.Own, "", session.Credentials));

    private async Task<DownloadedReport> DownloadAsync(FakeAws aws)
    {
        using var session = await OpenAsync(aws);
        return await new CredentialReportDownload(OwnView(session), new ActivityLog(), _time).GetAsync(Account, Token);
    }

    private async Task<CisFault> FaultAsync(FakeAws aws) => (await Assert.ThrowsAsync<CisException>(() => DownloadAsync(aws))).Fault;

    /// <summary>On this clock a pause is never over.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
            => base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
    }
}
