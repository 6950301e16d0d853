using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootKeyCompliance.Connectors.Notifiers.Http;

/// <summary>Writes JSON for a request body, where nothing but JSON's own characters needs escaping.</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions SerializerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An object with its properties, in their order.</summary>
    internal static byte[] Of(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), SerializerOptions);

    /// <summary>A text as a JSON value.</summary>
    internal static byte[] Text(string text) => Of(json => json.WriteStringValue(text));

    /// <summary>An array of values that are JSON already.</summary>
    internal static void WriteArray(this Utf8JsonWriter json, string name, IEnumerable<byte[]> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteRawValue(value, skipInputValidation: true);
        }

        json.WriteEndArray();
    }
}
