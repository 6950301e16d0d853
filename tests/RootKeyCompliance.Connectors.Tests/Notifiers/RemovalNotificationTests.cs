using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>Removals to Slack, Teams and a webhook: what is posted, and in how many pieces.</summary>
public sealed class RemovalNotificationTests : IAsyncLifetime
{
    private const string Line = "Deleted root access key AKIA…WXYZ of account 111122223333 (prod).";

    private static readonly CisNotification Small = SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Deleted(name: "prod")]);

    private FakeServices _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _services = await FakeServices.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task The_message_to_Slack_is_exactly_this()
    {
        await Delivery.SendAsync(_services.Slack, Small, Token);

        Assert.Equal(
            $$$"""
            {"text":"1.4 Ensure no 'root' user account access key exists: Deleted 1 root access key(s).",
            "unfurl_links":false,"unfurl_media":false,"blocks":[
            {"type":"header","text":{"type":"plain_text","text":"1.4 Ensure no 'root' user account access key exists","emoji":false}},
            {"type":"section","text":{"type":"plain_text","text":"Deleted 1 root access key(s).","emoji":false}},
            {"type":"section","text":{"type":"plain_text","text":"{{{Line}}}","emoji":false}}]}
            """.ReplaceLineEndings(""),
            Assert.Single(_services.Requests).Text);
    }

    [Fact]
    public async Task Slack_has_numbers_beside_what_they_count_and_all_of_them_in_the_summary()
    {
        var notification = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.OneOfEach, SampleDigests.OneOfEach);
        await Delivery.SendAsync(_services.SlackApi, notification, Token);

        var request = Assert.Single(_services.Requests);
        Assert.Equal(SampleDigests.LinesOf(notification), request.Lines, StringComparer.Ordinal);
        Assert.Equal(
            $"{SampleDigests.Title}: Detected 1 IAM root user(s) with access keys. Deleted 1 root access key(s). Could not check 1 account(s). Could not delete 1 key(s).",
            request.Json.GetProperty("text").GetString());
    }

    [Fact]
    public async Task At_level_error_the_summary_counts_what_could_not_be_deleted()
    {
        await Delivery.SendAsync(_services.Slack, SampleRemovals.Digest(CisNotificationLevel.Error, SampleRemovals.OneOfEach), Token);

        Assert.Equal($"{SampleDigests.Title}: Could not delete 1 key(s).", Assert.Single(_services.Requests).Json.GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_card_is_exactly_this()
    {
        await Delivery.SendAsync(_services.Teams, Small, Token);

        Assert.Equal(
            $$$"""
            {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":{
            "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},"body":[
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"1.4 Ensure no 'root' user account access key exists","weight":"Bolder","size":"Large"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Deleted 1 root access key(s).","weight":"Bolder"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"{{{Line}}}"}]}]}}]}
            """.ReplaceLineEndings(""),
            Assert.Single(_services.Requests).Text);
    }

    [Fact]
    public async Task The_webhook_gets_the_removals_that_the_level_speaks_of_and_counts_of_findings_alone()
    {
        var notification = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.OneOfEach, SampleDigests.OneOfEach);
        await Delivery.SendAsync(_services.Webhook, notification, Token);

        var json = Assert.Single(_services.Requests).Json;
        Assert.Equal(["Deleted", "Failed", "Refused"], Words(json, "removals", "outcome"), StringComparer.Ordinal);
        Assert.Equal(["Fail", "Error"], Words(json, "findings", "status"), StringComparer.Ordinal);
        Assert.Equal(
            notification.Messages.Select(message => message.Removal?.Message).OfType<string>(), Words(json, "removals", "message"), StringComparer.Ordinal);
        Assert.Equal("""{"pass":1,"fail":1,"error":1,"skipped":1,"total":4}""", json.GetProperty("counts").GetRawText());
    }

    [Fact]
    public async Task Findings_alone_come_with_an_empty_list_of_removals()
    {
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Small, Token);

        Assert.Equal("[]", Assert.Single(_services.Requests).Json.GetProperty("removals").GetRawText());
    }

    [Fact]
    public async Task A_removal_has_all_its_properties()
    {
        await Delivery.SendAsync(_services.Webhook, SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Full()]), Token);

        var removal = Assert.Single(_services.Requests).Json.GetProperty("removals")[0];
        string[] inTheDigest = [nameof(CisKeyRemoval.ControlId), nameof(CisKeyRemoval.Title)];
        Assert.Equal(
            typeof(CisKeyRemoval).GetProperties().Select(property => property.Name).Except(inTheDigest, StringComparer.Ordinal).Select(JsonNamingPolicy.CamelCase.ConvertName).Sorted(),
            removal.EnumerateObject().Select(property => property.Name).Sorted());
        Assert.Equal(
            """
            {"outcome":"Failed","accountId":"111122223333","accountName":"prod","partition":"aws","accessKeyId":"AKIA…WXYZ",
            "message":"Could not delete root access key AKIA…WXYZ of account 111122223333 (prod): AWS throttled iam:DeleteAccessKey until all retries were used up.",
            "statusBefore":"Inactive","createDate":"2026-01-02T02:04:05Z","lastUsedDate":"2026-01-03T02:04:05Z","lastUsedRegion":"us-east-1","lastUsedService":"iam",
            "verified":true,"time":"2026-01-04T02:04:05Z","requestId":"01234567-89ab-cdef-0123-456789abcdef","errorId":"Throttled"}
            """.ReplaceLineEndings(""),
            removal.GetRawText());
    }

    [Fact]
    public async Task What_is_not_known_of_a_removal_is_null()
    {
        var unknown = new CisKeyRemoval(CisPipelineCatalogue.Get("cis_v400_1_4"), CisRemovalOutcome.AlreadyGone);
        await Delivery.SendAsync(_services.Webhook, SampleRemovals.Digest(CisNotificationLevel.Verbose, [unknown]), Token);

        Assert.Equal(
            "accessKeyId accountId accountName createDate errorId lastUsedDate lastUsedRegion lastUsedService partition requestId statusBefore",
            string.Join(' ', Assert.Single(_services.Requests).Json.GetProperty("removals")[0].EnumerateObject()
                .Where(property => property.Value.ValueKind == JsonValueKind.Null).Select(property => property.Name).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_key_id_that_came_unmasked_leaves_masked()
    {
        await Delivery.SendAsync(
            _services.Webhook, SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Of(CisRemovalOutcome.Deleted, key: "AKIAIOSFODNN7EXAMPLE")]), Token);

        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", Assert.Single(_services.Requests).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slack", 3_000, 15, 60)]
    [InlineData("slack-api", 3_000, 15, 60)]
    [InlineData("teams", 3_000, 8, 40)]
    [InlineData("webhook", 3_000, 3, 20)]
    public async Task Thousands_of_removals_are_split_within_the_limits_and_none_is_lost(string name, int count, int least, int most)
    {
        var notification = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.Many(count, "漢字 & <co>"), SampleDigests.Failing(50));

        var outcome = await Delivery.SendAsync(_services.Of(name), notification, Token);

        Assert.Equal((null, outcome.Parts), (outcome.Fault, outcome.PartsDelivered));
        Assert.InRange(_services.Requests.Count, least, most);
        Assert.All(_services.Requests, request => Assert.Null(request.Violation));
        Assert.Equal(SampleDigests.LinesOf(notification), _services.Requests.SelectMany(request => request.Lines), StringComparer.Ordinal);
        if (name == "webhook")
        {
            Assert.Equal(Enumerable.Range(0, count).Select(SampleDigests.Id), _services.Requests.SelectMany(request => Words(request.Json, "removals", "accountId")), StringComparer.Ordinal);
            Assert.Equal(Enumerable.Range(0, 50).Select(SampleDigests.Id), _services.Requests.SelectMany(request => Words(request.Json, "findings", "accountId")), StringComparer.Ordinal);
        }
        else
        {
            Assert.Equal(
                Enumerable.Range(1, outcome.Parts).Select(part => $"{SampleDigests.Title} ({part} of {outcome.Parts})"),
                _services.Requests.Select(request => request.Header), StringComparer.Ordinal);
        }
    }

    /// <summary>What was taken is not sent again, and the rest is split the same way.</summary>
    [Fact]
    public async Task What_is_left_of_many_removals_is_sent_later()
    {
        var notification = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.Many(2_000));
        _services.Script(CisNotifierKind.Webhook, new FakeAnswer(202), new FakeAnswer(400, "no"));

        var first = await Delivery.SendAsync(_services.Webhook, notification, Token);
        var rest = await Delivery.SendAsync(_services.Webhook, notification.Undelivered(_services.Webhook, first.PartsDelivered), Token);

        Assert.Equal((1, null), (first.PartsDelivered, rest.Fault));
        var taken = _services.Requests.Where((_, index) => index != 1).ToList();
        Assert.Equal(Enumerable.Range(0, 2_000).Select(SampleDigests.Id), taken.SelectMany(request => Words(request.Json, "removals", "accountId")), StringComparer.Ordinal);
        Assert.Equal(_services.Requests[1].Text, _services.Requests[2].Text);
    }

    private static IEnumerable<string> Words(JsonElement json, string list, string property)
        => json.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(property).GetString()!);
}
