using System.Globalization;

namespace RootKeyCompliance.Tests;

public sealed class CsvReportTests
{
    [Theory]
    [MemberData(nameof(SampleFindings.Sizes), MemberType = typeof(SampleFindings))]
    public void Every_finding_is_a_row_that_says_what_the_finding_says(int count)
    {
        var findings = SampleFindings.Many(count).ToList();

        var rows = Read(findings);

        Assert.Equal(count, rows.Count);
        foreach (var (finding, row) in findings.Zip(rows))
        {
            Assert.Equal(finding.Status.ToString(), row["Status"]);
            Assert.Equal(finding.Severity.ToString(), row["Severity"]);
            Assert.Equal($"{finding.Change}", row["Change"]);
            Assert.Equal(finding.AccountId ?? "", row["AccountId"]);
            Assert.Equal(finding.AccountName ?? "", row["AccountName"]);
            Assert.Equal(finding.ResourceId ?? "", row["ResourceId"]);
            Assert.Equal(finding.Message, row["Message"]);
            Assert.Equal($"{finding.AccessKeysPresent}", row["AccessKeysPresent"]);
            Assert.Equal($"{finding.ActiveKeyCount}", row["ActiveKeyCount"]);
            Assert.Equal($"{finding.InactiveKeyCount}", row["InactiveKeyCount"]);
            Assert.Equal(finding.AccessKeys.ElementAtOrDefault(0)?.AccessKeyId ?? "", row["Key1Id"]);
            Assert.Equal($"{finding.AccessKeys.ElementAtOrDefault(1)?.Status}", row["Key2Status"]);
            Assert.Equal(finding.ErrorId ?? "", row["ErrorId"]);
            Assert.Equal(finding.Remediation ?? "", row["Remediation"]);
            Assert.Equal(finding.ControlId, row["ControlId"]);
            Assert.Equal(finding.Fingerprint, row["Fingerprint"]);
        }
    }

    [Fact]
    public void Zeros_at_the_beginning_of_an_account_id_stay()
        => Assert.Contains(Read(SampleFindings.OfEachKind), row => row["AccountId"] == "000011112222" && row["ResourceId"] == "arn:aws:iam::000011112222:root");

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void No_culture_changes_a_date_or_a_number(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

            var row = Read([SampleFindings.OfEachKind[1]])[0];

            Assert.Equal("2026-01-02T02:04:05Z", row["CheckedAt"]);
            Assert.Equal("2026-01-02T02:04:05Z", row["Key1LastUsedDate"]);
            Assert.Equal("1", row["ActiveKeyCount"]);
            Assert.Equal("True", row["RootMfaEnabled"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void No_cell_is_a_formula()
    {
        var text = SampleFindings.Text(CisReportFormat.Csv, SampleFindings.OfHostileNames);

        Assert.Equal(SampleFindings.OfHostileNames.Count, CsvText.Rows(text).Count);
        Assert.All(CsvText.Rows(text).SelectMany(row => row.Values), cell => Assert.DoesNotMatch("^[\\s\"']*(?<!')[=+@＝-]", cell));

        // Nor is one where a spreadsheet splits the lines at something else than commas.
        Assert.All(text.Split('\r', '\n', ';', '\t', '|', ','), piece => Assert.DoesNotMatch("^[\\s\"]*[=+@＝-]", piece));
        Assert.DoesNotContain(SampleFindings.WholeKeyId, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-prod", "'-prod")]
    [InlineData("@x", "'@x")]
    [InlineData("\t=1", "'=1")]
    [InlineData("\"=1\"", "\"'=1\"")]
    [InlineData("x;=1", "x;'=1")]
    [InlineData("data-prod", "data-prod")]
    [InlineData("a = b", "a = b")]
    [InlineData("O'Hara, \"data\"", "O'Hara, \"data\"")]
    public void Names(string name, string cell)
        => Assert.Equal(cell, Read([SampleFindings.Judge(SampleFindings.Seen("111122223333") with { AccountName = name, AccessKeysPresent = false })])[0]["AccountName"]);

    private static List<Dictionary<string, string>> Read(IEnumerable<CisFinding> findings) => CsvText.Rows(SampleFindings.Text(CisReportFormat.Csv, findings));
}
