using System.Globalization;

namespace RootKeyCompliance;

/// <summary>
/// SARIF 2.1.0: a rule for each control that was met, a result for each finding. Written as it goes; the tool and its rules come after the results,
/// where the controls are known, and JSON does not mind.
/// </summary>
internal sealed class SarifReport(Stream stream, ReportHead head) : Utf8JsonReport(stream)
{
    internal const string Version = "2.1.0";
    internal const string FingerprintName = "rootKeyCompliance/v1";
    private const string SchemaUri = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string HelpUri = "https://www.cisecurity.org/benchmark/amazon_web_services";

    private readonly List<CisPipeline> _rules = [];
    private int _notChecked;

    public override void Start()
    {
        Json.WriteStartObject();
        Json.WriteString("$schema", SchemaUri);
        Json.WriteString("version", Version);
        Json.WriteStartArray("runs");
        Json.WriteStartObject();
        Json.WriteStartArray("results");
    }

    public override void Complete()
    {
        Json.WriteEndArray();
        Invocation();
        Json.WriteStartObject("tool");
        Json.WriteStartObject("driver");
        Json.WriteString("name", ReportText.Product);
        Json.WriteString("version", head.Version);
        Json.WriteString("semanticVersion", head.Version);
        Json.WriteStartArray("rules");
        _rules.ForEach(Rule);
        Json.WriteEndArray();
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteString("columnKind", "utf16CodeUnits");
        Json.WriteEndObject();
        Json.WriteEndArray();
        Json.WriteEndObject();
        Json.Flush();
    }

    private protected override void Write(CisFinding finding)
    {
        Json.WriteStartObject();
        Json.WriteString("ruleId", finding.ControlId);
        Json.WriteNumber("ruleIndex", RuleIndex(finding.Control));
        Json.WriteString("kind", KindOf(finding.Status));
        Json.WriteString("level", LevelOf(finding));

        // Messages can have links in them, [text](target): not ours, which have names from outside in them.
        Text("message", ReportText.Clean(finding.Message).Replace("](", "] (", StringComparison.Ordinal));
        Location(finding);
        Json.WriteStartObject("partialFingerprints");
        Json.WriteString(FingerprintName, finding.Fingerprint);
        Json.WriteEndObject();
        Json.WriteStartObject("properties");
        Json.WriteString("status", finding.Status.ToString());
        Json.WriteString("severity", finding.Severity.ToString());
        Optional("accountId", finding.AccountId);
        Optional("accountName", finding.AccountName);
        Optional("keys", ReportText.Keys(finding));
        Optional("change", finding.Change?.ToString());
        Optional("errorId", finding.ErrorId);
        Json.WriteString("checkedAt", ReportText.Time(finding.CheckedAt));
        Json.WriteEndObject();
        Json.WriteEndObject();
        _notChecked += finding.Status == CisStatus.Error ? 1 : 0;
    }

    private static string KindOf(CisStatus status) => status switch
    {
        CisStatus.Pass => "pass",
        CisStatus.Fail => "fail",
        CisStatus.Skipped => "notApplicable",

        // The rule was asked, and what is known does not suffice for an answer.
        _ => "open",
    };

    // The standard allows no level but none with another kind than fail.
    private static string LevelOf(CisFinding finding) => finding switch
    {
        { Status: not CisStatus.Fail } => "none",
        { Severity: CisSeverity.Critical } => "error",
        _ => "warning",
    };

    private int RuleIndex(CisPipeline control)
    {
        if (!_rules.Contains(control))
        {
            _rules.Add(control);
        }

        return _rules.IndexOf(control);
    }

    /// <summary>
    /// The account. It is no file; who needs one, as GitHub does, gets a name that stays the same, and is told that it is none.
    /// </summary>
    private void Location(CisFinding finding)
    {
        Json.WriteStartArray("locations");
        Json.WriteStartObject();
        Json.WriteStartObject("physicalLocation");
        Json.WriteStartObject("artifactLocation");
        Json.WriteString("uri", $"aws-accounts/{ReportText.AccountId(finding) ?? finding.Fingerprint}");
        Text("description", "Not a file: stands for the AWS account.");
        Json.WriteEndObject();
        Json.WriteStartObject("region");
        Json.WriteNumber("startLine", 1);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteStartArray("logicalLocations");
        Json.WriteStartObject();
        Json.WriteString("name", ReportText.Subject(finding));
        if (ReportText.Clean(finding.ResourceId) is { Length: > 0 } resource)
        {
            Json.WriteString("fullyQualifiedName", resource);
        }

        Json.WriteString("kind", "account");
        Json.WriteEndObject();
        Json.WriteEndArray();
        Json.WriteEndObject();
        Json.WriteEndArray();
    }

    private void Invocation()
    {
        Json.WriteStartArray("invocations");
        Json.WriteStartObject();
        Json.WriteBoolean("executionSuccessful", true);
        Json.WriteString("endTimeUtc", ReportText.Time(head.GeneratedAt));
        if (_notChecked > 0)
        {
            Json.WriteStartArray("toolExecutionNotifications");
            Json.WriteStartObject();
            Json.WriteString("level", "error");
            Text("message", string.Create(CultureInfo.InvariantCulture, $"{_notChecked} account(s) could not be checked: the results of kind open."));
            Json.WriteEndObject();
            Json.WriteEndArray();
        }

        Json.WriteEndObject();
        Json.WriteEndArray();
    }

    private void Rule(CisPipeline control)
    {
        var steps = control.Remediation.Select((step, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {step}"));
        Json.WriteStartObject();
        Json.WriteString("id", control.ControlId);
        Json.WriteString("name", "RootAccessKey");
        Text("shortDescription", control.Title);
        Text("fullDescription", $"{control.Description} {control.Rationale}");
        Text("help", string.Join('\n', [control.RemediationSummary, "", .. steps, "", control.Note]));
        Json.WriteString("helpUri", HelpUri);
        Json.WriteStartObject("defaultConfiguration");
        Json.WriteString("level", "error");
        Json.WriteEndObject();
        Json.WriteStartObject("properties");
        Json.WriteStartArray("tags");
        Json.WriteStringValue("security");
        Json.WriteStringValue("aws");
        Json.WriteStringValue(control.Benchmark);
        Json.WriteEndArray();

        // What GitHub shows as critical.
        Json.WriteString("security-severity", "9.0");
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void Text(string name, string text)
    {
        Json.WriteStartObject(name);
        Json.WriteString("text", text);
        Json.WriteEndObject();
    }

    private void Optional(string name, string? text)
    {
        if (ReportText.Clean(text) is { Length: > 0 } clean)
        {
            Json.WriteString(name, clean);
        }
    }
}
