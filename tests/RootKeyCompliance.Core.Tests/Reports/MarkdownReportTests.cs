using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

public sealed partial class MarkdownReportTests
{
    [Fact]
    public void Without_findings_it_says_so()
        => Assert.Equal(
            """
            ## 1.4 Ensure no 'root' user account access key exists

            CIS AWS Foundations Benchmark v4.0.0. 0 account(s): 0 Fail, 0 Error, 0 Skipped, 0 Pass.

            RootKeyCompliance 1.2.3, 2026-01-02T03:04:05Z

            """.ReplaceLineEndings("\n"),
            SampleFindings.Text(CisReportFormat.Markdown, []));

    [Fact]
    public void What_matters_comes_first()
    {
        var text = SampleFindings.Text(CisReportFormat.Markdown, SampleFindings.OfEachKind.Where(finding => finding.ControlId == "cis_v400_1_4"));

        Assert.Equal(["Fail", "Error", "Skipped", "Pass"], Rows(text).Select(row => row[0]).Distinct(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Contains("| Fail | Critical | `111122223333` | `data` | 1 active, 1 inactive | `AKIA…WXYZ Active, last used 2026-01-02 (iam)`<br>`AKIA…ABCD Inactive` | 2026-01-02T02:04:05Z |", text, StringComparison.Ordinal);
        Assert.Contains("| Fail | Critical | `333344445555` |  | at least one |  |", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SampleFindings.Sizes), MemberType = typeof(SampleFindings))]
    public void Every_finding_is_a_row(int count)
    {
        var text = SampleFindings.Text(CisReportFormat.Markdown, SampleFindings.Many(count));

        Assert.Equal(count, Rows(text).Count());
        Assert.Contains($"{SampleFindings.Many(count).Count(finding => finding.ControlId == "cis_v400_1_4")} account(s): ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_ours_is_code_and_does_nothing()
    {
        var text = SampleFindings.Text(CisReportFormat.Markdown, SampleFindings.OfHostileNames);

        Assert.Equal(SampleFindings.OfHostileNames.Count, Rows(text).Count());
        Assert.All(Rows(text), row => Assert.Equal(7, row.Length));
        Assert.All(Rows(text).SelectMany(row => row), cell => Assert.Matches("^([A-Za-z0-9 ,:-]|<br>)*$", CodeSpan().Replace(cell, "")));
        Assert.DoesNotContain(SampleFindings.WholeKeyId, text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n');
    }

    private static IEnumerable<string[]> Rows(string text)
        => text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Status ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal)).Select(Cells);

    /// <summary>As GitHub takes a row apart: before it knows of code, and with any punctuation escaped by a backslash.</summary>
    private static string[] Cells(string row)
        => [.. Cell().Matches(row[1..]).Select(cell => cell.Groups["text"].Value.Trim())];

    [GeneratedRegex(@"(?<text>(\\[!-/:-@\[-`{-~]|[^|])*)\|", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Cell();

    [GeneratedRegex(@"(?<!`)(?<fence>`+)(?!`).+?(?<!`)\k<fence>(?!`)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeSpan();
}
