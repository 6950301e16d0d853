using System.Globalization;
using System.Text;
using System.Xml;

namespace RootKeyCompliance;

/// <summary>
/// JUnit's XML, as CI systems read it: a suite for each control, a test case for each account. Its first element has the totals, so findings are
/// kept until the end.
/// </summary>
internal sealed class JunitReport(Stream stream, ReportHead head) : ReportWriter
{
    private readonly List<CisFinding> _findings = [];

    public override void Start()
    {
        // The totals come first.
    }

    public override void Add(CisFinding finding) => _findings.Add(finding);

    public override void Complete()
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            CloseOutput = false,
        });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", ReportText.Product);
        Totals(xml, _findings);
        foreach (var control in _findings.GroupBy(finding => finding.Control))
        {
            Suite(xml, control.Key, [.. control]);
        }

        xml.WriteEndElement();
    }

    private void Suite(XmlWriter xml, CisPipeline control, List<CisFinding> findings)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", $"{control.Benchmark}: {control.Title}");
        Totals(xml, findings);

        // JUnit's times have no zone; this one is UTC.
        xml.WriteAttributeString("timestamp", findings.Min(finding => finding.CheckedAt).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        Property(xml, "controlId", control.ControlId);
        Property(xml, "generator", $"{ReportText.Product} {head.Version}");
        xml.WriteEndElement();
        foreach (var finding in findings)
        {
            Case(xml, finding);
        }

        xml.WriteEndElement();
    }

    private static void Totals(XmlWriter xml, List<CisFinding> findings)
    {
        Attribute("tests", findings.Count);
        Attribute("failures", findings.Count(finding => finding.Status == CisStatus.Fail));
        Attribute("errors", findings.Count(finding => finding.Status == CisStatus.Error));
        Attribute("skipped", findings.Count(finding => finding.Status == CisStatus.Skipped));
        xml.WriteAttributeString("time", "0");

        void Attribute(string name, int count) => xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
    }

    private static void Case(XmlWriter xml, CisFinding finding)
    {
        xml.WriteStartElement("testcase");

        // Jenkins takes what is before the last dot for a package, and the pipeline's name has both parts.
        xml.WriteAttributeString("classname", finding.Control.Name);
        xml.WriteAttributeString("name", Text(ReportText.Subject(finding)));
        xml.WriteAttributeString("time", "0");
        switch (finding.Status)
        {
            case CisStatus.Fail:
                Outcome(xml, "failure", finding.Severity.ToString(), finding);
                break;
            case CisStatus.Error:
                Outcome(xml, "error", ReportText.Clean(finding.ErrorId), finding);
                break;
            case CisStatus.Skipped:
                Outcome(xml, "skipped", type: null, finding);
                break;
        }

        xml.WriteEndElement();
    }

    private static void Outcome(XmlWriter xml, string element, string? type, CisFinding finding)
    {
        var message = Text(ReportText.Clean(finding.Message));
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", message);
        if (type is not null)
        {
            // GitLab and others show the text, Jenkins the message first.
            xml.WriteAttributeString("type", Text(type));
            xml.WriteString(string.Join('\n', [message, .. finding.AccessKeys.Select(key => Text(ReportText.Clean(key.ToString()))), .. finding.Remediation is { } way ? [way] : Array.Empty<string>()]));
        }

        xml.WriteEndElement();
    }

    private static void Property(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }

    /// <summary>Of what a clean text can have, XML forbids these two.</summary>
    private static string Text(string clean) => clean.Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD');
}
