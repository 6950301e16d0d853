using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>Test-CisRootAccessKey on objects that others have read: rows of ConvertFrom-Csv, account summaries, and what is neither.</summary>
public sealed class ObjectCheckTests : IDisposable
{
    private readonly ModuleSession _session = ModuleSession.Open();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_rows_of_each_report_are_one_finding()
    {
        var run = Pipe([.. Rows(ReportCsv.Of("111111111111")), .. Rows(ReportCsv.Of("222222222222", KeySlot.Inactive, KeySlot.Active))]);

        Assert.Equal(["111111111111 Pass", "222222222222 Fail"], run.Verdicts());
        Assert.Equal((1, 1), (run.Findings[1].ActiveKeyCount, run.Findings[1].InactiveKeyCount));
        Assert.All(run.Findings, finding => Assert.Equal(CisEvidenceSource.CredentialReport, finding.Source));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void A_report_of_another_account_is_an_error()
    {
        var run = _session.RunWithInput("$input | Test-CisRootAccessKey -AccountId 999999999999 -AccountName data", Rows(ReportCsv.Of("111111111111")));

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Error, "AccountMismatch", "111111111111", "data"), (finding.Status, finding.ErrorId, finding.AccountId, finding.AccountName));
    }

    [Fact]
    public void An_invalid_stored_region_does_not_matter_for_objects()
        => Assert.Equal(
            CisStatus.Pass,
            Assert.Single(_session.Run("$StoredAWSRegion = 'bogus!'; @{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey").Findings).Status);

    [Fact]
    public void A_report_without_a_root_row_is_an_error_of_its_account()
    {
        var run = Pipe([.. Rows(ReportCsv.Of("111111111111", withRoot: false)), .. Rows(ReportCsv.Of("222222222222"))]);

        Assert.Equal(
            [("222222222222", CisStatus.Pass, null), ("111111111111", CisStatus.Error, "RootRowMissing")],
            run.Findings.Select(finding => (finding.AccountId!, finding.Status, finding.ErrorId)));
        Assert.Equal([$"RootRowMissing,{CommandNames.Test}"], run.ErrorIds);
    }

    [Fact]
    public void A_root_row_with_invalid_or_missing_values_is_an_error()
    {
        var invalid = Rows(ReportCsv.Of("111111111111"))[0];
        invalid.Properties["access_key_1_active"].Value = "perhaps";
        var undated = Rows(ReportCsv.Of("222222222222"))[0];
        undated.Properties.Remove("access_key_1_last_rotated");

        var run = Pipe(invalid, undated);

        Assert.Equal(["111111111111 Error ReportValueInvalid", "222222222222 Error EvidenceIncomplete"], run.Verdicts());
        Assert.Equal([$"EvidenceIncomplete,{CommandNames.Test}", $"ReportValueInvalid,{CommandNames.Test}"], run.ErrorIds.Sorted());
    }

    [Theory]
    [InlineData("@{ AccountAccessKeysPresent = 0; AccountMFAEnabled = 1 }", CisStatus.Pass, 0)]
    [InlineData("@{ AccountAccessKeysPresent = 1; AccountMFAEnabled = 1 }", CisStatus.Fail, null)]
    [InlineData("@{ AccountAccessKeysPresent = '1'; AccountMFAEnabled = 1L }", CisStatus.Fail, null)]
    [InlineData("@{ accountaccesskeyspresent = 0; AccountMFAEnabled = 1 }", CisStatus.Pass, 0)]
    [InlineData("[ordered]@{ AccountAccessKeysPresent = 1; AccountMFAEnabled = 1 }", CisStatus.Fail, null)]
    [InlineData("[pscustomobject]@{ AccountAccessKeysPresent = 0; AccountMFAEnabled = 1 }", CisStatus.Pass, 0)]
    [InlineData("[pscustomobject]@{ AccountAccessKeysPresent = 1.0; AccountMFAEnabled = 1 }", CisStatus.Fail, null)]
    [InlineData("[pscustomobject]@{ SummaryMap = [pscustomobject]@{ AccountAccessKeysPresent = 1L; AccountMFAEnabled = 1L } }", CisStatus.Fail, null)]
    [InlineData("[pscustomobject]@{ SummaryMap = @{ AccountAccessKeysPresent = 0; AccountMFAEnabled = 1 } }", CisStatus.Pass, 0)]
    public void A_summary_of_any_shape_is_judged(string source, CisStatus status, int? active)
    {
        var run = _session.Run($"{source} | Test-CisRootAccessKey -AccountId 333344445555 -AccountName data");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((status, active, "333344445555", "data"), (finding.Status, finding.ActiveKeyCount, finding.AccountId, finding.AccountName));
        Assert.Equal((CisEvidenceSource.AccountSummary, true), (finding.Source, finding.RootMfaEnabled));
        Assert.Equal("arn:aws:iam::333344445555:root", finding.ResourceId);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void What_Get_IAMAccountSummary_gives_is_judged()
    {
        var summary = new Dictionary<string, int>(StringComparer.Ordinal) { ["AccountAccessKeysPresent"] = 1, ["Users"] = 3 };

        var finding = Assert.Single(Pipe(summary).Findings);

        Assert.Equal((CisStatus.Fail, CisSeverity.Critical, null, null), (finding.Status, finding.Severity, finding.AccountId, finding.ResourceId));
        Assert.Equal((true, null, null), (finding.AccessKeysPresent, finding.ActiveKeyCount, finding.RootMfaEnabled));
    }

    [Theory]
    [InlineData("@{ AccountMFAEnabled = 1 }", "EvidenceIncomplete")]
    [InlineData("@{ AccountAccessKeysPresent = $null }", "EvidenceIncomplete")]
    [InlineData("[pscustomobject]@{ SummaryMap = [pscustomobject]@{ Users = 1 } }", "EvidenceIncomplete")]
    [InlineData("@{ AccountAccessKeysPresent = 'many' }", "SummaryInvalid")]
    [InlineData("@{ AccountAccessKeysPresent = -1 }", "SummaryInvalid")]
    [InlineData("@{ AccountAccessKeysPresent = 0.5 }", "SummaryInvalid")]
    [InlineData("@{ Other = 1 }", "InvalidInputObject")]
    [InlineData("@{}", "InvalidInputObject")]
    [InlineData("[pscustomobject]@{ Colour = 'red' }", "InvalidInputObject")]
    [InlineData("[pscustomobject]@{ user = '<root_account>' }", "InvalidInputObject")]
    [InlineData("'some text'", "InvalidInputObject")]
    [InlineData("''", "InvalidInputObject")]
    [InlineData("'12345'", "InvalidInputObject")]
    [InlineData("111122223333", "InvalidInputObject")]
    [InlineData("$true", "InvalidInputObject")]
    [InlineData("{ 'code' }", "InvalidAccountId")] // Has an Id, of its own kind.
    public void What_cannot_be_judged_is_an_error_and_never_a_pass(string source, string errorId)
    {
        var run = _session.Run($"{source} | Test-CisRootAccessKey");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Error, CisSeverity.Unknown, errorId), (finding.Status, finding.Severity, finding.ErrorId));
        Assert.Equal([$"{errorId},{CommandNames.Test}"], run.ErrorIds);
    }

    [Fact]
    public void Null_is_an_error_and_no_finding()
    {
        var run = _session.Run("$null | Test-CisRootAccessKey");

        Assert.Empty(run.Output);
        Assert.Equal([$"ParameterArgumentValidationError,{CommandNames.Test}"], run.ErrorIds);
    }

    [Fact]
    public void A_property_that_throws_is_ignored()
    {
        var source = new PSObject();
        source.Properties.Add(new PSScriptProperty("SummaryMap", ScriptBlock.Create("throw 'no'")));
        source.Properties.Add(new PSNoteProperty("AccountAccessKeysPresent", 1));

        Assert.Equal(CisStatus.Fail, Assert.Single(Pipe(source).Findings).Status);
    }

    [Fact]
    public void Mixed_objects_give_one_finding_each()
    {
        var run = _session.Run("@{ AccountAccessKeysPresent = 0 }, 'x', [pscustomobject]@{ SummaryMap = @{ AccountAccessKeysPresent = 1 } }, 7 | Test-CisRootAccessKey");

        Assert.Equal([CisStatus.Pass, CisStatus.Error, CisStatus.Fail, CisStatus.Error], run.Findings.Select(finding => finding.Status));
        Assert.Equal(2, run.Errors.Count);
    }

    [Fact]
    public async Task Findings_piped_again_are_checked_again()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey("111122223333"));

        var run = lab.Session.Run(
            "$first = @(@{ AccountAccessKeysPresent = 1 } | Test-CisRootAccessKey -AccountId 111122223333 -AccountName data); "
            + "$first += Test-CisRootAccessKey -LiteralReportPath /nowhere/r.csv -ErrorAction SilentlyContinue; "
            + "$first += [pscustomobject]@{ Id = '999988887777'; State = 'SUSPENDED' } | Test-CisRootAccessKey; "
            + "$first | Test-CisRootAccessKey @aws -ErrorAction SilentlyContinue");

        Assert.Equal(
            ["Error InvalidAccountId ", "Pass  111122223333", "Skipped  999988887777"],
            run.Findings.Select(finding => $"{finding.Status} {finding.ErrorId} {finding.AccountId}").Sorted());
        Assert.Equal("data", run.Findings.Single(finding => finding.Status == CisStatus.Pass).AccountName);
    }

    private SessionRun Pipe(params object[] objects) => _session.RunWithInput("$input | Test-CisRootAccessKey", objects);

    /// <summary>As ConvertFrom-Csv makes them: every value is text.</summary>
    private static List<PSObject> Rows(string csv)
    {
        var lines = csv.Split('\n');
        var names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line =>
        {
            var row = new PSObject();
            foreach (var (name, value) in names.Zip(line.Split(',')))
            {
                row.Properties.Add(new PSNoteProperty(name, value));
            }

            return row;
        })];
    }
}
