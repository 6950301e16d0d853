using System.Text;
using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>The root user's keys in a credential report, read by a second and simpler reader than the module's.</summary>
internal static class RootRow
{
    private static readonly string[] KeyColumns = ["access_key_1_active", "access_key_2_active"];

    /// <summary>Whether the report has a row of the root user in which both keys are false.</summary>
    internal static bool HasNoKey(byte[] report)
    {
        var text = Text(report);
        var start = text.TrimStart();
        var csv = start.StartsWith('{') || start.StartsWith('[') ? Content(start) : text;

        // A carriage return alone ends a row to some and is a character to others: the report may be read either way.
        return csv is not null && (SaysNo(Rows(csv.TrimStart(), "\r\n")) || SaysNo(Rows(csv.TrimStart(), "\n")));
    }

    private static string? Content(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().Where(member => member.NameEquals("Content")).Select(member => member.Value).ToList() is [{ ValueKind: JsonValueKind.String } content]
                ? Text(Convert.FromBase64String(content.GetString()!))
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private static bool SaysNo(List<List<string>> rows)
    {
        if (rows.Count == 0)
        {
            return false;
        }

        var header = rows[0].ConvertAll(name => name.Trim());
        var user = Column("user");
        return rows.Skip(1).FirstOrDefault(row => Cell(row, user) == "<root_account>") is { } root
            && KeyColumns.All(name => "false".Equals(Cell(root, Column(name)), StringComparison.OrdinalIgnoreCase));

        int Column(string name) => header.FindIndex(column => column.Equals(name, StringComparison.OrdinalIgnoreCase));

        static string? Cell(List<string> row, int column) => column >= 0 && column < row.Count ? row[column].Trim() : null;
    }

    /// <summary>RFC 4180, with other line ends.</summary>
    private static List<List<string>> Rows(string text, string ends)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        var isAtStart = true;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (isQuoted)
            {
                if (character != '"')
                {
                    cell.Append(character);
                }
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append(text[at++]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (character == '"' && isAtStart)
            {
                isQuoted = true;
                isAtStart = false;
            }
            else if (character == ',' || ends.Contains(character, StringComparison.Ordinal))
            {
                row.Add(cell.ToString());
                cell.Clear();
                isAtStart = true;
                if (character != ',')
                {
                    rows.Add(row);
                    row = [];
                    at += character == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 1 : 0;
                }
            }
            else
            {
                cell.Append(character);
                isAtStart = false;
            }
        }

        row.Add(cell.ToString());
        rows.Add(row);
        return rows;
    }
}
