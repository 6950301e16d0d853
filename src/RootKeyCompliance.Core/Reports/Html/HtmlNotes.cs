namespace RootKeyCompliance;

/// <summary>The end of the page: what to do about root keys, and where all this is known from.</summary>
internal static class HtmlNotes
{
    internal static void WriteRemediation(TextWriter page, HtmlFleet fleet)
    {
        // The steps are the same in every version of the benchmark.
        if (fleet.Controls is not [.., var control])
        {
            return;
        }

        page.WriteLine("<section id=\"remediation\" aria-labelledby=\"remediation-title\">");
        page.WriteLine("<h2 id=\"remediation-title\">What to do about a root access key</h2>");
        page.WriteLine($"<p>{HtmlText.Escape(control.RemediationSummary)}</p>");
        page.WriteLine("<ol>");
        foreach (var step in control.Remediation)
        {
            page.WriteLine($"<li>{HtmlText.Escape(step)}</li>");
        }

        page.WriteLine("</ol>");
        page.WriteLine($"<p>{HtmlText.Escape(control.Note)}</p>");
        page.WriteLine($"<p><strong>Why:</strong> {HtmlText.Escape(control.Rationale)}</p>");
        page.WriteLine("</section>");
    }

    internal static void WriteCollection(TextWriter page, HtmlFleet fleet)
    {
        if (fleet.Findings.Count == 0)
        {
            return;
        }

        page.WriteLine("<section aria-labelledby=\"collection-title\">");
        page.WriteLine("<h2 id=\"collection-title\">How it was collected</h2>");
        var from = HtmlText.Element(fleet.Findings.Min(finding => finding.CheckedAt));
        var to = HtmlText.Element(fleet.Findings.Max(finding => finding.CheckedAt));
        page.WriteLine(from == to ? $"<p>Checked at {from}.</p>" : $"<p>Checked from {from} to {to}.</p>");
        page.WriteLine("""
            <div class="scroll" tabindex="0" role="region" aria-label="Sources"><table class="small">
            <thead><tr><th scope="col">Source</th><th scope="col">Findings</th><th scope="col">Oldest evidence</th><th scope="col">Newest evidence</th>
            <th scope="col">How</th></tr></thead>
            <tbody>
            """);
        foreach (var source in fleet.Findings.GroupBy(finding => finding.Source).OrderByDescending(group => group.Count()))
        {
            var (oldest, newest) = (Time(source.Min(finding => finding.EvidenceTime)), Time(source.Max(finding => finding.EvidenceTime)));
            page.Write($"<tr><th scope=\"row\">{HtmlRow.SourceName(source.Key)}</th><td>{HtmlText.Count(source.Count())}</td>");
            page.WriteLine($"<td>{oldest}</td><td>{newest}</td><td>{How(source.Key)}</td></tr>");
        }

        page.WriteLine("</tbody></table></div>");

        var timeless = fleet.Findings.Count(finding => finding.EvidenceTime is null);
        if (timeless > 0)
        {
            page.WriteLine($"<p>How old the evidence is, is not known of {HtmlText.Count(timeless, "finding", "findings")}.</p>");
        }

        page.WriteLine("""
            <p>A finding's evidence is as old as the answer or file that it was read from, not as this report. All times are UTC.
            Key ids are masked.</p>
            """);
        page.WriteLine("</section>");
    }

    internal static void WriteFooter(TextWriter page, HtmlFleet fleet)
        => page.WriteLine($"""
            <footer><p>Made by RootKeyCompliance {HtmlText.Escape(fleet.Head.Version)} at {HtmlText.Element(fleet.Head.GeneratedAt)}.
            This file fetches nothing and sends nothing.</p></footer>
            """);

    private static string Time(DateTimeOffset? time) => time is { } known ? HtmlText.Element(known) : "not known";

    private static string How(CisEvidenceSource source) => source switch
    {
        CisEvidenceSource.Iam => "GetAccountSummary was asked live; the states of keys are those of the credential report or the list of keys.",
        CisEvidenceSource.CredentialReport => "The root user's row was read from a credential report that AWS made earlier.",
        CisEvidenceSource.AccountSummary => "An account summary that was fetched earlier was handed in.",
        CisEvidenceSource.Steampipe => "A Steampipe database was asked, which may answer from its cache.",
        CisEvidenceSource.Organizations => "AWS Organizations was asked for the accounts, and could not list them.",
        _ => "",
    };
}
