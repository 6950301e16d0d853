namespace RootKeyCompliance;

/// <summary>The findings: the frame that the script fills, and the plain table for readers without scripts.</summary>
internal static class HtmlTable
{
    private const string Change = "change";

    // What the script sorts by, the title, and whether the first click puts the largest first.
    private static readonly (string Key, string Title, bool Falling)[] Columns =
    [
        ("account", "Account", false),
        ("name", "Name", false),
        ("status", "Status", false),
        ("severity", "Severity", false),
        (Change, "Change", false),
        ("result", "Result", false),
        ("used", "Last used", true),
        ("evidence", "Evidence", true),
    ];

    internal static void Write(TextWriter page, HtmlFleet fleet)
    {
        page.WriteLine("<section id=\"findings\" aria-labelledby=\"findings-title\" tabindex=\"-1\">");
        page.WriteLine("<h2 id=\"findings-title\">Findings</h2>");
        if (fleet.Findings.Count == 0)
        {
            page.WriteLine("<p>There are none.</p>");
            page.WriteLine("</section>");
            return;
        }

        page.WriteLine("""
            <p id="waiting">The findings are being read. Should this stay, the page's script was blocked: allow it, or switch scripts off for a
            plain table.</p>
            <div id="live" hidden>
            """);
        WriteControls(page, fleet);
        page.WriteLine("<table id=\"table\" class=\"findings\" role=\"table\" aria-labelledby=\"findings-title\">");
        page.WriteLine("<thead role=\"rowgroup\"><tr role=\"row\">");
        foreach (var (key, title, falling) in Columns.Where(column => column.Key != Change || fleet.Compared))
        {
            page.Write($"<th scope=\"col\" role=\"columnheader\" data-column=\"{key}\"{(falling ? " data-falling" : "")}>");
            page.WriteLine($"<button type=\"button\">{title}<span class=\"arrow\" aria-hidden=\"true\"></span></button></th>");
        }

        page.WriteLine("""
            </tr></thead>
            <tbody role="rowgroup"></tbody>
            </table>
            <nav id="pages" aria-label="Pages of findings">
            <button type="button" data-go="first">First</button><button type="button" data-go="previous">Previous</button>
            <span id="page"></span>
            <button type="button" data-go="next">Next</button><button type="button" data-go="last">Last</button>
            </nav>
            </div>
            """);
        WritePlain(page, fleet);
        page.WriteLine("</section>");
    }

    private static void WriteControls(TextWriter page, HtmlFleet fleet)
    {
        page.WriteLine("<div class=\"controls\">");
        page.WriteLine("""
            <p class="field grow"><label for="search">Search</label>
            <input id="search" type="search" autocomplete="off" spellcheck="false" aria-describedby="search-hint">
            <span id="search-hint" class="hint">By account, name, key, error or source</span></p>
            """);
        page.WriteLine("<fieldset class=\"field\"><legend>Status</legend><div class=\"checks\">");
        foreach (var status in HtmlFleet.StatusOrder.Where(status => fleet.Number(status) > 0))
        {
            page.Write($"<label><input type=\"checkbox\" name=\"status\" value=\"{status}\" checked> {status} ");
            page.WriteLine($"<span class=\"hint\">{HtmlText.Count(fleet.Number(status))}</span></label>");
        }

        page.WriteLine("</div></fieldset>");
        WriteSelect(page, "severity", "Severity", HtmlFleet.SeverityOrder.Select(value => ($"{value}", fleet.Number(value))));
        if (fleet.Compared)
        {
            WriteSelect(page, Change, "Change", HtmlFleet.ChangeOrder.Select(value => ($"{value}", fleet.Number(value))));
        }

        page.WriteLine("</div>");
        page.WriteLine("<div class=\"line-of\"><p id=\"shown\" role=\"status\"></p>"
            + "<p><button type=\"button\" id=\"clear\">Clear filters</button> <button type=\"button\" id=\"print\">Print these</button></p></div>");
    }

    private static void WriteSelect(TextWriter page, string id, string title, IEnumerable<(string Word, int Number)> choices)
    {
        page.WriteLine($"<p class=\"field\"><label for=\"{id}\">{title}</label><select id=\"{id}\"><option value=\"\">All</option>");
        foreach (var (word, number) in choices.Where(choice => choice.Number > 0))
        {
            page.WriteLine($"<option value=\"{word}\">{word} ({HtmlText.Count(number)})</option>");
        }

        page.WriteLine("</select></p>");
    }

    private static void WritePlain(TextWriter page, HtmlFleet fleet)
    {
        page.WriteLine("<noscript><table class=\"findings plain\">");
        page.WriteLine($"<thead><tr>{string.Concat(Titles(fleet).Select(title => $"<th scope=\"col\">{title}</th>"))}</tr></thead>");
        page.WriteLine("<tbody>");
        foreach (var row in fleet.Findings.Select(finding => new HtmlRow(finding)))
        {
            var mark = HtmlSummary.Word(row.Status);
            page.Write($"<tr><th scope=\"row\">{HtmlText.Isolated(row.Account)}</th><td>{HtmlText.Isolated(row.Name)}</td>");
            page.Write($"<td class=\"{mark}\">{row.Status}</td><td>{row.Severity}</td>");
            page.Write(fleet.Compared ? $"<td>{row.Change}</td>" : "");
            page.Write($"<td>{HtmlText.Isolated(row.Result)}");
            if (row.Status is not CisStatus.Pass)
            {
                page.Write($"<p>{HtmlText.Isolated(row.Message)}</p>");
            }

            foreach (var key in row.Keys)
            {
                page.Write($"<p>{HtmlText.Isolated(KeyText(key))}</p>");
            }

            if (row.Advice.Length > 0)
            {
                page.Write($"<p>{HtmlText.Isolated(row.Advice)}</p>");
            }

            page.WriteLine($"</td><td>{row.LastUsed}</td><td>{row.Evidence}</td></tr>");
        }

        page.WriteLine("</tbody></table></noscript>");
    }

    private static IEnumerable<string> Titles(HtmlFleet fleet)
        => Columns.Where(column => column.Key != Change || fleet.Compared).Select(column => column.Title);

    private static string KeyText(string[] key)
        => string.Join(", ", HtmlRow.KeyColumns.Zip(key).Where(pair => pair.Second.Length > 0).Select(pair => $"{pair.First}: {pair.Second}"));
}
