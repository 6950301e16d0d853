using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>SARIF, OCSF and ASFF, beside the required fields and words of their published schemas (Schemas/, which name the versions).</summary>
public sealed class PublishedFormatTests
{
    private static readonly (CisReportFormat Format, string Schema)[] Published =
    [
        (CisReportFormat.Sarif, "sarif-2.1.0.json"), (CisReportFormat.Ocsf, "ocsf-1.5.0.json"), (CisReportFormat.Asff, "asff-2018-10-08.json"),
    ];

    public static TheoryData<CisReportFormat, int> Sizes => new(from published in Published from size in SampleFindings.Counts select (published.Format, size));

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_report_is_as_its_standard_says(CisReportFormat format, int count) => AssertValid(format, [.. SampleFindings.Many(count)]);

    [Theory]
    [InlineData(CisReportFormat.Sarif)]
    [InlineData(CisReportFormat.Ocsf)]
    [InlineData(CisReportFormat.Asff)]
    public void Hostile_names_change_nothing(CisReportFormat format)
    {
        var text = SampleFindings.Text(format, SampleFindings.OfHostileNames);

        AssertValid(format, SampleFindings.OfHostileNames);
        Assert.DoesNotContain(SampleFindings.WholeKeyId, text, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u001b", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Sarif_says_of_each_finding_what_it_is()
    {
        var run = SampleFindings.Json(CisReportFormat.Sarif, SampleFindings.OfEachKind).GetProperty("runs")[0];

        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()!).ToList();
        Assert.Equal(["cis_v400_1_4", "cis_v700_2_4"], rules);
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal(1, run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").GetArrayLength());
        foreach (var (finding, result) in SampleFindings.OfEachKind.Zip(run.GetProperty("results").EnumerateArray()))
        {
            Assert.Equal(finding.ControlId, result.GetProperty("ruleId").GetString());
            Assert.Equal(finding.ControlId, rules[result.GetProperty("ruleIndex").GetInt32()]);
            Assert.Equal(finding.Fingerprint, result.GetProperty("partialFingerprints").GetProperty(SarifReport.FingerprintName).GetString());
            Assert.Equal(finding.Message, result.GetProperty("message").GetProperty("text").GetString());
            Assert.Equal(
                finding switch
                {
                    { Status: CisStatus.Pass } => ("pass", "none"),
                    { Status: CisStatus.Skipped } => ("notApplicable", "none"),
                    { Status: CisStatus.Error } => ("open", "none"),
                    { Severity: CisSeverity.Critical } => ("fail", "error"),
                    _ => ("fail", "warning"),
                },
                (result.GetProperty("kind").GetString(), result.GetProperty("level").GetString()));
            Assert.Equal(
                $"aws-accounts/{finding.AccountId ?? finding.Fingerprint}",
                result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        }
    }

    [Fact]
    public void Sarif_has_no_links_in_its_messages()
        => Assert.All(
            SampleFindings.Json(CisReportFormat.Sarif, SampleFindings.OfHostileNames).GetProperty("runs")[0].GetProperty("results").EnumerateArray(),
            result => Assert.DoesNotContain("](", result.GetProperty("message").GetProperty("text").GetString(), StringComparison.Ordinal));

    [Fact]
    public void Ocsf_says_of_each_finding_what_it_is()
    {
        var events = SampleFindings.Json(CisReportFormat.Ocsf, SampleFindings.OfEachKind).EnumerateArray().ToList();

        Assert.Equal(SampleFindings.OfEachKind.Count, events.Count);
        foreach (var (finding, item) in SampleFindings.OfEachKind.Zip(events))
        {
            var activity = finding.Change switch
            {
                CisFindingChange.Unchanged or CisFindingChange.Unknown => 2,
                CisFindingChange.Resolved => 3,
                _ => 1,
            };
            Assert.Equal(activity, item.GetProperty("activity_id").GetInt32());
            Assert.Equal(200_300 + activity, item.GetProperty("type_uid").GetInt32());
            Assert.Equal(finding.CheckedAt.ToUnixTimeMilliseconds(), item.GetProperty("time").GetInt64());
            Assert.Equal(finding.Fingerprint, item.GetProperty("finding_info").GetProperty("uid").GetString());
            Assert.Equal(
                finding.Status switch
                {
                    CisStatus.Pass => (1, "Pass"),
                    CisStatus.Fail => (3, "Fail"),
                    CisStatus.Error => (2, "Warning"),
                    _ => (99, "Skipped"),
                },
                (item.GetProperty("compliance").GetProperty("status_id").GetInt32(), item.GetProperty("compliance").GetProperty("status").GetString()));
            Assert.Equal(finding.AccountId is not null, item.GetProperty("cloud").TryGetProperty("account", out var account) && account.TryGetProperty("uid", out _));
            Assert.Equal(finding.Status == CisStatus.Fail, item.TryGetProperty("remediation", out _));
        }
    }

    [Fact]
    public void Ocsf_has_a_line_for_each_event()
    {
        var lines = SampleFindings.Text(CisReportFormat.Ocsf, SampleFindings.OfHostileNames).Split('\n');

        Assert.Equal("[", lines[0]);
        Assert.Equal("]", lines[^2]);
        Assert.All(lines[1..^2], line => Assert.Equal(2003, JsonDocument.Parse(line.TrimEnd(',')).RootElement.GetProperty("class_uid").GetInt32()));
    }

    [Fact]
    public void Asff_says_of_each_finding_what_it_is()
    {
        var said = SampleFindings.OfEachKind.Where(finding => finding.AccountId is not null).ToList();

        var findings = Asff(SampleFindings.OfEachKind).SelectMany(batch => batch.GetProperty("Findings").EnumerateArray()).ToList();

        Assert.Equal(said.Count, findings.Count);
        foreach (var (finding, item) in said.Zip(findings))
        {
            Assert.Equal(finding.AccountId, item.GetProperty("AwsAccountId").GetString());
            Assert.StartsWith($"arn:{finding.Partition ?? "aws"}:securityhub:", item.GetProperty("ProductArn").GetString(), StringComparison.Ordinal);
            Assert.Equal(finding.Message, item.GetProperty("Description").GetString());
            Assert.Equal(
                finding switch
                {
                    { Status: CisStatus.Pass } => ("PASSED", "INFORMATIONAL", "RESOLVED"),
                    { Status: CisStatus.Skipped } => ("NOT_AVAILABLE", "INFORMATIONAL", "NEW"),
                    { Status: CisStatus.Error } => ("WARNING", "MEDIUM", "NEW"),
                    { Severity: CisSeverity.Critical } => ("FAILED", "CRITICAL", "NEW"),
                    _ => ("FAILED", "HIGH", "NEW"),
                },
                (item.GetProperty("Compliance").GetProperty("Status").GetString(), item.GetProperty("Severity").GetProperty("Label").GetString(), item.GetProperty("Workflow").GetProperty("Status").GetString()));
            Assert.Equal(1 + finding.AccessKeys.Length, item.GetProperty("Resources").GetArrayLength());
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(1_000, 10)]
    public void Asff_batches_are_full_and_not_too_full(int count, int batches)
    {
        var finding = SampleFindings.OfEachKind[0];

        Assert.Equal(batches, Asff(Enumerable.Repeat(finding, count)).Count);
    }

    [Fact]
    public void Asff_batches_are_not_too_long()
    {
        var name = new string('表', 5_000);
        var big = SampleFindings.Judge(
            SampleFindings.Full("111122223333") with { AccountName = name, SourceName = name, Fault = CisFaults.AccessDenied("x", name) });

        var text = SampleFindings.Text(CisReportFormat.Asff, Enumerable.Repeat(big, 200));

        var lines = text.Split('\n')[1..^2];
        Assert.True(lines.Length > 2, $"{lines.Length}");
        Assert.All(lines, line => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 1, AsffReport.BytesInBatch + 32));
        using var batches = JsonDocument.Parse(text);
        Assert.Equal(200, batches.RootElement.EnumerateArray().Sum(batch => batch.GetProperty("Findings").GetArrayLength()));
    }

    [Fact]
    public void What_Asff_has_no_place_for_is_counted()
    {
        using var stream = new MemoryStream();

        Assert.Equal(3, SampleFindings.Write(CisReportFormat.Asff, SampleFindings.OfEachKind, stream));
        Assert.All(SampleFindings.Formats.Where(format => format != CisReportFormat.Asff), format => Assert.Equal(0, SampleFindings.Write(format, SampleFindings.OfEachKind, stream)));
    }

    /// <summary>A judge that finds nothing wrong with anything would prove nothing.</summary>
    [Fact]
    public void The_schemas_find_what_is_missing()
    {
        foreach (var (format, name) in Published)
        {
            var report = SampleFindings.Text(format, [SampleFindings.OfEachKind[1]]);
            foreach (var word in format switch
            {
                CisReportFormat.Sarif => ["\"version\": \"2.1.0\"", "\"level\": \"error\"", "\"executionSuccessful\": true", "\"message\""],
                CisReportFormat.Ocsf => ["\"class_uid\":2003", "\"version\":\"1.5.0\"", "\"time\"", "\"finding_info\"", "\"severity_id\":5"],
                _ => new[] { "\"SchemaVersion\":\"2018-10-08\"", "\"Title\"", "\"CRITICAL\"", "\"AwsAccountId\"", "\"ACTIVE\"" },
            })
            {
                Assert.Contains(word, report, StringComparison.Ordinal);
                var changed = word.EndsWith('"') ? report.Replace(word, word[..^1] + "x\"", StringComparison.Ordinal) : report.Replace(word, word + "1", StringComparison.Ordinal);
                Assert.NotEmpty(Flaws(name, changed));
            }
        }
    }

    private static IReadOnlyList<string> Flaws(string schema, string text)
    {
        try
        {
            return SampleFindings.Schema(schema).FlawsOf(JsonDocument.Parse(text).RootElement);
        }
        catch (JsonException e)
        {
            return [e.Message];
        }
    }

    private static List<JsonElement> Asff(IEnumerable<CisFinding> findings) => [.. SampleFindings.Json(CisReportFormat.Asff, findings).EnumerateArray()];

    private static void AssertValid(CisReportFormat format, IReadOnlyList<CisFinding> findings)
    {
        var json = SampleFindings.Json(format, findings);

        Assert.Empty(SampleFindings.Schema(Published.Single(published => published.Format == format).Schema).FlawsOf(json));
        Assert.Equal(
            format == CisReportFormat.Asff ? findings.Count(finding => AwsAccountId.IsValid(finding.AccountId)) : findings.Count,
            format switch
            {
                CisReportFormat.Sarif => json.GetProperty("runs")[0].GetProperty("results").GetArrayLength(),
                CisReportFormat.Ocsf => json.GetArrayLength(),
                _ => json.EnumerateArray().Sum(batch => batch.GetProperty("Findings").GetArrayLength()),
            });
    }
}
