using System.Text;
using System.Text.Json;

namespace RootKeyCompliance.TestKit;

/// <summary>Findings to report, and a short way to report them.</summary>
public static class SampleFindings
{
    internal const string WholeKeyId = "AKIAIOSFODNN7EXAMPLE";

    internal static readonly ReportHead Head = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "1.2.3");

    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1));

    /// <summary>Names that somebody could give an account.</summary>
    internal static readonly string[] Hostile =
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\"=1+1\"", "x;=cmd|' /C calc'!A0", "a,=1", "' =1", "  =1", "＝1+1",
        "a|b", "a\\|b", "a\\\\|b|", "`code`", "``a`", "a`", "`", "\\", "|", "<b>x</b>", "<!-- x", "]]>", "&amp; &lt;", "[x](http://evil.example)", "![x](http://evil.example/x.png)",
        "@everyone", "#1", "octocat/repo#1", "https://evil.example/", "www.evil.example", "me@evil.example", ":tada:", "</testcase>", "<script>alert(1)</script>", "{\"a\":1}", "\"},{\"",
        "a\r\nb", "a\u2028b", "a\u0000b", "a\u001bb", "a\u202Eb", "a\uFFFEb\uFFFF", "a\uD83Db", "\uDC00", "😀 größe 表", $"key {WholeKeyId}", WholeKeyId, "-", " ", "", new string('x', 5_000),
        string.Concat(Enumerable.Repeat("😀", 800)), new string('|', 500), new string('`', 500), new string('&', 3_000), "../../etc/passwd", "$(whoami)", "{{7*7}}",
    ];

    internal static readonly CisReportFormat[] Formats =
    [
        CisReportFormat.Json, CisReportFormat.Csv, CisReportFormat.Markdown, CisReportFormat.Junit, CisReportFormat.Sarif, CisReportFormat.Ocsf, CisReportFormat.Asff,
    ];

    /// <summary>Each thing that the rule can say, with what is known and with nothing known beside it, and every change.</summary>
    internal static IReadOnlyList<CisFinding> OfEachKind { get; } =
    [
        Judge(Seen("000011112222") with { AccessKeysPresent = false, ActiveKeyCount = 0, InactiveKeyCount = 0 }),
        Judge(Full("111122223333")),
        Judge(Seen("222233334444").WithKeys([new RootAccessKey(RootAccessKeyStatus.Inactive)])),
        Judge(Seen("222233334445").WithKeys([new RootAccessKey(RootAccessKeyStatus.Inactive)]), allowInactiveKey: true),
        Judge(new RootUserEvidence { Source = CisEvidenceSource.AccountSummary, AccountId = "333344445555", AccessKeysPresent = true }),
        Judge(new RootUserEvidence { Source = CisEvidenceSource.AccountSummary, AccessKeysPresent = true }),
        Judge(Seen("444455556666") with { AccountState = "SUSPENDED" }),
        Judge(Seen("555566667777") with { Fault = CisFaults.ClockSkew() }),
        Judge(new RootUserEvidence { Source = CisEvidenceSource.CredentialReport, SourceName = "/tmp/r.csv", Fault = CisFaults.ReportEmpty() }),
        Judge(new RootUserEvidence { Source = CisEvidenceSource.Organizations, Fault = CisFaults.ReportEmpty() }),
        Judge(Seen("666677778888") with { Partition = "aws-cn", AccessKeysPresent = false }, control: "cis_v700_2_4"),
        .. Enum.GetValues<CisFindingChange>().Select((change, index) => Judge(Full($"77778888999{index}")).With(change)),
    ];

    /// <summary>Every text that is not ours is hostile.</summary>
    internal static IReadOnlyList<CisFinding> OfHostileNames { get; } =
    [
        .. Hostile.SelectMany(name => new[]
        {
            Judge(Full("111122223333") with { AccountName = name, SourceName = name, AccountState = name }),
            Judge(Seen("111122223333") with { AccountName = name, SourceName = name, Fault = CisFaults.AccessDenied("iam:GetAccountSummary", name) }),
            Judge(new RootUserEvidence { Source = CisEvidenceSource.CredentialReport, AccountId = name, AccountName = name, Partition = name, SourceName = name, Fault = CisFaults.ReportEmpty() }),
            Judge(Seen("111122223333").WithKeys([new RootAccessKey(RootAccessKeyStatus.Active, name, LastUsedDate: Time, LastUsedRegion: name, LastUsedService: name)])),
        }),
    ];

    /// <summary>Numbers of findings in a report: none, one, many.</summary>
    internal static int[] Counts { get; } = [0, 1, Thorough.Choose(400, 10_000)];

    public static TheoryData<int> Sizes => new(Counts);

    /// <summary>So many findings, all kinds among them.</summary>
    internal static IEnumerable<CisFinding> Many(int count) => Enumerable.Range(0, count).Select(index => OfEachKind[index % OfEachKind.Count]);

    internal static CisFinding Pass(string id, string? name = null) => Judge(Seen(id, name).WithKeys([]));

    internal static CisFinding Fail(string id, string? name = null) => Judge(Seen(id, name).WithKeys(
    [
        new RootAccessKey(RootAccessKeyStatus.Active, "AKIA…WXYZ", new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)), LastUsedService: "iam"),
    ]));

    internal static CisFinding Error(string id, string? name = null) => Judge(Seen(id, name) with { Fault = CisFaults.ClockSkew() });

    internal static CisFinding Skipped(string id, string? name = null) => Judge(Seen(id, name) with { AccountState = "SUSPENDED" });

    internal static CisFinding Of(CisStatus status, string id, string? name = null) => status switch
    {
        CisStatus.Pass => Pass(id, name),
        CisStatus.Fail => Fail(id, name),
        CisStatus.Skipped => Skipped(id, name),
        _ => Error(id, name),
    };

    /// <summary>An account of which nothing is known yet but its name and state.</summary>
    internal static RootUserEvidence Seen(string id, string? name = "data")
        => new() { Source = CisEvidenceSource.Iam, AccountId = id, AccountName = name, AccountState = "ACTIVE", Partition = "aws" };

    /// <summary>Everything known that can be, of two keys.</summary>
    internal static RootUserEvidence Full(string id) => (Seen(id) with { RootMfaEnabled = true, RootPasswordPresent = false, SourceName = "audit", EvidenceTime = Time }).WithKeys(
    [
        new RootAccessKey(RootAccessKeyStatus.Active, "AKIA…WXYZ", Time, Time, Time, "us-east-1", "iam"),
        new RootAccessKey(RootAccessKeyStatus.Inactive, "AKIA…ABCD", Time),
    ]);

    internal static CisFinding Judge(
        RootUserEvidence evidence, bool allowInactiveKey = false, string control = "cis_v400_1_4", DateTimeOffset? time = null)
        => RootAccessKeyRule.Evaluate(CisPipelineCatalogue.Get(control), evidence, allowInactiveKey, time ?? Time);

    internal static byte[] Bytes(CisReportFormat format, IEnumerable<CisFinding> findings, ReportHead? head = null)
    {
        using var stream = new MemoryStream();
        Write(format, findings, stream, head);
        return stream.ToArray();
    }

    internal static int Write(CisReportFormat format, IEnumerable<CisFinding> findings, Stream stream, ReportHead? head = null)
    {
        using var writer = ReportWriter.Create(format, stream, head ?? Head);
        writer.Start();
        foreach (var finding in findings)
        {
            writer.Add(finding);
        }

        writer.Complete();
        return writer.LeftOut;
    }

    /// <summary>The report, which has to be whole UTF-8.</summary>
    internal static string Text(CisReportFormat format, IEnumerable<CisFinding> findings, ReportHead? head = null)
        => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Bytes(format, findings, head));

    internal static JsonElement Json(CisReportFormat format, IEnumerable<CisFinding> findings) => JsonDocument.Parse(Text(format, findings)).RootElement;

    internal static JsonSchema Schema(string name)
        => new(JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "RootKeyCompliance.Core.Tests", "Reports", "Schemas", name))).RootElement);
}
