using System.Text;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Tests;

public sealed class CredentialReportFileTests : IDisposable
{
    private static readonly CredentialReportBuilder OneKey = new() { Slot1 = new(true, DateTimeOffset.UnixEpoch) };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_path_is_kept_as_given()
    {
        _folder.Write("report.csv", OneKey.ToBytes());
        var path = Path.Combine(_folder.Path, ".", "report.csv");

        var evidence = Reading.File(path);

        Assert.Equal((path, null, 1, null), (evidence.SourceName, evidence.Fault, evidence.ActiveKeyCount, evidence.EvidenceTime));
    }

    [Theory]
    [InlineData("nowhere.csv", "ReportNotFound")]
    [InlineData("no/such/folder/report.csv", "ReportNotFound")]
    [InlineData("a[b]*?.csv", "ReportNotFound")]
    [InlineData("", "ReportNotReadable")]
    public void A_path_without_a_file_is_a_fault(string name, string errorId)
    {
        var path = Path.Combine(_folder.Path, name);

        var evidence = Reading.File(path);

        Assert.Equal((errorId, path, CisEvidenceSource.CredentialReport), (evidence.Fault?.ErrorId, evidence.SourceName, evidence.Source));
        Assert.Equal(CisStatus.Error, Reading.Judge(evidence).Status);
    }

    [Fact]
    public void A_path_that_cannot_be_a_file_is_a_fault()
    {
        Assert.Equal("ReportNotFound", Reading.File("").Fault?.ErrorId);
        Assert.Equal("ReportNotFound", Reading.File("a\0b").Fault?.ErrorId);
        Assert.Equal("ReportNotReadable", Reading.File(Path.Combine(_folder.Path, new string('x', 300))).Fault?.ErrorId);
    }

    [Theory]
    [InlineData("", "ReportEmpty")]
    [InlineData("\0", "ReportNotText")]
    [InlineData("hello", "ReportColumnsMissing")]
    [InlineData("[1]", "ReportJsonInvalid")]
    [InlineData("{", "ReportJsonInvalid")]
    [InlineData("{}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": 1}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": \"dXNlcg==\"} {}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": \"dXNlcg==\", \"Content\": \"dXNlcg==\"}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": \"not base64!\"}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": \"\\ud800\"}", "ReportJsonInvalid")]
    [InlineData("{\"\\ud800\": \"\"}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": \"dXNlcg==\", \"ReportFormat\": \"application/pdf\"}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": \"dXNlcg==\", \"GeneratedTime\": \"today\"}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": \"dXNlcg==\", \"GeneratedTime\": 5}", "ReportJsonInvalid")]
    [InlineData("{\"Content\": \"\"}", "ReportEmpty")]
    [InlineData("{\"Content\": \"AAAA\"}", "ReportNotText")]
    [InlineData("{\"Content\": \"dXNlcg==\"}", "ReportColumnsMissing")]
    public void Each_kind_of_damage_is_its_own_fault(string content, string errorId)
        => Assert.Equal(errorId, Reading.File(_folder.Write("report", Encoding.UTF8.GetBytes(content))).Fault?.ErrorId);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void The_output_of_the_AWS_CLI_is_read(string encodingName)
    {
        var encoding = Encoding.GetEncoding(encodingName);
        var json = Json(OneKey.ToBytes());
        var path = _folder.Write("report.json", [.. encoding.GetPreamble(), .. encoding.GetBytes(json)]);

        var evidence = Reading.File(path);

        Assert.Equal(
            (1, new DateTimeOffset(2026, 11, 23, 8, 30, 12, TimeSpan.Zero), path),
            (evidence.ActiveKeyCount, evidence.EvidenceTime, evidence.SourceName));
    }

    [Fact]
    public void Escaped_and_wrapped_base64_is_read()
    {
        // The NUL-free bytes below make base64 with + and /, which many writers escape.
        var report = (OneKey with { HeaderCase = name => name == "cert_2_active" ? "~~~>>>???" : name }).ToBytes();
        var escaped = Convert.ToBase64String(report).Replace("+", "\\u002B", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);
        var wrapped = Convert.ToBase64String(report, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\\r\\n");

        foreach (var content in new[] { escaped, wrapped })
        {
            var path = _folder.Write("report.json", Encoding.UTF8.GetBytes($$"""{"Other": {"Content": []}, "Content": "{{content}}"}"""));
            var evidence = Reading.File(path);
            Assert.Equal((null, 1, null), (evidence.Fault?.ErrorId, evidence.ActiveKeyCount, evidence.EvidenceTime));
        }
    }

    [Fact]
    public void JSON_cut_anywhere_is_a_fault()
    {
        var json = Encoding.UTF8.GetBytes(Json(new CredentialReportBuilder().ToBytes()).TrimEnd());
        for (var length = 0; length < json.Length; length += Thorough.Choose(normal: 7, thorough: 1))
        {
            Assert.NotNull(Reading.File(_folder.Write("report.json", json[..length])).Fault);
        }
    }

    [Fact]
    public void A_file_that_is_open_for_writing_is_read()
    {
        var path = _folder.Write("report.csv", OneKey.ToBytes());
        using var writer = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        Assert.Equal(1, Reading.File(path).ActiveKeyCount);
    }

    [Fact]
    public void A_file_without_permission_is_a_fault()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Nothing is denied to this user.");
        var path = _folder.Write("report.csv", OneKey.ToBytes());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        Assert.Equal("ReportNotReadable", Reading.File(path).Fault?.ErrorId);
    }

    [Fact]
    public void Devices_and_special_files_are_faults()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no /dev.");

        Assert.Equal("ReportEmpty", Reading.File("/dev/null").Fault?.ErrorId);
        Assert.Equal("ReportNotText", Reading.File("/dev/zero").Fault?.ErrorId);
        Assert.Equal("ReportNotReadable", Reading.File("/proc/self/mem").Fault?.ErrorId);
    }

    [Fact]
    public void A_cancelled_reading_does_not_start()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => CredentialReportFile.Read("nowhere", source.Token));
    }

    [Theory]
    [InlineData("production.csv", "111122223333", 1, 0, CisStatus.Fail)]
    [InlineData("sandbox.csv", "222233334444", 0, 0, CisStatus.Pass)]
    [InlineData("legacy.csv", "333344445555", 0, 1, CisStatus.Fail)]
    [InlineData("acquired.csv", "555566667777", 1, 1, CisStatus.Fail)]
    [InlineData("archive.json", "666677778888", 0, 0, CisStatus.Pass)]
    [InlineData("damaged.csv", null, null, null, CisStatus.Error)]
    public void The_samples_have_the_findings_of_their_table(string name, string? accountId, int? active, int? inactive, CisStatus status)
    {
        var finding = Reading.Judge(Reading.File(Path.Combine(Repository.Root, "samples", name)));

        Assert.Equal(
            (accountId, active, inactive, status, accountId is null ? "ReportTruncated" : null),
            (finding.AccountId, finding.ActiveKeyCount, finding.InactiveKeyCount, finding.Status, finding.ErrorId));
    }

    private static string Json(byte[] csv) => $$"""
        {
            "Content": "{{Convert.ToBase64String(csv)}}",
            "ReportFormat": "text/csv",
            "GeneratedTime": "2026-11-23T08:30:12+00:00"
        }

        """;
}
