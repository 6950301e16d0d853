using System.Net;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.Tests;

/// <summary>What the HTML report says.</summary>
public sealed partial class HtmlReportTests
{
    private static readonly RootUserEvidence Seen = SampleFindings.Seen("111122223333");
    private static readonly CisFinding Pass = ReportFleet.Finding(Seen.WithKeys([]));
    private static readonly CisFinding Fail = ReportFleet.Finding(Seen.WithKeys([new RootAccessKey(RootAccessKeyStatus.Active, "AKIA…WXYZ")]));
    private static readonly CisFinding Error = ReportFleet.Finding(Seen with { Fault = CisFaults.AccessDenied("iam:GetAccountSummary", "no") });
    private static readonly CisFinding Skipped = ReportFleet.Finding(Seen with { AccountState = "SUSPENDED" });

    public static TheoryData<string, string> Headlines => new()
    {
        { "", "No findings." },
        { "F", "The account fails: its root user has an access key." },
        { "E", "The account could not be checked." },
        { "S", "The account was not checked." },
        { "P", "The account passes." },
        { "FP", "1 of 2 accounts fails: its root user has an access key." },
        { "FFE", "2 of 3 accounts fail: their root users have an access key, 1 could not be checked." },
        { "PP", "All 2 accounts pass." },
        { "PEE", "1 of 3 accounts passes, none fails, 2 could not be checked." },
        { "PPS", "2 of 3 accounts pass, none fails." },
        { "EE", "None of 2 accounts could be checked." },
        { "ES", "None of 2 accounts was checked." },
    };

