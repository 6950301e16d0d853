namespace RootKeyCompliance;

/// <summary>The page as a whole: head, summary, findings, remediation, how it was collected.</summary>
internal static class HtmlPage
{
    internal static void Write(TextWriter page, HtmlFleet fleet)
    {
        page.WriteLine("<!DOCTYPE html>");
        page.WriteLine("<html lang=\"en\">");
        page.WriteLine("<head>");
        page.WriteLine("<meta charset=\"utf-8\">");
        page.WriteLine($"<meta http-equiv=\"Content-Security-Policy\" content=\"{HtmlText.Escape(HtmlAssets.Policy)}\">");
        page.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.WriteLine("<meta name=\"color-scheme\" content=\"light dark\">");
        page.WriteLine("<meta name=\"referrer\" content=\"no-referrer\">");
        page.WriteLine("<meta name=\"robots\" content=\"noindex\">");
        page.WriteLine($"<meta name=\"generator\" content=\"RootKeyCompliance {HtmlText.Escape(fleet.Head.Version)}\">");
        page.WriteLine($"<title>Root access keys: {HtmlText.Escape(HtmlSummary.Headline(fleet))}</title>");
        page.WriteLine($"<style>{HtmlAssets.Style}</style>");
        page.WriteLine("</head>");
        page.WriteLine("<body>");
        page.WriteLine("<a class=\"skip\" href=\"#findings\">Skip to the findings</a>");
        HtmlSummary.WriteSymbols(page);
        HtmlSummary.WriteHeader(page, fleet);
        page.WriteLine("<main>");
        HtmlSummary.Write(page, fleet);
        HtmlTable.Write(page, fleet);
        HtmlNotes.WriteRemediation(page, fleet);
        HtmlNotes.WriteCollection(page, fleet);
        page.WriteLine("</main>");
        HtmlNotes.WriteFooter(page, fleet);

        // Behind all that can be read: the browser paints before it comes to these.
        if (fleet.Findings.Count > 0)
        {
            HtmlData.Write(page, fleet);
            page.WriteLine($"<script>{HtmlAssets.Script}</script>");
        }

        page.WriteLine("</body>");
        page.WriteLine("</html>");
    }
}
