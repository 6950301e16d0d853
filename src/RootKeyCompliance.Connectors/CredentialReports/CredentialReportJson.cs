using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RootKeyCompliance.Connectors.CredentialReports;

/// <summary>The output of <c>aws iam get-credential-report</c>: the report in base64, and when AWS made it.</summary>
internal static class CredentialReportJson
{
    private const string Csv = "text/csv";

    internal static RootUserEvidence Read(CredentialReportText text, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var length = ReadAll(text, ref buffer);
            var (content, generatedTime) = Parse(buffer, length);
            using (content)
            {
                // Decoded as it is read: the root row is nearly always at the start.
                using var base64 = new FromBase64Transform();
                using var csv = new CryptoStream(content, base64, CryptoStreamMode.Read);
                return CredentialReportReader.ReadCsv(csv, cancellationToken) with { EvidenceTime = generatedTime };
            }
        }
        catch (JsonException exception)
        {
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw new CisException(CisFaults.ReportJsonInvalid($"{place} cannot be understood."), exception);
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair, escaped: the one thing that the parser finds out only when the text is taken.
            throw new CisException(CisFaults.ReportJsonInvalid("a text in it is no Unicode."), exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int ReadAll(CredentialReportText text, ref byte[] buffer)
    {
        var block = ArrayPool<char>.Shared.Rent(16 * 1024);
        try
        {
            var length = 0;
            for (int count; (count = text.Read(block)) > 0;)
            {
                var needed = length + Encoding.UTF8.GetMaxByteCount(count);
                if (needed > buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                length += Encoding.UTF8.GetBytes(block.AsSpan(0, count), buffer.AsSpan(length));
            }

            return length;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(block);
        }
    }

    private static (MemoryStream Content, DateTimeOffset? GeneratedTime) Parse(byte[] buffer, int length)
    {
        MemoryStream? content = null;
        DateTimeOffset? generatedTime = null;
        var json = new Utf8JsonReader(buffer.AsSpan(0, length));
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid("it is no object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("Content"u8))
            {
                content = content is null ? Content(ref json, buffer) : throw Invalid("Content is there twice.");
            }
            else if (json.ValueTextEquals("GeneratedTime"u8))
            {
                generatedTime = CredentialReportRow.TryParseTime(Text(ref json, "GeneratedTime"), out var time)
                    ? time
                    : throw Invalid("GeneratedTime is no time with an offset.");
            }
            else if (json.ValueTextEquals("ReportFormat"u8))
            {
                if (Text(ref json, "ReportFormat") != Csv)
                {
                    throw Invalid($"ReportFormat is not {Csv}.");
                }
            }
            else
            {
                json.Skip();
            }
        }

        // Reads on to the end, so that what follows the object is looked at too.
        while (json.Read())
        {
        }

        return (content ?? throw Invalid("Content is missing."), generatedTime);
    }

    private static MemoryStream Content(ref Utf8JsonReader json, byte[] buffer)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.String)
        {
            throw Invalid("Content is no text.");
        }

        var (bytes, start, count) = (buffer, (int)json.TokenStartIndex + 1, json.ValueSpan.Length);
        if (json.ValueIsEscaped)
        {
            bytes = new byte[count];
            (start, count) = (0, json.CopyString(bytes));
        }

        return Base64.IsValid(bytes.AsSpan(start, count))
            ? new MemoryStream(bytes, start, count, writable: false)
            : throw Invalid("Content is not in base64.");
    }

    private static string Text(ref Utf8JsonReader json, string name)
        => json.Read() && json.TokenType == JsonTokenType.String ? json.GetString()! : throw Invalid($"{name} is no text.");

    private static CisException Invalid(string reason) => new(CisFaults.ReportJsonInvalid(reason));
}
