namespace RootKeyCompliance;

/// <summary>The report that loses nothing: docs/schemas/findings.schema.json. Written as it goes.</summary>
internal sealed class JsonReport(Stream stream, ReportHead head) : Utf8JsonReport(stream)
{
    internal const string Type = "rootkeycompliance.findings";
    internal const int Version = 1;

    public override void Start()
    {
        Json.WriteStartObject();
        Json.WriteString("type", Type);
        Json.WriteNumber("version", Version);
        Json.WriteString("generatedAt", head.GeneratedAt.UtcDateTime);
        Json.WriteString("generator", $"{ReportText.Product} {head.Version}");
        Json.WriteStartArray("findings");
    }

    public override void Complete()
    {
        Json.WriteEndArray();
        Json.WriteEndObject();
        Json.Flush();
    }

    private protected override void Write(CisFinding finding) => FindingJson.Write(Json, finding);
}
