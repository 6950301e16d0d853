using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootKeyCompliance;

/// <summary>The report that loses nothing: docs/schemas/findings.schema.json. Written as it goes.</summary>
internal sealed class JsonReport : ReportWriter
{
    internal const string Type = "rootkeycompliance.findings";
    internal const int Version = 1;
    private const int Buffered = 64 * 1024;

    private readonly Utf8JsonWriter _json;
    private readonly ReportHead _head;

    internal JsonReport(Stream stream, ReportHead head)
    {
        _json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _head = head;
    }

    public override void Start()
    {
        _json.WriteStartObject();
        _json.WriteString("type", Type);
        _json.WriteNumber("version", Version);
        _json.WriteString("generatedAt", _head.GeneratedAt.UtcDateTime);
        _json.WriteString("generator", $"RootKeyCompliance {_head.Version}");
        _json.WriteStartArray("findings");
    }

    public override void Add(CisFinding finding)
    {
        FindingJson.Write(_json, finding);
        if (_json.BytesPending > Buffered)
        {
            _json.Flush();
        }
    }

    public override void Complete()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    public override void Dispose()
    {
        // What is not written by now is half a report, and nobody's.
        _json.Reset(Stream.Null);
        _json.Dispose();
        base.Dispose();
    }
}