    [Theory]
    [MemberData(nameof(Headlines))]
    public void The_headline_never_says_more_than_was_seen(string letters, string headline)
    {
        var file = HtmlFile.Of(letters.Select(letter => letter switch
        {
            'F' => Fail,
            'E' => Error,
            'S' => Skipped,
            _ => Pass,
        }));

        Assert.Equal(headline, Headline().Match(file.Text).Groups["text"].Value);
        Assert.Contains($"<title>Root access keys: {headline}</title>", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_findings_are_a_page_that_says_so_and_has_no_script()
    {
        var file = HtmlFile.Of();

        Assert.Contains("It says nothing about any account.", file.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", file.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", file.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg class=\"fleet\"", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_wants_a_look_comes_first()
        => Assert.Equal("Fail Error Skipped Pass", string.Join(' ', HtmlFile.Of(Pass, Skipped, Error, Fail).Findings.Select(row => Text(row, "s"))));

    [Fact]
    public void A_fleet_is_counted_and_drawn()
    {
        var file = HtmlFile.Of(ReportFleet.Of(2_000));

        Assert.Equal(2_000, file.Findings.Length);
        Assert.Equal(2_000, Row().Count(file.Plain));
        Assert.Contains(
            ">2,000 findings by status: Fail 80 (4 %), Error 20 (1 %), Skipped 40 (2 %), Pass 1,860 (93 %)</title>", file.Text, StringComparison.Ordinal);
        Assert.Contains("60 critical, 20 high (inactive keys only)", file.Text, StringComparison.Ordinal);
        Assert.Equal(4, Bar().Count(file.Text));
        Assert.True(file.Text.Length < 2_000_000, $"{file.Text.Length} characters");
    }

    [Fact]
    public void One_failing_account_in_two_thousand_is_visible()
    {
        var file = HtmlFile.Of(ReportFleet.Of(2_000).Where(finding => finding.Status == CisStatus.Pass).Append(Fail));

        Assert.Contains("Fail 1 (&lt; 0.1 %), Pass 1,860 (&gt; 99.9 %)", file.Text, StringComparison.Ordinal);
        Assert.Contains("width=\"0.794%\"", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Readers_without_scripts_read_the_same()
    {
        var file = HtmlFile.Of(ReportFleet.Of(200, compared: true));
        var plain = WebUtility.HtmlDecode(Tag().Replace(file.Plain, "\n"));

        foreach (var row in file.Findings)
        {
            string[] names = Text(row, "s") == "Pass" ? ["a", "n", "s", "v", "c", "r", "u", "e"] : ["a", "n", "s", "v", "c", "r", "u", "e", "m", "d", "x"];
            Assert.All(names, name => Assert.Contains(Text(row, name), plain, StringComparison.Ordinal));
            Assert.All(Keys(row).SelectMany(key => key), text => Assert.Contains(text, plain, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(1, 0, "1 active key")]
    [InlineData(2, 0, "2 active keys")]
    [InlineData(0, 1, "1 inactive key")]
    [InlineData(1, 1, "1 active, 1 inactive key")]
    [InlineData(1, null, "1 active key, inactive not known")]
    [InlineData(0, null, "Inactive keys, number not known")]
    [InlineData(null, 1, "Keys, number not known")]
    [InlineData(null, null, "Keys, number not known")]
    public void Numbers_that_are_not_known_are_not_made_up(int? active, int? inactive, string result)
    {
        var finding = ReportFleet.Finding(Seen with { AccessKeysPresent = true, ActiveKeyCount = active, InactiveKeyCount = inactive });

        Assert.Equal(result, Text(Assert.Single(HtmlFile.Of(finding).Findings), "r"));
    }

    [Fact]
    public void Errors_have_their_id_and_the_way_out()
    {
        var row = Assert.Single(HtmlFile.Of(Error).Findings);

        Assert.Equal("AccessDenied", Text(row, "x"));
        Assert.Equal("AccessDenied", Text(row, "r"));
        Assert.Equal(Error.Fault!.RecommendedAction, Text(row, "d"));
        Assert.Equal(Error.Message, Text(row, "m"));
    }

    [Fact]
    public void Keys_are_described_as_far_as_they_are_known()
    {
        var key = new RootAccessKey(
            RootAccessKeyStatus.Inactive, "AKIAIOSFODNN7EXAMPLE", ReportFleet.Now.AddYears(-2), null, ReportFleet.Now.AddDays(-3), "eu-west-1", "s3");
        var row = Assert.Single(HtmlFile.Of(ReportFleet.Finding(Seen.WithKeys([key, new RootAccessKey(RootAccessKeyStatus.Active)]))).Findings);

        Assert.Equal(
            [["AKIA…MPLE", "Inactive", "2024-10-01", "", "2026-09-28 12:00 UTC", "eu-west-1", "s3"], ["id not known", "Active", "", "", "", "", ""]],
            Keys(row));
        Assert.Equal("2026-09-28", Text(row, "u"));
    }

    [Fact]
    public void Changes_are_shown_where_something_was_compared()
    {
        var compared = HtmlFile.Of(Fail.With(CisFindingChange.New), Pass.With(CisFindingChange.Resolved), Pass);

        Assert.Contains("<strong>1</strong> New · <strong>0</strong> Unknown · <strong>0</strong> Unchanged · <strong>1</strong> Resolved", compared.Text, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\">Change</th>", compared.Plain, StringComparison.Ordinal);
        Assert.Contains("data-column=\"change\">", compared.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("data-column=\"change\">", HtmlFile.Of(Fail, Pass).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Since the earlier run", HtmlFile.Of(Fail, Pass).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_how_it_was_collected_and_how_old_that_is()
    {
        var report = Seen.WithKeys([]) with { Source = CisEvidenceSource.CredentialReport, EvidenceTime = ReportFleet.Now.AddHours(-4) };
        var text = HtmlFile.Of(ReportFleet.Finding(report), Pass).Text;

        Assert.Contains(
            "<tr><th scope=\"row\">Credential report</th><td>1</td><td><time datetime=\"2026-10-01T08:00:00Z\">2026-10-01 08:00 UTC</time></td>", text, StringComparison.Ordinal);
        Assert.Contains("<tr><th scope=\"row\">IAM API</th><td>1</td><td>not known</td><td>not known</td>", text, StringComparison.Ordinal);
        Assert.Contains("How old the evidence is, is not known of 1 finding.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_steps_of_the_remediation_stand_in_it_once()
    {
        var text = WebUtility.HtmlDecode(HtmlFile.Of(ReportFleet.Of(500)).Text);

        Assert.All(CisPipelineCatalogue.Get("cis_v400_1_4").Remediation, step => Assert.Equal(2, text.Split($"<li>{step}</li>").Length));
    }

    private static string Text(System.Text.Json.JsonElement row, string name) => row.TryGetProperty(name, out var text) ? text.GetString()! : "";

    private static string[][] Keys(System.Text.Json.JsonElement row)
        => row.TryGetProperty("k", out var keys) ? [.. keys.EnumerateArray().Select(key => key.EnumerateArray().Select(text => text.GetString()!).ToArray())] : [];

    [GeneratedRegex("<h2 id=\"headline\"[^>]*>(?<text>.*?)</h2>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Headline();

    [GeneratedRegex("<tr><th scope=\"row\">", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex("<rect class=\"bar\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bar();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();
}
