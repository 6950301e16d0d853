namespace RootKeyCompliance.Reports;

/// <summary>Tells a report's format by the name of its file, where that is clear.</summary>
internal static class ReportName
{
    // The longer ones first: .ocsf.json is .json, too.
    private static readonly (string Suffix, CisReportFormat Format)[] Suffixes =
    [
        (".ocsf.json", CisReportFormat.Ocsf),
        (".asff.json", CisReportFormat.Asff),
        (".sarif.json", CisReportFormat.Sarif),
        (".sarif", CisReportFormat.Sarif),
        (".junit.xml", CisReportFormat.Junit),
        (".xml", CisReportFormat.Junit),
        (".html", CisReportFormat.Html),
        (".htm", CisReportFormat.Html),
        (".json", CisReportFormat.Json),
        (".csv", CisReportFormat.Csv),
        (".markdown", CisReportFormat.Markdown),
        (".md", CisReportFormat.Markdown),
    ];

    /// <summary>The format; null when the name does not tell.</summary>
    internal static CisReportFormat? FormatOf(string path)
    {
        foreach (var (suffix, format) in Suffixes)
        {
            if (path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return format;
            }
        }

        return null;
    }
}
