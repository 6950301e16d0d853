using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace RootKeyCompliance.Tests;

/// <summary>What the HTML report lets nobody do.</summary>
public sealed partial class HtmlReportSafetyTests
{
    [Theory]
    [MemberData(nameof(ReportFleet.HostileTexts), MemberType = typeof(ReportFleet))]
    public void Text_from_outside_is_text(string text)
    {
        var hostile = HtmlFile.Of(ReportFleet.Everywhere(text));
        var harmless = HtmlFile.Of(ReportFleet.Everywhere("harmless"));

        Assert.Equal(Tags(harmless), Tags(hostile));
        Assert.DoesNotContain(hostile.Text, character => character is not '\n' && char.IsControl(character));
        Assert.DoesNotMatch(Turning(), hostile.Text);

        // It is still there to be read, as far as it can be shown.
        var shown = PlainText.OneLine(text);
        Assert.Equal(shown, Assert.Single(hostile.Findings).GetProperty("n").GetString());
        Assert.Contains($"<bdi>{WebUtility.HtmlEncode(shown)}</bdi>", hostile.Plain, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_at_all_becomes_markup()
    {
        var tags = Tags(HtmlFile.Of(ReportFleet.Everywhere("harmless")));
        Gen.String[Gen.Char["<>\"'&/!-=` scripton\u2028\u202E\u0000;#x"], 0, 60].Sample(
            text => Assert.Equal(tags, Tags(HtmlFile.Of(ReportFleet.Everywhere("a" + text)))), iter: Thorough.Choose(100, 3000));
    }

    [Fact]
    public void The_policy_allows_this_style_and_this_script_and_nothing_else()
    {
        var file = HtmlFile.Of(ReportFleet.Of(3));
        var policy = WebUtility.HtmlDecode(Policy().Match(file.Text).Groups["text"].Value);

        Assert.Equal(
            $"default-src 'none'; style-src {Hash(file.Style)}; script-src {Hash(file.Script)}; base-uri 'none'; form-action 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'",
            policy);

        // It rules what stands behind it: nothing but the character set may come before.
        Assert.Matches("^<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\"", file.Text);
    }

    [Fact]
    public void Nothing_is_fetched_and_nothing_is_inline()
    {
        var file = HtmlFile.Of(ReportFleet.Everywhere("harmless"));

        Assert.DoesNotMatch(Fetching(), file.Markup);
        Assert.DoesNotMatch(@"(?i)@import|url\(|@font-face|expression\(", file.Style);
        Assert.DoesNotMatch(@"\b(fetch|XMLHttpRequest|import|eval|Function|innerHTML|outerHTML|insertAdjacentHTML|sendBeacon|WebSocket|localStorage)\b", file.Script);
        Assert.All(Reference().Matches(file.Markup), match => Assert.StartsWith("#", match.Groups["text"].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_script_can_end_nothing_that_it_stands_in()
    {
        var file = HtmlFile.Of(ReportFleet.Of(3));

        Assert.DoesNotMatch("(?i)</?script|<!--", file.Script);
        Assert.DoesNotMatch("(?i)</?style|<!--", file.Style);
    }

    [Fact]
    public void Key_ids_are_masked_wherever_they_stand()
        => Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", HtmlFile.Of(ReportFleet.Everywhere("of AKIAIOSFODNN7EXAMPLE")).Text, StringComparison.Ordinal);

    /// <summary>The tags of the page as a browser sees them.</summary>
    private static string[] Tags(HtmlFile file) => [.. Tag().Matches(file.Text).Select(match => match.Value)];

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [GeneratedRegex("<[a-zA-Z/!?][^>]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("[\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Turning();

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\" content=\"(?<text>[^\"]*)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Policy();

    [GeneratedRegex(
        @"<(link|img|iframe|object|embed|base|form|audio|video|source|image)\b|\s(src|srcset|style|on[a-z]+|action|ping)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fetching();

    [GeneratedRegex("(href=\"|url\\()(?<text>[^\")]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
