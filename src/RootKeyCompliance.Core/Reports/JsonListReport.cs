using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootKeyCompliance;

/// <summary>A report that is a JSON array with each of its values on a line of its own, so that jq, grep and people can take it apart. Written as it goes.</summary>
internal abstract class JsonListReport : ReportWriter
{
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private bool _isFirst = true;

    private protected JsonListReport(Stream stream)
    {
        _stream = stream;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public override void Start() => _stream.Write("["u8);

    public override void Complete()
    {
        _stream.Write("\n]\n"u8);
        _stream.Flush();
    }

    public override void Dispose()
    {
        _json.Dispose();
        base.Dispose();
    }

    /// <summary>A value as UTF-8, good until the next one is made.</summary>
    private protected ReadOnlySpan<byte> Encode(Action<Utf8JsonWriter, CisFinding> write, CisFinding finding)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        write(_json, finding);
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    /// <summary>Begins the line of the next value.</summary>
    private protected Stream NextLine()
    {
        _stream.Write(_isFirst ? "\n"u8 : ",\n"u8);
        _isFirst = false;
        return _stream;
    }
}
