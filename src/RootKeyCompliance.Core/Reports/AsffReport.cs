using System.Buffers;
using System.Text.Json;

namespace RootKeyCompliance;

/// <summary>
/// AWS Security Finding Format 2018-10-08: an array of requests to BatchImportFindings, each with as many findings as one may have. A finding of an
/// account that is not known has no place there, and is counted. Written as it goes.
/// </summary>
internal sealed class AsffReport(Stream stream) : JsonListReport(stream)
{
    internal const string SchemaVersion = "2018-10-08";
    internal const int FindingsInBatch = 100;
    internal const int BytesInBatch = 240 * 1024;
    private const int LongestTitle = 256;
    private const int LongestDescription = 1024;
    private const int MostRequirements = 32;
    private const int MostResources = 32;
    private const string FindingType = "Software and Configuration Checks/Industry and Regulatory Standards/CIS AWS Foundations Benchmark";

    private readonly ArrayBufferWriter<byte> _batch = new();
    private int _leftOut;
    private int _inBatch;

    public override int LeftOut => _leftOut;

    public override void Add(CisFinding finding)
    {
        if (ReportText.AccountId(finding) is null)
        {
            _leftOut++;
            return;
        }

        var encoded = Encode(Write, finding);
        if (_inBatch == FindingsInBatch || _batch.WrittenCount + encoded.Length > BytesInBatch)
        {
            EndBatch();
        }

        _batch.Write(_inBatch == 0 ? "{\"Findings\":["u8 : ","u8);
        _batch.Write(encoded);
        _inBatch++;
    }

    public override void Complete()
    {
        EndBatch();
        base.Complete();
    }

    private void EndBatch()
    {
        if (_inBatch > 0)
        {
            _batch.Write("]}"u8);
            NextLine().Write(_batch.WrittenSpan);
            _batch.ResetWrittenCount();
            _inBatch = 0;
        }
    }

    private static void Write(Utf8JsonWriter json, CisFinding finding)
    {
        var account = finding.AccountId!;
        var partition = PartitionOf(finding);
        var time = ReportText.Time(finding.CheckedAt);
        json.WriteStartObject();
        json.WriteString("SchemaVersion", SchemaVersion);
        json.WriteString("Id", $"{finding.ControlId}/{account}/{finding.Fingerprint}");
        json.WriteString("ProductArn", $"arn:{partition}:securityhub:{RegionOf(partition)}:{account}:product/{account}/default");
        json.WriteString("GeneratorId", finding.Control.Name);
        json.WriteString("AwsAccountId", account);
        Types(json);
        json.WriteString("CreatedAt", time);
        json.WriteString("UpdatedAt", time);
        Severity(json, finding);
        json.WriteString("Title", ReportText.Clean(finding.Title, LongestTitle));
        json.WriteString("Description", ReportText.Clean(finding.Message, LongestDescription));
        if (finding.Remediation is { } way)
        {
            json.WriteStartObject("Remediation");
            json.WriteStartObject("Recommendation");
            json.WriteString("Text", way);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartObject("ProductFields");
        json.WriteString("Fingerprint", finding.Fingerprint);
        json.WriteString("ControlId", finding.ControlId);
        json.WriteString("Source", finding.Source.ToString());
        Optional(json, "AccountName", finding.AccountName);
        Optional(json, "AccountState", finding.AccountState);
        Optional(json, "SourceName", finding.SourceName);
        Optional(json, "Keys", ReportText.Keys(finding));
        json.WriteEndObject();
        Resources(json, finding, account, partition);
        Compliance(json, finding);
        json.WriteStartObject("Workflow");
        json.WriteString("Status", finding.Status == CisStatus.Pass ? "RESOLVED" : "NEW");
        json.WriteEndObject();
        json.WriteString("RecordState", "ACTIVE");

        // Where Security Hub wants these of a provider when a finding comes again.
        json.WriteStartObject("FindingProviderFields");
        Severity(json, finding);
        Types(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What a partition is called becomes part of an ARN: a word from elsewhere does not.</summary>
    private static string PartitionOf(CisFinding finding)
        => finding.Partition is { Length: > 0 and < 32 } partition && partition.All(character => char.IsAsciiLetterLower(character) || character == '-') ? partition : "aws";

    /// <summary>Root users have no region. This is the one where their partition keeps IAM; importing elsewhere needs the ARN changed.</summary>
    private static string RegionOf(string partition) => partition switch
    {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => "us-east-1",
    };

    private static void Types(Utf8JsonWriter json)
    {
        json.WriteStartArray("Types");
        json.WriteStringValue(FindingType);
        json.WriteEndArray();
    }

    private static void Severity(Utf8JsonWriter json, CisFinding finding)
    {
        json.WriteStartObject("Severity");
        json.WriteString("Label", finding.Severity switch
        {
            CisSeverity.None => "INFORMATIONAL",
            CisSeverity.High => "HIGH",
            CisSeverity.Critical => "CRITICAL",

            // Somebody has to look; there is no word for unknown.
            _ => "MEDIUM",
        });
        json.WriteString("Original", finding.Severity.ToString());
        json.WriteEndObject();
    }

    private static void Resources(Utf8JsonWriter json, CisFinding finding, string account, string partition)
    {
        json.WriteStartArray("Resources");
        json.WriteStartObject();
        json.WriteString("Type", "AwsAccount");
        json.WriteString("Id", $"AWS::::Account:{account}");
        Partition(json, partition);
        json.WriteEndObject();
        foreach (var (key, index) in finding.AccessKeys.Take(MostResources - 1).Select((key, index) => (key, index)))
        {
            json.WriteStartObject();
            json.WriteString("Type", "AwsIamAccessKey");
            json.WriteString("Id", FormattableString.Invariant($"AWS::IAM::AccessKey:{account}:root:{index + 1}"));
            Partition(json, partition);
            json.WriteStartObject("Details");
            json.WriteStartObject("AwsIamAccessKey");
            json.WriteString("AccountId", account);
            json.WriteString("PrincipalName", "root");
            json.WriteString("Status", key.Status.ToString());
            Optional(json, "AccessKeyId", key.AccessKeyId);
            Optional(json, "CreatedAt", key.CreateDate is { } date ? ReportText.Time(date) : null);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // The others are no words of Security Hub's.
    private static void Partition(Utf8JsonWriter json, string partition)
    {
        if (partition is "aws" or "aws-cn" or "aws-us-gov")
        {
            json.WriteString("Partition", partition);
        }
    }

    private static void Compliance(Utf8JsonWriter json, CisFinding finding)
    {
        json.WriteStartObject("Compliance");
        json.WriteString("Status", finding.Status switch
        {
            CisStatus.Pass => "PASSED",
            CisStatus.Fail => "FAILED",
            CisStatus.Error => "WARNING",
            _ => "NOT_AVAILABLE",
        });
        json.WriteStartArray("RelatedRequirements");
        foreach (var requirement in ReportText.Requirements(finding.Control).Take(MostRequirements))
        {
            json.WriteStringValue(requirement);
        }

        json.WriteEndArray();
        if (finding.ErrorId is { } error)
        {
            json.WriteStartArray("StatusReasons");
            json.WriteStartObject();
            json.WriteString("ReasonCode", ReportText.Clean(error));
            json.WriteString("Description", ReportText.Clean(finding.Message, LongestDescription));
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? text)
    {
        if (ReportText.Clean(text, LongestDescription) is { Length: > 0 } clean)
        {
            json.WriteString(name, clean);
        }
    }
}
