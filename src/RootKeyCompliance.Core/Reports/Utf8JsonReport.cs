using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootKeyCompliance;

/// <summary>A report that is one JSON value, written as it goes.</summary>
internal abstract class Utf8JsonReport : ReportWriter
{
    private const int Buffered = 64 * 1024;

    private protected Utf8JsonReport(Stream stream)
        => Json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private protected Utf8JsonWriter Json { get; }

    public sealed override void Add(CisFinding finding)
    {
        Write(finding);
        if (Json.BytesPending > Buffered)
        {
            Json.Flush();
        }
    }

    public override void Dispose()
    {
        // What is not written by now is half a report, and nobody's.
        Json.Reset(Stream.Null);
        Json.Dispose();
        base.Dispose();
    }

    private protected abstract void Write(CisFinding finding);
}
