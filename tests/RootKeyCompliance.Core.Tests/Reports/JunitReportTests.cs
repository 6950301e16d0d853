using System.Xml;
using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

public sealed class JunitReportTests
{
    [Theory]
    [MemberData(nameof(SampleFindings.Sizes), MemberType = typeof(SampleFindings))]
    public void Every_finding_is_a_test_case_and_the_totals_are_right(int count)
    {
        var findings = SampleFindings.Many(count).ToList();

        var root = Read(findings);

        AssertTotals(root, findings);
        Assert.Equal(findings.Select(finding => finding.ControlId).Distinct(StringComparer.Ordinal).Count(), root.Elements().Count());
        Assert.All(root.Elements(), suite => Assert.Equal("testsuite", suite.Name));
        Assert.All(root.Elements(), suite => AssertTotals(suite, [.. findings.Where(finding => $"{finding.Benchmark}: {finding.Title}" == suite.Attribute("name")!.Value)]));
    }

    [Fact]
    public void A_case_says_what_its_finding_says()
    {
        foreach (var finding in SampleFindings.OfEachKind)
        {
            var item = Read([finding]).Descendants("testcase").Single();

            Assert.Equal($"aws_cis.pipeline.{finding.ControlId}", item.Attribute("classname")!.Value);
            Assert.StartsWith(finding.AccountId ?? "", item.Attribute("name")!.Value, StringComparison.Ordinal);
            Assert.NotEmpty(item.Attribute("name")!.Value);
            var outcome = item.Elements().SingleOrDefault();
            var expected = finding.Status switch
            {
                CisStatus.Fail => "failure",
                CisStatus.Error => "error",
                CisStatus.Skipped => "skipped",
                _ => null,
            };
            Assert.Equal(expected, outcome?.Name.LocalName);
            if (outcome is not null)
            {
                Assert.Equal(finding.Message, outcome.Attribute("message")!.Value);
                Assert.Equal(finding.Status == CisStatus.Fail ? $"{finding.Severity}" : finding.ErrorId, outcome.Attribute("type")?.Value);
            }
        }
    }

    [Fact]
    public void Hostile_names_are_text_and_no_XML()
    {
        var text = SampleFindings.Text(CisReportFormat.Junit, SampleFindings.OfHostileNames);

        var root = Parse(text);

        AssertTotals(root, SampleFindings.OfHostileNames);
        Assert.Equal(SampleFindings.OfHostileNames.Count, root.Descendants("testcase").Count());
        Assert.DoesNotContain(SampleFindings.WholeKeyId, text, StringComparison.Ordinal);
        Assert.Contains(root.Descendants("testcase"), item => item.Attribute("name")!.Value == "111122223333 (<script>alert(1)</script>)");
    }

    private static void AssertTotals(XElement element, IReadOnlyList<CisFinding> findings)
    {
        Assert.Equal(findings.Count, (int)element.Attribute("tests")!);
        Assert.Equal(findings.Count, element.DescendantsAndSelf("testcase").Count());
        Assert.Equal(findings.Count(finding => finding.Status == CisStatus.Fail), (int)element.Attribute("failures")!);
        Assert.Equal((int)element.Attribute("failures")!, element.Descendants("failure").Count());
        Assert.Equal(findings.Count(finding => finding.Status == CisStatus.Error), (int)element.Attribute("errors")!);
        Assert.Equal((int)element.Attribute("errors")!, element.Descendants("error").Count());
        Assert.Equal(findings.Count(finding => finding.Status == CisStatus.Skipped), (int)element.Attribute("skipped")!);
        Assert.Equal((int)element.Attribute("skipped")!, element.Descendants("skipped").Count());
    }

    private static XElement Read(IEnumerable<CisFinding> findings) => Parse(SampleFindings.Text(CisReportFormat.Junit, findings));

    private static XElement Parse(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { CheckCharacters = true, DtdProcessing = DtdProcessing.Prohibit });
        var root = XDocument.Load(reader).Root!;
        Assert.Equal("testsuites", root.Name);
        return root;
    }
}
