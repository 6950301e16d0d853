using System.Text.Json;

namespace RootKeyCompliance;

/// <summary>Reads what <see cref="JsonReport"/> has written.</summary>
internal static class JsonReportReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>The findings of a report.</summary>
    /// <exception cref="InvalidDataException">It is no such report, or damaged; the message says where.</exception>
    internal static IReadOnlyList<CisFinding> Read(Stream stream)
    {
        try
        {
            using var json = JsonDocument.Parse(stream, Strict);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String
                || type.GetString() != JsonReport.Type)
            {
                throw new InvalidDataException("It is no report of findings in JSON.");
            }

            if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number)
                || number != JsonReport.Version)
            {
                throw new InvalidDataException("Its version is not one that this module reads.");
            }

            if (!root.TryGetProperty("findings", out var findings) || findings.ValueKind != JsonValueKind.Array)
            {
                throw new InvalidDataException("It has no findings.");
            }

            var read = new List<CisFinding>(findings.GetArrayLength());
            foreach (var finding in findings.EnumerateArray())
            {
                read.Add(FindingJson.Read(finding)
                    ?? throw new InvalidDataException(FormattableString.Invariant($"Finding {read.Count + 1} has a part that is missing or makes no sense.")));
            }

            return read;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(FormattableString.Invariant($"Line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: it is no JSON."), e);
        }
        catch (InvalidOperationException e)
        {
            // A text that is no Unicode.
            throw new InvalidDataException("It has a text that cannot be read.", e);
        }
    }
}
