using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>Test-CisRootAccessKey on credential reports in files.</summary>
public sealed class ReportCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleSession _session = ModuleSession.Open();

    public ReportCheckTests() => _session.At(_folder.Path).With("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_kind_of_root_user_is_judged_as_the_table_says()
    {
        _folder.Write("a.csv", ReportCsv.Of("111111111111"));
        _folder.Write("b.csv", ReportCsv.Of("222222222222", KeySlot.Active));
        _folder.Write("c.csv", ReportCsv.Of("333333333333", KeySlot.None, KeySlot.Inactive));
        _folder.Write("d.csv", ReportCsv.Of("444444444444", KeySlot.Inactive, KeySlot.Active));
        _folder.Write("e.json", ReportCsv.AsCliJson(ReportCsv.Of("555555555555", KeySlot.Active, KeySlot.Active)));

        var run = _session.Run("Test-CisRootAccessKey -ReportPath *.csv, *.json");

        Assert.Empty(run.Errors);
        Assert.Equal(
            [
                ("111111111111", CisStatus.Pass, CisSeverity.None, 0, 0),
                ("222222222222", CisStatus.Fail, CisSeverity.Critical, 1, 0),
                ("333333333333", CisStatus.Fail, CisSeverity.High, 0, 1),
                ("444444444444", CisStatus.Fail, CisSeverity.Critical, 1, 1),
                ("555555555555", CisStatus.Fail, CisSeverity.Critical, 2, 0),
            ],
            run.Findings.OrderBy(finding => finding.AccountId, StringComparer.Ordinal)
                .Select(finding => (finding.AccountId, finding.Status, finding.Severity, finding.ActiveKeyCount ?? -1, finding.InactiveKeyCount ?? -1)));
        Assert.All(run.Findings, finding => Assert.Equal(CisEvidenceSource.CredentialReport, finding.Source));
        Assert.All(run.Findings, finding => Assert.StartsWith(_folder.Path, finding.SourceName, StringComparison.Ordinal));
        Assert.Equal(CisStatus.Pass, Assert.Single(_session.Run("Test-CisRootAccessKey -ReportPath c.csv -AllowInactiveKey").Findings).Status);
    }

    [Fact]
    public void Brackets_are_wildcards_in_one_parameter_and_a_name_in_the_other()
    {
        _folder.Write("r[1].csv", ReportCsv.Of("111111111111"));
        _folder.Write("r1.csv", ReportCsv.Of("222222222222"));

        Assert.Equal("222222222222", Assert.Single(_session.Run("Test-CisRootAccessKey -ReportPath 'r[1].csv'").Findings).AccountId);
        Assert.Equal("111111111111", Assert.Single(_session.Run("Test-CisRootAccessKey -LiteralReportPath 'r[1].csv'").Findings).AccountId);
        Assert.Equal("111111111111", Assert.Single(_session.Run("Test-CisRootAccessKey -ReportPath 'r`[1`].csv'").Findings).AccountId);
        Assert.Equal("111111111111", Assert.Single(_session.Run("Test-CisRootAccessKey -PSPath \"$folder/r[1].csv\"").Findings).AccountId);
        Assert.Equal("111111111111", Assert.Single(_session.Run("[IO.FileInfo]\"$folder/r[1].csv\" | Test-CisRootAccessKey").Findings).AccountId);
    }

    [Theory]
    [InlineData("-ReportPath missing.csv")]
    [InlineData("-ReportPath *.nothing")]
    [InlineData("-ReportPath nowhere:/x.csv")]
    [InlineData("-ReportPath Function:/prompt")]
    [InlineData("-LiteralReportPath missing.csv")]
    [InlineData("-LiteralReportPath *.csv")]
    [InlineData("-LiteralReportPath Function:/prompt")]
    public void A_path_that_leads_nowhere_is_one_finding_and_one_error(string arguments)
    {
        _folder.Write("there.csv", ReportCsv.Of("111111111111"));

        var run = _session.Run($"Test-CisRootAccessKey {arguments}");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Error, "ReportNotFound"), (finding.Status, finding.ErrorId));
        var error = Assert.Single(run.Errors);
        Assert.Equal($"ReportNotFound,{CommandNames.Test}", error.FullyQualifiedErrorId);
        Assert.Equal(finding.SourceName, error.TargetObject);
    }

    public static TheoryData<string, string> BadFiles => new()
    {
        { "", "ReportEmpty" },
        { "  \n \n", "ReportEmpty" },
        { "some text that is no report", "ReportColumnsMissing" },
        { "a,b,c\n1,2,3", "ReportColumnsMissing" },
        { "\u0001\0\0\0binary", "ReportNotText" },
        { ReportCsv.Header, "RootRowMissing" },
        { ReportCsv.Of("111111111111", withRoot: false), "RootRowMissing" },
        { ReportCsv.Header + "\n<root_account>,arn:aws:iam::111111111111:root,2024-03-01T08", "ReportTruncated" },
        { ReportCsv.Of("111111111111").Replace("true", "perhaps", StringComparison.Ordinal), "ReportValueInvalid" },
        { ReportCsv.Of("111111111111").Replace("arn:aws:iam::111111111111:root", "arn:aws:iam::1:root", StringComparison.Ordinal), "ReportValueInvalid" },
        { ReportCsv.Header + "\n\"<root_account>,arn:aws:iam::111111111111:root,", "ReportNotReadable" },
        { "{ \"Users\": [] }", "ReportJsonInvalid" },
        { "{ \"Content\": \"not base64!\" }", "ReportJsonInvalid" },
        { "[1, 2]", "ReportJsonInvalid" },
        { "{ \"Content\": ", "ReportJsonInvalid" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Every_bad_file_has_its_error_id(string text, string errorId)
    {
        _folder.Write("bad.csv", text);

        var run = _session.Run("Test-CisRootAccessKey -ReportPath bad.csv");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisStatus.Error, CisSeverity.Unknown, errorId), (finding.Status, finding.Severity, finding.ErrorId));
        Assert.Equal([$"{errorId},{CommandNames.Test}"], run.ErrorIds);
        Assert.Null(finding.ResourceId);
    }

    [Fact]
    public void A_folder_is_no_report()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "sub.csv"));

        Assert.Equal("ReportNotReadable", Assert.Single(_session.Run("Test-CisRootAccessKey -ReportPath *.csv").Findings).ErrorId);
        Assert.Equal("ReportNotReadable", Assert.Single(_session.Run("[IO.DirectoryInfo]\"$folder/sub.csv\" | Test-CisRootAccessKey").Findings).ErrorId);
    }

    [Fact]
    public void A_bad_file_among_good_ones_is_one_of_many()
    {
        _folder.Write("a.csv", ReportCsv.Of("111111111111"));
        _folder.Write("b.csv", "");
        _folder.Write("c.csv", ReportCsv.Of("333333333333", KeySlot.Active));

        var run = _session.Run("Test-CisRootAccessKey -ReportPath a.csv, b.csv, c.csv, d.csv");

        Assert.Equal(
            [CisStatus.Pass, CisStatus.Fail, CisStatus.Error, CisStatus.Error],
            run.Findings.Select(finding => finding.Status).Order());
        Assert.Equal([$"ReportEmpty,{CommandNames.Test}", $"ReportNotFound,{CommandNames.Test}"], run.ErrorIds.Sorted());
    }

    [Theory]
    [InlineData("[IO.FileInfo]\"$folder/r.csv\"")]
    [InlineData("Get-Item r.csv")]
    [InlineData("[pscustomobject]@{ PSPath = \"$folder/r.csv\" }")]
    [InlineData("[pscustomobject]@{ PSPath = \"Microsoft.PowerShell.Core\\FileSystem::$folder/r.csv\" }")]
    [InlineData("[pscustomobject]@{ PSPath = \"Microsoft.PowerShell.Core\\FileSystem::$folder/r.csv\"; Name = 'r.csv'; Length = 12 }")]
    [InlineData("[pscustomobject]@{ LiteralReportPath = \"$folder/r.csv\"; PSPath = \"$folder/r.csv\" }")]
    public void A_piped_file_or_a_deserialized_one_is_a_report_and_not_an_account(string source)
    {
        _folder.Write("r.csv", ReportCsv.Of("111111111111"));

        var run = _session.Run($"{source} | Test-CisRootAccessKey");

        Assert.Equal(("111111111111", null), (Assert.Single(run.Findings).AccountId, run.Findings[0].AccountName));
        Assert.Equal(Path.Combine(_folder.Path, "r.csv"), run.Findings[0].SourceName);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void Two_hundred_files_are_two_hundred_findings(int throttle)
    {
        var expected = new List<string>();
        for (var index = 0; index < 200; index++)
        {
            var id = (300_000_000_000L + index).ToString(CultureInfo.InvariantCulture);
            _folder.Write($"{id}.csv", ReportCsv.Of(id, index % 3 == 0 ? KeySlot.Active : KeySlot.None));
            expected.Add(id);
        }

        var run = _session.Run("param($throttle) Test-CisRootAccessKey -ReportPath *.csv -ThrottleLimit $throttle", throttle);

        Assert.Equal([.. expected], run.Findings.Select(finding => finding.AccountId!).Sorted());
        Assert.Equal(67, run.Findings.Count(finding => finding.Status == CisStatus.Fail));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_relative_path_starts_from_the_sessions_location_and_nowhere_else()
    {
        // The process's folder has reports of the same names; the session stands elsewhere.
        using var process = new TemporaryFolder();
        process.Write("both.csv", ReportCsv.Of("999999999999"));
        process.Write("only-here.csv", ReportCsv.Of("999999999999"));
        process.Write("prompt", ReportCsv.Of("999999999999"));
        _folder.Write("both.csv", ReportCsv.Of("111111111111", KeySlot.Active));

        var result = await ModuleProcess.RunAsync(
            "$ErrorActionPreference = 'SilentlyContinue'; $null = $ExecutionContext.SessionState.Path.SetLocation($env:SESSION_FOLDER); "
            + "Test-CisRootAccessKey -ReportPath both.csv, only-here.csv, Function:prompt | ForEach-Object { \"$($_.Status) $($_.AccountId)\".Trim() }; "
            + "Test-CisRootAccessKey -LiteralReportPath both.csv, only-here.csv, Function:prompt | ForEach-Object { \"$($_.Status) $($_.AccountId)\".Trim() }",
            process.Path,
            ("SESSION_FOLDER", _folder.Path));

        Assert.Equal(["Error", "Error", "Error", "Error", "Fail 111111111111", "Fail 111111111111"], result.Lines.Sorted());
    }
}
