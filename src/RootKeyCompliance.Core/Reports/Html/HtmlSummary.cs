using System.Globalization;

namespace RootKeyCompliance;

/// <summary>The top of the page: what came out, in one sentence, in a picture and in numbers.</summary>
internal static class HtmlSummary
{
    // What is there can be seen, however few they are.
    private const double NarrowestBar = 0.8;

    /// <summary>Marks that tell the states apart without colour.</summary>
    internal static void WriteSymbols(TextWriter page) => page.WriteLine("""
        <svg class="symbols" aria-hidden="true" focusable="false"><defs>
        <symbol id="mark-fail" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8"/><path class="cut" d="M5 5l6 6M11 5l-6 6"/></symbol>
        <symbol id="mark-error" viewBox="0 0 16 16"><path d="M8 .5l8 15H0z"/><path class="cut" d="M8 6v4.5M8 12v1.8"/></symbol>
        <symbol id="mark-skipped" viewBox="0 0 16 16"><rect x=".5" y=".5" width="15" height="15" rx="3"/><path class="cut" d="M4 8h8"/></symbol>
        <symbol id="mark-pass" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8"/><path class="cut" d="M4.3 8.3l2.6 2.6 4.8-5.4"/></symbol>
        <pattern id="fill-fail" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="fail" width="8" height="8"/></pattern>
        <pattern id="fill-error" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="error" width="8" height="8"/><rect class="line" width="3" height="8"/></pattern>
        <pattern id="fill-skipped" width="7" height="7" patternUnits="userSpaceOnUse">
        <rect class="skipped" width="7" height="7"/><circle class="line" cx="3.5" cy="3.5" r="1.8"/></pattern>
        <pattern id="fill-pass" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect class="line" width="8" height="8"/><rect class="pass pale" width="8" height="8"/><rect class="pass" width="8" height="1.5"/></pattern>
        </defs></svg>
        """);

    internal static void WriteHeader(TextWriter page, HtmlFleet fleet)
    {
        page.WriteLine("<header>");
        page.WriteLine("<h1>Root access keys</h1>");
        foreach (var control in fleet.Controls)
        {
            page.WriteLine($"<p>{HtmlText.Escape(control.Benchmark)} · {HtmlText.Escape(control.Title)}</p>");
        }

        page.WriteLine($"<p>Report of {HtmlText.Element(fleet.Head.GeneratedAt)}</p>");
        page.WriteLine("</header>");
    }

    /// <summary>What came out, in one sentence.</summary>
    internal static string Headline(HtmlFleet fleet)
    {
        var (one, many) = fleet.Noun;
        var all = HtmlText.Count(fleet.Counts.Total, one, many);

        // What nobody saw is part of the first sentence: it may have a key.
        var unseen = fleet.Counts.Error > 0 ? $", {HtmlText.Count(fleet.Counts.Error)} could not be checked" : "";
        return fleet.Counts switch
        {
            { Total: 0 } => "No findings.",
            { Total: 1, Fail: 1 } => $"The {one} fails: its root user has an access key.",
            { Total: 1, Error: 1 } => $"The {one} could not be checked.",
            { Total: 1, Skipped: 1 } => $"The {one} was not checked.",
            { Total: 1 } => $"The {one} passes.",
            { Fail: 1 } => $"1 of {all} fails: its root user has an access key{unseen}.",
            { Fail: > 0 and var fail } => $"{HtmlText.Count(fail)} of {all} fail: their root users have an access key{unseen}.",
            { Pass: 0, Skipped: 0 } => $"None of {all} could be checked.",
            { Pass: 0 } => $"None of {all} was checked.",
            { Error: 0, Skipped: 0 } => $"All {all} pass.",
            { Pass: var pass } => $"{HtmlText.Count(pass)} of {all} {(pass == 1 ? "passes" : "pass")}, none fails{unseen}.",
        };
    }

    internal static void Write(TextWriter page, HtmlFleet fleet)
    {
        page.WriteLine("<section aria-labelledby=\"headline\">");
        page.WriteLine($"<h2 id=\"headline\" class=\"{Tone(fleet)}\">{HtmlText.Escape(Headline(fleet))}</h2>");
        if (fleet.Counts is { Total: 0 })
        {
            page.WriteLine("<p>Nothing was checked, or no finding reached this report. It says nothing about any account.</p>");
        }
        else
        {
            WritePicture(page, fleet);
            WriteCards(page, fleet);
            WriteChanges(page, fleet);
        }

        page.WriteLine("</section>");
    }

