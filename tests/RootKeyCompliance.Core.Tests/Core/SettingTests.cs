namespace RootKeyCompliance.Tests;

/// <summary>What of a setting may be shown, and what is taken out of texts from outside.</summary>
public sealed class SettingTests
{
    private const string Canary = "c4n4ry-0123456789";

    [Theory]
    [InlineData("plain", nameof(SettingSecrecy.Open), "plain")]
    [InlineData("two\r\nlines", nameof(SettingSecrecy.Open), "two lines")]
    [InlineData(Canary, nameof(SettingSecrecy.Secret), "…")]
    [InlineData("env:NAME", nameof(SettingSecrecy.Secret), "env:NAME")]
    [InlineData("vault:NAME", nameof(SettingSecrecy.SecretUrl), "vault:NAME")]
    [InlineData("https://hooks.example.net/services/T0/B0/" + Canary, nameof(SettingSecrecy.SecretUrl), "https://hooks.example.net/…")]
    [InlineData("https://flow.example.net:8443/run?sig=" + Canary, nameof(SettingSecrecy.SecretUrl), "https://flow.example.net:8443/…")]
    [InlineData("https://user:" + Canary + "@flow.example.net/", nameof(SettingSecrecy.SecretUrl), "https://flow.example.net/…")]
    [InlineData(Canary, nameof(SettingSecrecy.SecretUrl), "…")]
    [InlineData("mailto:" + Canary, nameof(SettingSecrecy.SecretUrl), "…")]
    public void Only_what_may_be_shown_is(string text, string secrecy, string shown)
    {
        var value = new SettingValue(text, Enum.Parse<SettingSecrecy>(secrecy));

        Assert.Equal(shown, value.Shown);
        Assert.Equal(shown, value.ToString());
    }

    [Theory]
    [InlineData("token " + Canary + " is unknown")]
    [InlineData("POST https://hooks.example.net/services/T0000/B0000/pa55w0rd%2Bodd failed")]
    [InlineData("no such flow: /services/T0000/B0000/pa55w0rd%2Bodd")]
    [InlineData("no such flow: pa55w0rd+odd")]
    [InlineData("no such flow: PA55W0RD%2bODD")]
    [InlineData("AUTH PLAIN YzRuNHJ5LTAxMjM0NTY3ODk=")]
    [InlineData("pa55w0rd+odd and pa55w0rd odd and pa55w0rd%252Bodd")]
    [InlineData("""{"path":"\/services\/T0000\/B0000\/pa55w0rd+odd"}""")]
    [InlineData("""{"error":"pa55w0rd\u002Bodd and pa55w0rd\\u002bodd"}""")]
    [InlineData("<p>pa55w0rd&#43;odd</p><p>pa55w0rd&amp;#x2B;odd</p>")]
    public void Texts_from_outside_lose_secrets_in_every_spelling(string text)
    {
        var redaction = new Redaction(
        [
            new SettingValue(Canary, SettingSecrecy.Secret),
            new SettingValue("https://hooks.example.net/services/T0000/B0000/pa55w0rd%2Bodd", SettingSecrecy.SecretUrl),
        ]);

        var clean = redaction.Clean(text);

        Assert.Contains("…", clean, StringComparison.Ordinal);
        Assert.DoesNotContain("c4n4ry", clean, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("pa55w0rd", clean, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("YzRuNHJ5", clean, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_an_address_stay_readable()
    {
        var redaction = new Redaction([new SettingValue("https://hooks.example.net/services/T0000/B0000/pa55w0rd", SettingSecrecy.SecretUrl)]);

        Assert.Equal("no_service: the services page", redaction.Clean("no_service: the services page"));
        Assert.Equal("", redaction.Clean(null));
    }

    [Theory]
    [InlineData("tok/en+\"1", "a tok/en+\"1 b", "a … b")]
    [InlineData("tok/en+\"1", "a tok%2Fen%2b%221 b tok\\/en\\u002b\\\"1", "a … b …")]
    [InlineData("tok/en+\"1", "atok/en+&quot;1tok/en+&amp;quot;1b", "a…b")]
    [InlineData("p ä\\s", "p%20%C3%A4%5Cs p+%C3%A4%5Cs p \\u00e4\\\\s p &#228;\\s", "… … … …")]
    [InlineData("aba", "xababax", "x…x")]
    [InlineData("tok/en", "100% of &nbsp; \\ and %zz stay & so does &", "100% of &nbsp; \\ and %zz stay & so does &")]
    public void Nothing_but_the_secret_is_taken_out(string secret, string text, string clean)
        => Assert.Equal(clean, new Redaction([new SettingValue(secret, SettingSecrecy.Secret)]).Clean(text));

    [Fact]
    public void Open_settings_are_not_taken_out()
        => Assert.Equal("channel_not_found #alerts", new Redaction([new SettingValue("#alerts")]).Clean("channel_not_found #alerts"));

    [Theory]
    [InlineData("%")]
    [InlineData("\\")]
    [InlineData("&#x")]
    public void What_stands_before_a_secret_does_not_hide_it(string before)
        => Assert.Equal($"said {before}….", new Redaction([new SettingValue("c4n9R2y7Kq3Zx8", SettingSecrecy.Secret)]).Clean($"said {before}c4n9R2y7Kq3Zx8."));

    [Theory]
    [InlineData("ab/cdef0123456", "%", "ab%2Fcdef0123456")]
    [InlineData("ab/cdef0123456", "%25", "ab%2Fcdef0123456")]
    [InlineData("0123/cdef+45678", "\\u", "0123%2Fcdef%2B45678")]
    [InlineData("0123/cdef+45678", "\\u", "0123\\/cdef\\u002b45678")]
    [InlineData("ab12/cdef0123456", "&#x", "ab12&#47;cdef0123456")]
    [InlineData("ab<\"\u00fc\\u3056rhv5h7", "", "ab%3C%22%C3%BC%5Cu3056rhv5h7")]
    [InlineData("ab&amp;cdef01234", "", "ab%26amp%3Bcdef01234")]
    [InlineData("ab%2Fcdef01234", "", "ab\\u00252Fcdef01234")]
    [InlineData("ab%2Fcdef01234", "", "ab%252Fcdef01234")]
    public void A_secret_that_is_escaped_is_taken_out_whatever_it_and_what_stands_before_it_look_like(string secret, string before, string written)
        => Assert.Equal($"said {before}….", new Redaction([new SettingValue(secret, SettingSecrecy.Secret)]).Clean($"said {before}{written}."));
}
