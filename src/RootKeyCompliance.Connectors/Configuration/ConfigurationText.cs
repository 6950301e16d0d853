using System.Text;
using System.Text.Json;

namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>
/// The bytes of a configuration file, as strict JSON: comments and trailing commas are refused, because they would be lost when the
/// file is written. Whatever is wrong is said with line and column, and without the text that stands there.
/// </summary>
internal sealed class ConfigurationText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly byte[] _bytes;

    internal ConfigurationText(string path, byte[] bytes)
    {
        _path = path;
        _bytes = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    /// <summary>What the file holds.</summary>
    /// <exception cref="CisException">The file is not JSON.</exception>
    internal ConfigurationNode Parse()
    {
        CheckEncoding();
        var reader = new Utf8JsonReader(_bytes);
        try
        {
            reader.Read();
            var root = Read(ref reader);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            throw Explain(OffsetOf(e));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw Invalid((int)reader.TokenStartIndex, "this text has an escape that stands for no character.");
        }
    }

    /// <summary>An error at a byte of the file.</summary>
    internal CisException Invalid(int offset, string reason)
    {
        var before = _bytes.AsSpan(0, Math.Clamp(offset, 0, _bytes.Length));
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new CisException(CisFaults.ConfigurationInvalid(_path, line, column, reason));
    }

    private ConfigurationNode Read(ref Utf8JsonReader reader)
    {
        var offset = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, new ConfigurationNode(JsonValueKind.Object, offset));
            case JsonTokenType.StartArray:
                var array = new ConfigurationNode(JsonValueKind.Array, offset);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Items.Add(Read(ref reader));
                }

                return array;
            case JsonTokenType.String:
                return new ConfigurationNode(JsonValueKind.String, offset) { Text = reader.GetString() ?? "" };
            case JsonTokenType.Number:
                return new ConfigurationNode(JsonValueKind.Number, offset) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new ConfigurationNode(JsonValueKind.True, offset);
            case JsonTokenType.False:
                return new ConfigurationNode(JsonValueKind.False, offset);
            default:
                return new ConfigurationNode(JsonValueKind.Null, offset);
        }
    }

    private ConfigurationNode ReadObject(ref Utf8JsonReader reader, ConfigurationNode node)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var offset = (int)reader.TokenStartIndex;
            var name = reader.GetString() ?? "";
            if (!names.Add(name))
            {
                throw Invalid(offset, "this name was given before; upper and lower case make no difference.");
            }

            reader.Read();
            node.Members.Add(new ConfigurationMember(name, offset, Read(ref reader)));
        }

        return node;
    }

    private void CheckEncoding()
    {
        try
        {
            Strict.GetCharCount(_bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Invalid(e.Index, "the file is not UTF-8.");
        }
    }

    private int OffsetOf(JsonException e)
    {
        var offset = 0;
        for (var line = e.LineNumber ?? 0; line > 0; line--)
        {
            offset += _bytes.AsSpan(offset).IndexOf((byte)'\n') + 1;
        }

        return Math.Min(offset + (int)(e.BytePositionInLine ?? 0), _bytes.Length);
    }

    // In our own words: the reader's repeat what stands in the file.
    private CisException Explain(int offset)
    {
        var rest = _bytes.AsSpan(offset).TrimStart(" \t\r\n"u8);
        if (rest.IsEmpty)
        {
            return Invalid(offset, _bytes.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0 ? "the file is empty; {} would be valid." : "the file ends too early.");
        }

        var before = _bytes.AsSpan(0, offset).TrimEnd(" \t\r\n"u8);
        var afterComma = !before.IsEmpty && before[^1] == (byte)',';
        return Invalid(offset, rest[0] switch
        {
            (byte)'/' => "comments are not allowed: they would be lost when the file is written.",
            (byte)'}' or (byte)']' when afterComma => "no comma is allowed before a closing bracket.",
            (byte)'\'' => "texts stand in double quotes.",
            _ => "this is not JSON.",
        });
    }
}
