using System.Net;
using System.Text;

namespace RootKeyCompliance.Connectors.Notifiers.Email;

/// <summary>
/// A digest as a page: one table, no pictures, nothing to fetch. Status and severity are words. Names are somebody else's: they are
/// escaped, and kept from turning the direction of what stands beside them.
/// </summary>
internal static class EmailHtml
{
    private static readonly string[] FindingColumns = ["Status", "Severity", "Account", "Name", "Finding"];
    private static readonly string[] RemovalColumns = ["Outcome", "Key", "Account", "Name", "Detail"];

    internal static string Page(string title, string benchmark, IReadOnlyList<CisMessage> lines, string newLine)
    {
        var page = new StringBuilder();
        void Add(string text) => page.Append(text).Append(newLine);

        Add("<!DOCTYPE html>");
        Add($"<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Escape(title)}</title></head>");
        Add("<body style=\"font-family:sans-serif\">");
        Add($"<h1 style=\"font-size:1.2em\">{Escape(title)}</h1>");
        foreach (var line in lines.Where(line => line.Kind == CisMessageKind.Count))
        {
            Add($"<p>{Escape(line.Text)}</p>");
        }

        AddTable(FindingColumns, lines.Where(line => line.Finding is not null).ToList());
        AddTable(RemovalColumns, lines.Where(line => line.Removal is not null).ToList());

        Add($"<p>{Escape(benchmark)}</p>");
        Add("</body></html>");
        return page.ToString();

        void AddTable(IEnumerable<string> columns, IReadOnlyList<CisMessage> rows)
        {
            if (rows.Count == 0)
            {
                return;
            }

            Add("<table border=\"1\" cellpadding=\"6\" style=\"border-collapse:collapse;text-align:left\">");
            Add($"<thead><tr>{string.Concat(columns.Select(column => $"<th scope=\"col\">{column}</th>"))}</tr></thead>");
            Add("<tbody>");
            foreach (var line in rows)
            {
                Add(Row(line));
            }

            Add("</tbody></table>");
        }
    }

    /// <summary>The row of a finding or a removal; nothing for a line about all of them.</summary>
    internal static string Row(CisMessage line)
    {
        string[] cells = line switch
        {
            { Finding: { } finding } => [$"{finding.Status}", $"{finding.Severity}", finding.AccountId ?? "", finding.AccountName ?? "", line.Text],
            { Removal: { } removal } => [$"{removal.Outcome}", removal.AccessKeyId ?? "", removal.AccountId ?? "", removal.AccountName ?? "", line.Text],
            _ => [],
        };
        if (cells.Length == 0)
        {
            return "";
        }

        return $"<tr>{string.Concat(cells.Select(cell => $"<td><bdi>{Escape(PlainText.OneLine(cell))}</bdi></td>"))}</tr>";
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
