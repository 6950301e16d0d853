using System.Text.Json;

namespace RootKeyCompliance;

/// <summary>
/// OCSF 1.5.0, class Compliance Finding (2003), profile cloud; what the older versions since 1.1.0 require is there as well. An array, as Prowler
/// writes it and its readers take it, with an event on each line for those who take lines.
/// </summary>
internal sealed class OcsfReport(Stream stream, ReportHead head) : JsonListReport(stream)
{
    internal const string Version = "1.5.0";
    private const int Class = 2003;
    private const int Category = 2;

    private readonly Dictionary<CisPipeline, IReadOnlyList<string>> _requirements = [];

    public override void Add(CisFinding finding)
    {
        var line = Encode(Write, finding);
        NextLine().Write(line);
    }

    private void Write(Utf8JsonWriter json, CisFinding finding)
    {
        var (activity, activityName) = ActivityOf(finding.Change);
        var (severity, severityName) = SeverityOf(finding.Severity);
        var (status, statusName) = StatusOf(finding);
        var time = finding.CheckedAt.ToUnixTimeMilliseconds();
        json.WriteStartObject();
        json.WriteNumber("activity_id", activity);
        json.WriteString("activity_name", activityName);
        json.WriteNumber("category_uid", Category);
        json.WriteString("category_name", "Findings");
        json.WriteNumber("class_uid", Class);
        json.WriteString("class_name", "Compliance Finding");
        json.WriteNumber("type_uid", (Class * 100) + activity);
        json.WriteString("type_name", $"Compliance Finding: {activityName}");
        json.WriteNumber("time", time);
        json.WriteNumber("severity_id", severity);
        json.WriteString("severity", severityName);
        json.WriteNumber("status_id", status);
        json.WriteString("status", statusName);
        json.WriteString("message", ReportText.Clean(finding.Message));
        Metadata(json);
        FindingInfo(json, finding, time);
        Compliance(json, finding);
        Remediation(json, finding);
        Cloud(json, finding);
        Resource(json, finding);
        Unmapped(json, finding);
        json.WriteEndObject();
    }

    private static (int, string) ActivityOf(CisFindingChange? change) => change switch
    {
        CisFindingChange.Unchanged or CisFindingChange.Unknown => (2, "Update"),
        CisFindingChange.Resolved => (3, "Close"),
        _ => (1, "Create"),
    };

    private static (int, string) SeverityOf(CisSeverity severity) => severity switch
    {
        CisSeverity.None => (1, "Informational"),
        CisSeverity.High => (4, "High"),
        CisSeverity.Critical => (5, "Critical"),
        _ => (0, "Unknown"),
    };

    /// <summary>How far somebody has looked after it: nobody has, and where there is no key nobody need.</summary>
    private static (int, string) StatusOf(CisFinding finding) => finding.Status switch
    {
        CisStatus.Pass => (4, "Resolved"),
        CisStatus.Skipped => (99, "Skipped"),
        _ => (1, "New"),
    };

    private static (int, string) ComplianceOf(CisStatus status) => status switch
    {
        CisStatus.Pass => (1, "Pass"),
        CisStatus.Fail => (3, "Fail"),
        CisStatus.Skipped => (99, "Skipped"),

        // What OCSF calls a check without a result, for want of information.
        _ => (2, "Warning"),
    };

    private void Metadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", Version);
        json.WriteStartArray("profiles");
        json.WriteStringValue("cloud");
        json.WriteEndArray();
        json.WriteStartObject("product");
        json.WriteString("name", ReportText.Product);
        json.WriteString("vendor_name", ReportText.Product);
        json.WriteString("version", head.Version);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void FindingInfo(Utf8JsonWriter json, CisFinding finding, long time)
    {
        json.WriteStartObject("finding_info");
        json.WriteString("uid", finding.Fingerprint);
        json.WriteString("title", finding.Title);
        json.WriteString("desc", ReportText.Clean(finding.Message));
        json.WriteNumber("created_time", time);
        json.WriteStartArray("types");
        json.WriteStringValue(finding.Benchmark);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Compliance(Utf8JsonWriter json, CisFinding finding)
    {
        var (status, name) = ComplianceOf(finding.Status);
        if (!_requirements.TryGetValue(finding.Control, out var requirements))
        {
            _requirements[finding.Control] = requirements = ReportText.Requirements(finding.Control);
        }

        json.WriteStartObject("compliance");
        json.WriteString("control", finding.Title);
        json.WriteStartArray("standards");
        json.WriteStringValue(finding.Benchmark);
        json.WriteEndArray();
        json.WriteStartArray("requirements");
        foreach (var requirement in requirements)
        {
            json.WriteStringValue(requirement);
        }

        json.WriteEndArray();
        json.WriteNumber("status_id", status);
        json.WriteString("status", name);
        if (finding.ErrorId is { } error)
        {
            json.WriteString("status_code", ReportText.Clean(error));
        }

        json.WriteEndObject();
    }

    private static void Remediation(Utf8JsonWriter json, CisFinding finding)
    {
        if (finding.Remediation is { } way)
        {
            json.WriteStartObject("remediation");
            json.WriteString("desc", way);
            json.WriteEndObject();
        }
    }

    private static void Cloud(Utf8JsonWriter json, CisFinding finding)
    {
        json.WriteStartObject("cloud");
        json.WriteString("provider", "AWS");
        Optional(json, "cloud_partition", finding.Partition);
        if (ReportText.Clean(finding.AccountId).Length > 0 || ReportText.Clean(finding.AccountName).Length > 0)
        {
            json.WriteStartObject("account");
            Optional(json, "uid", finding.AccountId);
            Optional(json, "name", finding.AccountName);
            json.WriteNumber("type_id", 10);
            json.WriteString("type", "AWS Account");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Resource(Utf8JsonWriter json, CisFinding finding)
    {
        json.WriteStartArray("resources");
        json.WriteStartObject();
        Optional(json, "uid", finding.ResourceId);
        json.WriteString("name", ReportText.Subject(finding));
        json.WriteString("type", "AWS::::Account");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>What OCSF has no place for, as in the json format.</summary>
    private static void Unmapped(Utf8JsonWriter json, CisFinding finding)
    {
        json.WriteStartObject("unmapped");
        FindingJson.WriteDetail(json, finding, ReportText.Clean);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? text)
    {
        if (ReportText.Clean(text) is { Length: > 0 } clean)
        {
            json.WriteString(name, clean);
        }
    }
}
