using System.Globalization;
using System.Text;

namespace RootKeyCompliance;

/// <summary>
/// A line that sums up, and a table: what failed and what could not be checked comes first. Both need all findings, which are kept until the end.
/// Texts from outside are code spans: in these nothing mentions, links, embeds or formats, wherever Markdown is shown.
/// </summary>
internal sealed class MarkdownReport(Stream stream, ReportHead head) : ReportWriter
{
    private static readonly CisStatus[] Order = [CisStatus.Fail, CisStatus.Error, CisStatus.Skipped, CisStatus.Pass];

    private readonly List<CisFinding> _findings = [];

    public override void Start()
    {
        // All that is written depends on all findings.
    }

    public override void Add(CisFinding finding) => _findings.Add(finding);

    public override void Complete()
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        foreach (var control in _findings.Select(finding => finding.Control).DefaultIfEmpty(CisPipelineCatalogue.Get(CisPipelineCatalogue.DefaultControlId)).Distinct())
        {
            text.WriteLine($"## {control.Title}");
            text.WriteLine();
            text.WriteLine($"{control.Benchmark}. {Summary([.. _findings.Where(finding => finding.Control == control)])}");
            text.WriteLine();
            Table(text, _findings.Where(finding => finding.Control == control));
        }

        text.WriteLine($"{ReportText.Product} {head.Version}, {ReportText.Time(head.GeneratedAt)}");
    }

    private static string Summary(IReadOnlyCollection<CisFinding> findings) => string.Create(
        CultureInfo.InvariantCulture,
        $"{findings.Count} account(s): {string.Join(", ", Order.Select(status => string.Create(CultureInfo.InvariantCulture, $"{findings.Count(finding => finding.Status == status)} {status}")))}.");

    private static void Table(StreamWriter text, IEnumerable<CisFinding> findings)
    {
        var rows = findings.OrderBy(finding => Array.IndexOf(Order, finding.Status)).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        text.WriteLine("| Status | Severity | Account | Name | Keys | Detail | Checked |");
        text.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var finding in rows)
        {
            text.WriteLine($"| {finding.Status} | {finding.Severity} | {Code(finding.AccountId)} | {Code(finding.AccountName ?? finding.SourceName)} | {ReportText.Keys(finding)} | {Detail(finding)} | {ReportText.Time(finding.CheckedAt)} |");
        }

        text.WriteLine();
    }

    private static string Detail(CisFinding finding) => finding.Status switch
    {
        CisStatus.Error => Code(finding.Message),
        CisStatus.Skipped => Code(finding.AccountState),
        CisStatus.Fail => string.Join("<br>", finding.AccessKeys.Select(key => Code(key.ToString()))),
        _ => "",
    };

    /// <summary>A code span that no text ends early, and no pipe in it the cell.</summary>
    private static string Code(string? text)
    {
        var clean = ReportText.Clean(text);
        if (clean.Length == 0)
        {
            return "";
        }

        // A backslash before the one that escapes a pipe would escape that one.
        var cell = clean.Replace("\\|", "\\ |", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
        var fence = new string('`', LongestRun(cell) + 1);
        var room = cell is ['`' or ' ', ..] or [.., '`' or ' '] ? " " : "";
        return $"{fence}{room}{cell}{room}{fence}";
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
