using System.Net;
using System.Text;

namespace RootKeyCompliance.Connectors.Notifiers.Email;

/// <summary>
/// A digest as a page: one table, no pictures, nothing to fetch. Status and severity are words. Names are somebody else's: they are
/// escaped, and kept from turning the direction of what stands beside them.
/// </summary>
internal static class EmailHtml
{
    private static readonly string[] Columns = ["Status", "Severity", "Account", "Name", "Finding"];

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

        if (lines.Any(line => line.Finding is not null))
        {
            Add("<table border=\"1\" cellpadding=\"6\" style=\"border-collapse:collapse;text-align:left\">");
            Add($"<thead><tr>{string.Concat(Columns.Select(column => $"<th scope=\"col\">{column}</th>"))}</tr></thead>");
            Add("<tbody>");
            foreach (var line in lines.Where(line => line.Finding is not null))
            {
                Add(Row(line));
            }

            Add("</tbody></table>");
        }

        Add($"<p>{Escape(benchmark)}</p>");
        Add("</body></html>");
        return page.ToString();
    }

    /// <summary>A finding's row; nothing for a line about all of them.</summary>
    internal static string Row(CisMessage line)
    {
        if (line.Finding is not { } finding)
        {
            return "";
        }

        string[] cells = [$"{finding.Status}", $"{finding.Severity}", finding.AccountId ?? "", finding.AccountName ?? "", line.Text];
        return $"<tr>{string.Concat(cells.Select(cell => $"<td><bdi>{Escape(PlainText.OneLine(cell))}</bdi></td>"))}</tr>";
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
