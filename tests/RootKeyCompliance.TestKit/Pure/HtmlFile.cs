using System.Text.Json;

namespace RootKeyCompliance.TestKit;

/// <summary>A report in HTML, and its parts.</summary>
internal sealed class HtmlFile
{
    private HtmlFile(string text) => Text = text;

    internal string Text { get; }

    internal string Style => Between("<style>", "</style>");

    internal string Script => Between("<script>", "</script>");

    /// <summary>The table for readers without scripts.</summary>
    internal string Plain => Between("<noscript>", "</noscript>");

    internal JsonElement Data => JsonDocument.Parse(Between("<script type=\"application/json\" id=\"data\">", "</script>")).RootElement;

    internal JsonElement[] Findings => [.. Data.GetProperty("findings").EnumerateArray()];

    /// <summary>The page without its style and script.</summary>
    internal string Markup => Text.Replace(Style, "", StringComparison.Ordinal).Replace(Script, "", StringComparison.Ordinal);

    internal static HtmlFile Of(params IEnumerable<CisFinding> findings)
        => new(SampleFindings.Text(CisReportFormat.Html, findings, new ReportHead(ReportFleet.Now, "1.2.3")));

    private string Between(string start, string end)
    {
        var from = Text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Text[from..Text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