    /// <summary>The status as an id of symbols and a class.</summary>
    internal static string Word(CisStatus status) => status.ToString().ToLowerInvariant();

    private static string Tone(HtmlFleet fleet) => fleet.Counts switch
    {
        { Fail: > 0 } => "tone-fail",
        { Error: > 0 } => "tone-error",
        { Pass: > 0 } => "tone-pass",
        _ => "tone-skipped",
    };

    private static void WritePicture(TextWriter page, HtmlFleet fleet)
    {
        var shares = HtmlFleet.StatusOrder.Where(status => fleet.Number(status) > 0).ToList();
        var words = shares.Select(status => $"{status} {HtmlText.Count(fleet.Number(status))} ({Share(fleet, status)})");
        page.WriteLine("<svg class=\"fleet\" width=\"100%\" height=\"44\" role=\"img\" aria-labelledby=\"fleet-title\">");
        var all = HtmlText.Count(fleet.Counts.Total, "finding", "findings");
        page.WriteLine($"<title id=\"fleet-title\">{HtmlText.Escape($"{all} by status: {string.Join(", ", words)}")}</title>");
        var widths = shares.Select(status => Math.Max(NarrowestBar, 100.0 * fleet.Number(status) / fleet.Counts.Total)).ToList();
        var left = 0.0;
        for (var index = 0; index < shares.Count; index++)
        {
            var width = 100 * widths[index] / widths.Sum();
            page.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"<rect class=\"bar\" x=\"{left:0.###}%\" width=\"{width:0.###}%\" height=\"44\" fill=\"url(#fill-{Word(shares[index])})\"/>"));
            left += width;
        }

        page.WriteLine("</svg>");
    }

    private static void WriteCards(TextWriter page, HtmlFleet fleet)
    {
        page.WriteLine("<ul class=\"cards\">");
        foreach (var status in HtmlFleet.StatusOrder)
        {
            var word = Word(status);
            page.WriteLine($"""
                <li class="card {word}">
                <svg class="swatch" width="100%" height="8" aria-hidden="true"><rect width="100%" height="8" fill="url(#fill-{word})"/></svg>
                <p class="name"><svg class="mark" width="16" height="16" aria-hidden="true"><use href="#mark-{word}"/></svg> {status}</p>
                <p class="number">{HtmlText.Count(fleet.Number(status))} <span class="share">{HtmlText.Escape(Share(fleet, status))}</span></p>
                <p class="meaning">{HtmlText.Escape(Meaning(status, fleet))}</p></li>
                """);
        }

        page.WriteLine("</ul>");
    }

    private static string Share(HtmlFleet fleet, CisStatus status) => HtmlText.Percent(fleet.Number(status), fleet.Counts.Total);

    private static string Meaning(CisStatus status, HtmlFleet fleet) => status switch
    {
        CisStatus.Fail when fleet.Counts.Fail > 0 =>
            $"The root user has an access key: {Severities(fleet.Number(CisSeverity.Critical), fleet.Number(CisSeverity.High))}.",
        CisStatus.Fail => "The root user has an access key.",
        CisStatus.Error => "Could not be checked: it may have a key.",
        CisStatus.Skipped => "Not checked: the account is not active.",
        _ => "Checked, and no key that counts.",
    };

    private static string Severities(int critical, int high) => (critical, high) switch
    {
        (_, 0) => $"{HtmlText.Count(critical)} critical",
        (0, _) => $"{HtmlText.Count(high)} high (inactive keys only)",
        _ => $"{HtmlText.Count(critical)} critical, {HtmlText.Count(high)} high (inactive keys only)",
    };

    private static void WriteChanges(TextWriter page, HtmlFleet fleet)
    {
        if (!fleet.Compared)
        {
            return;
        }

        var words = HtmlFleet.ChangeOrder.Select(change => $"<strong>{HtmlText.Count(fleet.Number(change))}</strong> {change}");
        page.WriteLine($"<p class=\"changes\">Since the earlier run: {string.Join(" · ", words)}</p>");
    }
}
