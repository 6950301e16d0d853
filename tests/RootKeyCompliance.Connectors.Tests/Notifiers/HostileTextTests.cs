using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>Account names are not ours: they change nothing, and are shown as they are.</summary>
public sealed class HostileTextTests : IAsyncLifetime
{
    private static readonly string[] Names = ["slack", "slack-api", "teams", "webhook"];

    private static readonly string[] Hostile =
    [
        "<!channel>", "<https://evil.example|x>", "@channel @here", "&lt;!channel&gt;", "*b* _i_ ~s~ `c` ```d```", ":smile: :rotating_light:", "[x](http://evil.example)",
        "https://evil.example/?a=1&b=2", "a\r\nb\u2028c", "a\u202Eb\u2066c", "\U0001F600 \uD83D lone", "\"quoted\" \\ back \\u003c", "</script><script>alert(1)</script>", "{{DATE(2017)}}",
        "<at>everyone</at>", "# head\n- list", "\u001b[31mred\u0007", new string('x', 10_000), new string('&', 3_000), new string('"', 3_000),
    ];

    private FakeServices _services = null!;

    public static TheoryData<string, int> Texts => new(from name in Names from index in Enumerable.Range(0, Hostile.Length) select (name, index));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _services = await FakeServices.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_hostile_name_is_shown_as_it_is_and_does_nothing(string name, int index)
    {
        var hostile = Hostile[index];
        var notification = SampleDigests.Of(CisNotificationLevel.Verbose, [SampleDigests.Pass("111122223333", hostile), SampleDigests.Error("444455556666", hostile)]);

        await AssertShownAndInertAsync(name, notification, hostile);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_hostile_name_of_an_account_whose_key_was_to_be_deleted_is_shown_and_does_nothing(string name, int index)
    {
        var hostile = Hostile[index];
        CisKeyRemoval[] removals = [SampleRemovals.Deleted("111122223333", hostile), SampleRemovals.Of(CisRemovalOutcome.Failed, "444455556666", hostile)];

        await AssertShownAndInertAsync(name, SampleRemovals.Digest(CisNotificationLevel.Verbose, removals), hostile);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_removal_that_somebody_has_made_up_is_shown_and_does_nothing(string name, int index)
        => await AssertShownAndInertAsync(name, SampleRemovals.Digest(CisNotificationLevel.Verbose, [MadeUp(Hostile[index])]), Hostile[index]);

    private async Task AssertShownAndInertAsync(string name, CisNotification notification, string hostile)
    {
        var outcome = await Delivery.SendAsync(_services.Of(name), notification, Token);

        Assert.Null(outcome.Fault);
        var request = Assert.Single(_services.Requests);
        Assert.Null(request.Violation);
        Assert.Equal(SampleDigests.Title, request.Header);

        // A line that is too long for one section goes on in the next.
        Assert.Equal(string.Concat(SampleDigests.LinesOf(notification)), string.Concat(request.Lines));
        Assert.Contains(PlainText.OneLine(hostile), string.Concat(request.Lines), StringComparison.Ordinal);
        AssertInert(request);
    }

    /// <summary>Of what somebody else has flattened nothing can be relied on.</summary>
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
