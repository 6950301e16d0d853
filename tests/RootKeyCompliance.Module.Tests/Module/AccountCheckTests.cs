namespace RootKeyCompliance.Tests;

public sealed class AccountCheckTests
{
    private const string Id = "111122223333";

    private static readonly string[] TwoRequests = ["GetCallerIdentity", "GetAccountSummary"];
    private static readonly string[] FourRequests = [.. TwoRequests, "GenerateCredentialReport", "GetCredentialReport"];

    [Theory]
    [InlineData(FakeAccountKind.NoKey, false, CisStatus.Pass, CisSeverity.None, false, 0, 0)]
    [InlineData(FakeAccountKind.OneActive, false, CisStatus.Fail, CisSeverity.Critical, true, 1, 0)]
    [InlineData(FakeAccountKind.OneInactive, false, CisStatus.Fail, CisSeverity.High, true, 0, 1)]
    [InlineData(FakeAccountKind.OneInactive, true, CisStatus.Pass, CisSeverity.None, true, 0, 1)]
    [InlineData(FakeAccountKind.TwoActive, false, CisStatus.Fail, CisSeverity.Critical, true, 2, 0)]
    [InlineData(FakeAccountKind.OneEach, false, CisStatus.Fail, CisSeverity.Critical, true, 1, 1)]
    [InlineData(FakeAccountKind.OneEach, true, CisStatus.Fail, CisSeverity.Critical, true, 1, 1)]
    public async Task Every_kind_of_account_is_judged_as_the_table_says(
        FakeAccountKind kind, bool allowInactive, CisStatus status, CisSeverity severity, bool present, int active, int inactive)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Create(Id, kind));

        var run = lab.Session.Run("param($allow) Test-CisRootAccessKey @aws -AllowInactiveKey:$allow", allowInactive);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((status, severity), (finding.Status, finding.Severity));
        Assert.Equal((present, active, inactive), (finding.AccessKeysPresent, finding.ActiveKeyCount, finding.InactiveKeyCount));
        Assert.Equal(active + inactive, finding.AccessKeys.Length);
        Assert.Equal((Id, "aws", $"arn:aws:iam::{Id}:root"), (finding.AccountId, finding.Partition, finding.ResourceId));
        Assert.Equal(("cis_v400_1_4", CisEvidenceSource.Iam, null), (finding.ControlId, finding.Source, finding.ErrorId));
        Assert.Equal(TimeSpan.Zero, finding.CheckedAt.Offset);
        Assert.Equal(status == CisStatus.Fail, finding.Remediation is not null);
        Assert.Empty(run.Errors);
        Assert.Empty(run.Warnings);
        Assert.Null(run.Failure);
        Assert.Equal(present ? FourRequests : TwoRequests, lab.Actions);
    }

    [Fact]
    public async Task Without_key_detail_no_report_is_asked_for_and_counts_are_unknown()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.OneInactiveKey(Id));

        var run = lab.Session.Run("Test-CisRootAccessKey @aws -SkipKeyDetail -AllowInactiveKey");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Fail, CisSeverity.Critical), (finding.Status, finding.Severity));
        Assert.Equal((true, null, null), (finding.AccessKeysPresent, finding.ActiveKeyCount, finding.InactiveKeyCount));
        Assert.Equal(TwoRequests, lab.Actions);
    }

    [Fact]
    public async Task A_denied_account_is_an_error_finding_and_an_error_record()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Denied(Id));

        var run = lab.Session.Run("Test-CisRootAccessKey @aws");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Error, CisSeverity.Unknown, "AccessDenied"), (finding.Status, finding.Severity, finding.ErrorId));
        Assert.Null(finding.AccessKeysPresent);
        Assert.Null(finding.Remediation);
        var error = Assert.Single(run.Errors);
        Assert.Equal($"AccessDenied,{CommandNames.Test}", error.FullyQualifiedErrorId);
        Assert.Equal(System.Management.Automation.ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Assert.Equal(Id, error.TargetObject);
        Assert.Equal(finding.Message, error.ErrorDetails.Message);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction));
        Assert.Null(run.Failure);
    }

    [Theory]
    [InlineData(FakeReportKind.Denied)]
    [InlineData(FakeReportKind.Garbage)]
    public async Task An_unusable_report_leaves_a_failure_with_unknown_counts_and_a_warning(FakeReportKind kind)
    {
        var account = FakeAccounts.OneInactiveKey(Id);
        account.Report = new FakeReportBehaviour(kind);
        await using var lab = await AwsLab.StartAsync(account);

        var run = lab.Session.Run("Test-CisRootAccessKey @aws -AllowInactiveKey");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Fail, CisSeverity.Critical, null), (finding.Status, finding.Severity, finding.ErrorId));
        Assert.Equal((true, null, null), (finding.AccessKeysPresent, finding.ActiveKeyCount, finding.InactiveKeyCount));
        Assert.Contains(Id, Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_report_that_is_being_made_is_waited_for()
    {
        var account = FakeAccounts.OneInactiveKey(Id);
        account.Report = FakeReportBehaviour.InProgress(1);
        await using var lab = await AwsLab.StartAsync(account);

        var run = lab.Session.Run("Test-CisRootAccessKey @aws -Verbose");

        Assert.Equal((0, 1), (run.Findings[0].ActiveKeyCount, run.Findings[0].InactiveKeyCount));
        Assert.Contains(run.Verbose, line => line.Contains($"report of account {Id}", StringComparison.Ordinal));
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData("cis_v120_1_12", "1.12 ", "CIS AWS Foundations Benchmark v1.2.0")]
    [InlineData("CIS_V500_1_3", "1.3 ", "CIS AWS Foundations Benchmark v5.0.0")]
    [InlineData("aws_cis.pipeline.cis_v700_2_4", "2.4 ", "CIS AWS Foundations Benchmark v7.0.0")]
    public void The_control_decides_number_and_title(string control, string number, string benchmark)
    {
        using var session = ModuleSession.Open();

        var finding = Assert.Single(session.Run("@{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey -ControlId $args[0]", control).Findings);

        Assert.Equal(number + "Ensure no 'root' user account access key exists", finding.Title);
        Assert.Equal(benchmark, finding.Benchmark);
        Assert.EndsWith(finding.ControlId, control.ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_credentials_and_those_of_another_account_are_an_error()
    {
        await using var suspended = await AwsLab.StartAsync(FakeAccounts.Suspended(Id));
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));

        Assert.Equal(["Error InvalidCredentials"], suspended.Session.Run("Test-CisRootAccessKey @aws").Verdicts());
        var run = lab.Session.Run("Test-CisRootAccessKey @aws -AccountId 999988887777");

        Assert.Equal(["999988887777 Error AccountMismatch"], run.Verdicts());
        Assert.Equal([$"AccountMismatch,{CommandNames.Test}"], run.ErrorIds);
        Assert.Equal(["GetCallerIdentity"], lab.Actions);
    }

    /// <summary>Name, state, status and error id of each finding; an account without a usable id, or that is not active, needs no request.</summary>
    [Theory]
    [InlineData("Test-CisRootAccessKey @aws -AccountId @($null)", " Error InvalidAccountId")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId ([string[]]::new(1))", " Error InvalidAccountId")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId @('')", " Error InvalidAccountId")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId 11112222333", "11112222333 Error InvalidAccountId")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId 1111222233334", "1111222233334 Error InvalidAccountId")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId 11112222333x", "11112222333x Error InvalidAccountId")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId ١١١١٢٢٢٢٣٣٣٣", "١١١١٢٢٢٢٣٣٣٣ Error InvalidAccountId")]
    [InlineData("Test-CisRootAccessKey @aws -AccountId ' 11112222333'", " 11112222333 Error InvalidAccountId")]
    [InlineData("[pscustomobject]@{ AccountId = ''; Name = 'n' } | Test-CisRootAccessKey @aws", " n Error InvalidAccountId")]
    [InlineData("[pscustomobject]@{ AccountId = $null; Name = 'n' } | Test-CisRootAccessKey @aws", " n Error InvalidAccountId")]
    [InlineData("[pscustomobject]@{ Id = $null; Name = 'n' } | Test-CisRootAccessKey @aws", " n Error InvalidAccountId")]
    [InlineData("[pscustomobject]@{ AccountId = 12345; Name = 'n' } | Test-CisRootAccessKey @aws", "12345 n Error InvalidAccountId")]
    [InlineData("[pscustomobject]@{ Id = '9'; State = 'SUSPENDED' } | Test-CisRootAccessKey @aws", "9 SUSPENDED Skipped")]
    [InlineData("[pscustomobject]@{ Id = '9'; State = 'PENDING_CLOSURE' } | Test-CisRootAccessKey @aws", "9 PENDING_CLOSURE Skipped")]
    [InlineData("[pscustomobject]@{ Id = '9'; AccountState = 'CLOSED' } | Test-CisRootAccessKey @aws", "9 CLOSED Skipped")]
    [InlineData("[pscustomobject]@{ Id = '9'; State = 'PENDING_ACTIVATION' } | Test-CisRootAccessKey @aws", "9 PENDING_ACTIVATION Skipped")]
    [InlineData("[pscustomobject]@{ Id = '9'; Name = 'old'; Status = 'SUSPENDED' } | Test-CisRootAccessKey @aws", "9 old SUSPENDED Skipped")]
    [InlineData("[pscustomobject]@{ Id = '9'; Status = 'PENDING_CLOSURE' } | Test-CisRootAccessKey @aws", "9 PENDING_CLOSURE Skipped")]
    [InlineData("@() | Test-CisRootAccessKey @aws", null)]
    [InlineData("& { } | Test-CisRootAccessKey @aws", null)]
    [InlineData("'a' | Where-Object { $false } | Test-CisRootAccessKey @aws", null)]
    public async Task An_account_that_cannot_be_checked_has_its_finding_without_a_request(string script, string? expected)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));

        var run = lab.Session.Run(script.Replace("'9'", "'999988887777'", StringComparison.Ordinal));

        var finding = run.Findings.SingleOrDefault();
        var words = new[] { finding?.AccountId ?? "", finding?.AccountName, finding?.AccountState, $"{finding?.Status}", finding?.ErrorId };
        Assert.Equal(expected?.Replace("9 ", "999988887777 ", StringComparison.Ordinal), finding is null ? null : string.Join(' ', words.OfType<string>()));
        Assert.Equal(finding?.ErrorId is null ? [] : [$"{finding.ErrorId},{CommandNames.Test}"], run.ErrorIds);
        Assert.True(finding?.Status != CisStatus.Error || finding.ResourceId is null);
        Assert.Empty(lab.Actions);
    }

    [Theory]
    [InlineData("State = 'ACTIVE'; Status = 'SUSPENDED'")]
    [InlineData("Status = 'Closed'")]
    [InlineData("Status = 'CLOSED'")]
    [InlineData("State = 'suspended'")]
    [InlineData("State = 'Bavaria'")]
    [InlineData("Status = 'something new'")]
    public async Task An_account_in_any_other_state_is_checked(string properties)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.OneActiveKey(Id));

        var run = lab.Session.Run($"[pscustomobject]@{{ AccountId = '{Id}'; {properties} }} | Test-CisRootAccessKey @aws");

        Assert.Equal(CisStatus.Fail, Assert.Single(run.Findings).Status);
    }

    [Theory]
    [InlineData("Test-CisRootAccessKey @aws -AccountId 111122223333, 111122223333")]
    [InlineData("Test-CisRootAccessKey @aws -Id 111122223333, 111122223333")]
    [InlineData("Test-CisRootAccessKey 111122223333, 111122223333 @aws")]
    [InlineData("'111122223333', '111122223333' | Test-CisRootAccessKey @aws")]
    [InlineData("[pscustomobject]@{ AccountId = '111122223333', '111122223333' } | Test-CisRootAccessKey @aws")]
    [InlineData("[pscustomobject]@{ AccountId = '111122223333' }, [pscustomobject]@{ Id = '111122223333' } | Test-CisRootAccessKey @aws")]
    [InlineData("[pscustomobject]@{ acct = '111122223333' }, [pscustomobject]@{ acct = '111122223333' } | Test-CisRootAccessKey @aws -AccountId { $_.acct }")]
    [InlineData("[pscustomobject]@{ acct = '111122223333'; who = 'n' }, '111122223333' "
        + "| Test-CisRootAccessKey @aws -AccountId { if ($_.acct) { $_.acct } else { $_ } } -Name { $_.who }")]
    public async Task Every_way_to_give_ids_gives_one_finding_each(string script)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));

        var run = lab.Session.Run(script);

        Assert.Equal([CisStatus.Pass, CisStatus.Pass], run.Findings.Select(finding => finding.Status));
        Assert.All(run.Findings, finding => Assert.Equal(Id, finding.AccountId));
        Assert.Empty(run.Errors);
        Assert.Equal(1, lab.Aws.Requests.CountOf("GetCallerIdentity"));
        Assert.Equal(2, lab.Aws.Requests.CountOf("GetAccountSummary"));
    }

    [Theory]
    [InlineData("aws-cn", "cn-north-1")]
    [InlineData("aws-us-gov", "us-gov-west-1")]
    public async Task The_partition_is_the_callers_and_AccountName_is_the_name_of_its_account(string partition, string region)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.Create(Id, FakeAccountKind.OneActive, partition));

        var run = lab.Session.Run("$aws.Region = $args[0]; Test-CisRootAccessKey @aws -AccountName data", region);

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Fail, partition, $"arn:{partition}:iam::{Id}:root"), (finding.Status, finding.Partition, finding.ResourceId));
        Assert.Equal("data", finding.AccountName);
    }

    [Theory]
    [InlineData("Test-CisRootAccessKey @secure")]
    [InlineData("Invoke-CisPipeline cis_v400_1_4 @secure -PassThru")]
    [InlineData("Test-CisRootAccessKey @aws")]
    public async Task Keys_may_be_secure_strings(string script)
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey("111122223333"));
        var session = lab.Aws.MintSession("111122223333", "Audit", "canary", DateTimeOffset.UtcNow.AddHours(1));
        lab.Session.WithAws(lab.Aws, session).Run(
            "$secure = $aws.Clone(); foreach ($name in 'AccessKey', 'SecretKey', 'SessionToken') { $secure[$name] = [Net.NetworkCredential]::new('', $aws[$name]).SecurePassword }");

        var run = lab.Session.Run(script);

        Assert.Empty(run.Errors);
        Assert.Equal("111122223333", Assert.Single(run.Findings).AccountId);
    }
}
