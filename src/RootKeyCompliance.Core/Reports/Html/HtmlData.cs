using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootKeyCompliance;

/// <summary>
/// The findings as data for the script. A browser never runs this block, and System.Text.Json's default encoder leaves no character in it
/// that could end it. Property names are short: they stand in the file once a finding.
/// </summary>
internal static class HtmlData
{
    private const int Buffered = 64 * 1024;

    internal static void Write(TextWriter page, HtmlFleet fleet)
    {
        page.Write("<script type=\"application/json\" id=\"data\">");
        WriteJson(page, fleet);
        page.WriteLine("</script>");
    }

    private static void WriteJson(TextWriter page, HtmlFleet fleet)
    {
        // ASCII, so that no character is cut where a buffer ends.
        var buffer = new ArrayBufferWriter<byte>(2 * Buffered);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default });
        json.WriteStartObject();
        WriteWords(json, "statuses", HtmlFleet.StatusOrder.Select(value => $"{value}"));
        WriteWords(json, "severities", HtmlFleet.SeverityOrder.Select(value => $"{value}"));
        WriteWords(json, "changes", HtmlFleet.ChangeOrder.Select(value => $"{value}"));
        WriteWords(json, "keyColumns", HtmlRow.KeyColumns);
        json.WriteStartArray("findings");
        foreach (var finding in fleet.Findings)
        {
            WriteRow(json, new HtmlRow(finding));
            if (json.BytesPending > Buffered)
            {
                Flush();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        Flush();

        void Flush()
        {
            json.Flush();
            page.Write(Encoding.ASCII.GetString(buffer.WrittenSpan));
            buffer.ResetWrittenCount();
        }
    }

    private static void WriteRow(Utf8JsonWriter json, HtmlRow row)
    {
        json.WriteStartObject();
        json.WriteString("a", row.Account);
        WriteKnown(json, "n", row.Name);
        json.WriteString("s", $"{row.Status}");
        json.WriteString("v", $"{row.Severity}");
        WriteKnown(json, "c", $"{row.Change}");
        json.WriteString("r", row.Result);
        WriteKnown(json, "u", row.LastUsed);
        WriteKnown(json, "e", row.Evidence);
        json.WriteString("m", row.Message);
        WriteKnown(json, "x", row.ErrorId);
        WriteKnown(json, "d", row.Advice);
        if (row.Keys.Count > 0)
        {
            json.WriteStartArray("k");
            foreach (var key in row.Keys)
            {
                WriteWords(json, key);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("f");
        foreach (var (name, text) in row.Facts())
        {
            json.WriteStringValue(name);
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteWords(Utf8JsonWriter json, string name, IEnumerable<string> words)
    {
        json.WritePropertyName(name);
        WriteWords(json, words);
    }

    private static void WriteWords(Utf8JsonWriter json, IEnumerable<string> words)
    {
        json.WriteStartArray();
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }
}
