namespace RootKeyCompliance;

/// <summary>What a report says of itself.</summary>
/// <param name="GeneratedAt">When it was made (UTC).</param>
/// <param name="Version">The module's version.</param>
public sealed record ReportHead(DateTimeOffset GeneratedAt, string Version);

/// <summary>
/// Writes findings to a stream in one format: a beginning, findings as they come, an end. A format whose beginning depends on all findings keeps
/// them; the others keep none. The stream is the caller's.
/// </summary>
public abstract class ReportWriter : IDisposable
{
    private protected ReportWriter()
    {
    }

    /// <summary>A writer of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="head">What the report says of itself.</param>
    public static ReportWriter Create(CisReportFormat format, Stream stream, ReportHead head) => format switch
    {
        CisReportFormat.Html => new HtmlReport(stream, head),
        CisReportFormat.Json => new JsonReport(stream, head),
        CisReportFormat.Csv => new CsvReport(stream),
        CisReportFormat.Markdown => new MarkdownReport(stream, head),
        CisReportFormat.Junit => new JunitReport(stream, head),
        CisReportFormat.Sarif => new SarifReport(stream, head),
        CisReportFormat.Ocsf => new OcsfReport(stream, head),
        CisReportFormat.Asff => new AsffReport(stream),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };

    /// <summary>The number of findings so far that the format has no place for.</summary>
    public virtual int LeftOut => 0;

    /// <summary>Lets go of buffers; the stream stays open.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Writes what comes before the first finding; called once.</summary>
    public abstract void Start();

    /// <summary>Adds a finding.</summary>
    /// <param name="finding">The finding.</param>
    public abstract void Add(CisFinding finding);

    /// <summary>Writes what comes after the last finding, and leaves nothing behind in buffers; called once.</summary>
    public abstract void Complete();
}
