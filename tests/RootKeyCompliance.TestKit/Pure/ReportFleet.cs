using System.Globalization;

namespace RootKeyCompliance.TestKit;

/// <summary>Findings as a fleet has them: few fail, some cannot be seen, names are whatever their owners chose.</summary>
public static class ReportFleet
{
    internal const string Attack = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";

    internal static readonly DateTimeOffset Now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Teams = ["payments", "data-lake", "web", "sandbox", "machine-learning-research", "network", "archive", "sécurité", "分析"];
    private static readonly string[] Stages = ["dev", "test", "prod"];

    public static TheoryData<string> HostileTexts =>
    [
        Attack,
        "</script><!--<script>",
        "</noscript><svg onload=alert(1)>",
        "</style></title></textarea>",
        "\"' onmouseover='alert(1)' x=\"",
        "a\u2028b\u2029c\u0000d\u0085e",
        "evil\u202Egnp.exe\u2066\u2069\u200F",
        "&lt;b&gt; &#60;b&#62; {{7*7}} ${7*7} \\u003cb\\u003e",
        "\ud800 and \udc00",
        "]]><![CDATA[",
    ];

    /// <summary>A finding with a text in every place that a text can come to.</summary>
    internal static CisFinding Everywhere(string text)
    {
        var evidence = new RootUserEvidence
        {
            Source = CisEvidenceSource.Steampipe,
            SourceName = text,
            AccountId = text,
            AccountName = text,
            AccountState = text,
            Partition = text,
            AccessKeysPresent = true,
            AccessKeys = [new RootAccessKey(RootAccessKeyStatus.Active, text, LastUsedRegion: text, LastUsedService: text)],
            Fault = new CisFault(text, CisFaultKind.Unexpected, text, text),
        };
        return new CisFinding(CisPipelineCatalogue.Get("cis_v400_1_4"), evidence, CisStatus.Error, CisSeverity.Unknown, Now);
    }

    internal static CisFinding Finding(RootUserEvidence evidence) => SampleFindings.Judge(evidence, time: Now);

    internal static IEnumerable<CisFinding> Of(int count, bool compared = false) => Enumerable.Range(0, count).Select(index =>
    {
        var finding = Finding(Evidence(index));
        return compared ? finding.With(ChangeOf(finding.Status, index)) : finding;
    });

    private static CisFindingChange ChangeOf(CisStatus status, int index) => status switch
    {
        CisStatus.Fail => index % 4 == 1 ? CisFindingChange.New : CisFindingChange.Unchanged,
        CisStatus.Pass => index % 100 == 8 ? CisFindingChange.Resolved : CisFindingChange.Unchanged,
        _ => CisFindingChange.Unknown,
    };

    private static RootUserEvidence Evidence(int index)
    {
        var seen = new RootUserEvidence
        {
            Source = index % 10 == 7 ? CisEvidenceSource.CredentialReport : CisEvidenceSource.Iam,
            SourceName = index % 10 == 7 ? $"reports/{index}.csv" : "audit",
            AccountId = (100000000000 + (index * 7919L)).ToString(CultureInfo.InvariantCulture),
            AccountName = $"{Teams[index % Teams.Length]}-{Stages[index % Stages.Length]}-{index}",
            Partition = "aws",
            RootMfaEnabled = index % 5 != 0,
            EvidenceTime = Now.AddSeconds(-index),
        };
        return (index % 100) switch
        {
            3 => seen.WithKeys([Key(RootAccessKeyStatus.Active, index)]),
            17 => seen.WithKeys([Key(RootAccessKeyStatus.Active, index), Key(RootAccessKeyStatus.Inactive, index + 1)]),
            29 => seen.WithKeys([Key(RootAccessKeyStatus.Inactive, index)]),
            41 => seen with { AccessKeysPresent = true, EvidenceTime = null },
            53 => seen with { Fault = CisFaults.AccessDenied("iam:GetAccountSummary", "an explicit deny in a service control policy") },
            54 or 55 => seen with { AccountState = "SUSPENDED" },
            _ => seen.WithKeys([]),
        };
    }

    private static RootAccessKey Key(RootAccessKeyStatus status, int index) => new(
        status,
        string.Create(CultureInfo.InvariantCulture, $"AKIA…{index % 10000:0000}"),
        Now.AddDays(-400 - index),
        Now.AddDays(-400),
        index % 3 == 0 ? null : Now.AddDays(-index % 90),
        index % 3 == 0 ? null : "eu-central-1",
        index % 3 == 0 ? null : "s3");
}
