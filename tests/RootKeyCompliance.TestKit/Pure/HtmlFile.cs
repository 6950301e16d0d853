using System.Text;
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
    {
        using var stream = new MemoryStream();
        using (var writer = ReportWriter.Create(CisReportFormat.Html, stream, new ReportHead(ReportFleet.Now, "1.2.3")))
        {
            writer.Start();
            foreach (var finding in findings)
            {
                writer.Add(finding);
            }

            writer.Complete();
        }

        return new HtmlFile(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray()));
    }

    private string Between(string start, string end)
    {
        var from = Text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Text[from..Text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
