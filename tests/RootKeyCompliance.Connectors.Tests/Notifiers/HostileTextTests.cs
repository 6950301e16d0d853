using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>Texts from outside, such as account names, are shown as they are and change nothing. For mails: EmailMessageTests.</summary>
public sealed class HostileTextTests : HttpNotifierTests
{
    private static readonly string[] Hostile =
    [
        "<!channel>", "<https://evil.example|x>", "@channel @here", "&lt;!channel&gt;", "*b* _i_ ~s~ `c` ```d```", ":smile: :rotating_light:",
        "[x](http://evil.example)", "https://evil.example/?a=1&b=2", "a\r\nb\u2028c", "a\u202Eb\u2066c", "\U0001F600 \uD83D lone",
        "\"quoted\" \\ back \\u003c", "</script><script>alert(1)</script>", "{{DATE(2017-02-14T06:08:39Z, SHORT)}}",
        "{{{TIME(2017-02-14T06:08:39Z)}}}", "<at>everyone</at>", "# head\n- list", "\u001b[31mred\u0007", new string('x', 10_000),
        new string('&', 3_000), new string('"', 3_000),
    ];

    /// <summary>In the names of accounts that were checked or had a key, and in all texts of a removal that somebody has made up.</summary>
    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_hostile_text_is_shown_as_it_is_and_does_nothing(string name)
    {
        var digest = SampleRemovals.Digest(
            CisNotificationLevel.Verbose,
            Hostile.SelectMany(text => new[] { SampleRemovals.Deleted(name: text), SampleRemovals.Of(CisRemovalOutcome.Failed, name: text), MadeUp(text) }),
            Hostile.SelectMany(text => new[] { SampleDigests.Pass("111122223333", text), SampleDigests.Error("444455556666", text) }));

        var outcome = await SendAsync(Services.Of(name), digest);

        Assert.Null(outcome.Fault);
        Assert.All(Services.Requests, request =>
        {
            Assert.Null(request.Violation);
            Assert.StartsWith(SampleDigests.Title, request.Header, StringComparison.Ordinal);
            AssertInert(request);
        });

        // A line that is too long for one section continues in the next.
        var shown = string.Concat(Services.Requests.SelectMany(request => request.Lines));
        Assert.Equal(string.Concat(SampleDigests.LinesOf(digest)), shown);
        Assert.All(Hostile, text => Assert.Contains(PlainText.OneLine(text), shown, StringComparison.Ordinal));
    }

    private static CisKeyRemoval MadeUp(string text) => new(CisPipelineCatalogue.Get("cis_v400_1_4"), CisRemovalOutcome.AlreadyGone)
    {
        AccountId = text,
        Partition = text,
        AccessKeyId = text,
        LastUsedRegion = text,
        LastUsedService = text,
        RequestId = text,
    };

    private static void AssertInert(ServiceRequest request)
    {
        var strings = Strings(request.Json).ToList();
        Assert.All(strings, text => Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n'));
        Assert.All(strings, text => Assert.DoesNotContain(text, character => character is '\u202E' or '\u2066' or '\u2028' or '\uFEFF'));
        switch (request.Kind)
        {
            case CisNotifierKind.Slack:
                // Text that Slack parses is of type mrkdwn, or holds its control characters.
                Assert.All(Objects(request.Json), item => Assert.False(IsOfType(item, "mrkdwn")));
                Assert.All(strings, text => Assert.DoesNotMatch("[<>]|&(?!amp;|lt;|gt;)", text));
                Assert.All(Objects(request.Json).Where(item => item.TryGetProperty("emoji", out _)), item => Assert.False(item.GetProperty("emoji").GetBoolean()));
                break;
            case CisNotifierKind.Teams:
                // Text that cards parse is in text blocks, or in double braces.
                Assert.All(Objects(request.Json), item => Assert.False(IsOfType(item, "TextBlock")));
                Assert.All(strings, text => Assert.DoesNotContain("{{", text, StringComparison.Ordinal));
                Assert.All(Objects(request.Json), item => Assert.False(item.TryGetProperty("entities", out _)));
                break;
            default:
                Assert.All(strings, text => Assert.DoesNotContain('\n', text));
                break;
        }
    }

    private static bool IsOfType(JsonElement item, string name) => item.TryGetProperty("type", out var type) && type.ValueEquals(name);

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Strings(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    private static IEnumerable<JsonElement> Objects(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Objects(property.Value)).Prepend(json),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Objects),
        _ => [],
    };
}
