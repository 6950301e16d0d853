using System.Text;

namespace RootKeyCompliance;

/// <summary>
/// The report for people: one page that fetches nothing. It keeps the findings: its head counts them, and what wants a look comes first.
/// They stand in the page twice, made of the same <see cref="HtmlRow"/>s: as data, of which the script makes a table that pages, sorts and
/// filters (10,000 rows of elements would be slow), and as a plain table inside noscript, which costs a browser with scripts nothing.
/// </summary>
internal sealed class HtmlReport : ReportWriter
{
    private const int Buffered = 64 * 1024;

    private readonly Stream _stream;
    private readonly ReportHead _head;
    private readonly List<CisFinding> _findings = [];

    internal HtmlReport(Stream stream, ReportHead head)
    {
        _stream = stream;
        _head = head;
    }

    public override void Start()
    {
        // Everything waits for the counts.
    }

    public override void Add(CisFinding finding) => _findings.Add(finding);

    public override void Complete()
    {
        using var writer = new StreamWriter(_stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Buffered, leaveOpen: true) { NewLine = "\n" };
        HtmlPage.Write(writer, HtmlFleet.Of(_findings, _head));
    }
}
