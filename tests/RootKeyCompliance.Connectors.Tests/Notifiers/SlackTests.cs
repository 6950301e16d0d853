
namespace RootKeyCompliance.Tests;

/// <summary>Slack: exact content, its limits, and its own words for failures.</summary>
public sealed class SlackTests : IAsyncLifetime
{
    private FakeServices _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _services = await FakeServices.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task The_message_of_a_webhook_is_exactly_this()
    {
        await Delivery.SendAsync(_services.Slack, SampleDigests.Of(CisNotificationLevel.Info, [SampleDigests.Fail("111122223333")]), Token);

        Assert.Equal(
            """
            {"text":"1.4 Ensure no 'root' user account access key exists: Detected 1 IAM root user(s) with access keys.",
            "unfurl_links":false,"unfurl_media":false,"blocks":[
            {"type":"header","text":{"type":"plain_text","text":"1.4 Ensure no 'root' user account access key exists","emoji":false}},
            {"type":"section","text":{"type":"plain_text","text":"Detected 1 IAM root user(s) with access keys.","emoji":false}},
            {"type":"section","text":{"type":"plain_text",
            "text":"Detected IAM &lt;root_account&gt; [111122223333] with 1 access key(s) (1 active, 0 inactive).","emoji":false}}]}
            """.ReplaceLineEndings(""),
            Assert.Single(_services.Requests).Text);
    }

    [Fact]
    public async Task A_token_goes_with_its_channel_and_brings_the_message_id()
    {
        var outcome = await Delivery.SendAsync(_services.SlackApi, SampleDigests.Small, Token);

        Assert.Equal(["1700000000.000001"], outcome.MessageIds);
        var request = Assert.Single(_services.Requests);
        Assert.Equal("/api/chat.postMessage", request.Path);
        Assert.Equal($"Bearer {FakeServices.SlackToken}", request.Headers["Authorization"]);
        Assert.Equal(FakeServices.Channel, request.Json.GetProperty("channel").GetString());
    }

    [Fact]
    public async Task The_api_repeats_a_message_of_any_length_and_is_understood()
    {
        var accounts = Enumerable.Range(0, 60).Select(number => SampleDigests.Error(SampleDigests.Id(number), new string('漢', 60)));

        var outcome = await Delivery.SendAsync(_services.SlackApi, SampleDigests.Of(CisNotificationLevel.Info, accounts), Token);

        Assert.Null(outcome.Fault);
        Assert.Equal(outcome.Parts, outcome.MessageIds.Count);
        Assert.Equal(outcome.Parts, _services.Requests.Count);
    }

    [Fact]
    public async Task An_answer_without_an_end_is_no_success()
    {
        _services.Script(CisNotifierKind.Slack, new FakeAnswer(200, $$"""{"ok":true,"message":"{{new string('x', 256 * 1024)}}"}"""));

        var outcome = await Delivery.SendAsync(_services.SlackApi, SampleDigests.Small, Token);

        Assert.Equal(nameof(CisFaults.MessageRefused), outcome.Fault?.ErrorId);
    }

    [Fact]
    public async Task At_level_error_the_summary_counts_what_could_not_be_checked()
    {
        await Delivery.SendAsync(_services.Slack, SampleDigests.Of(CisNotificationLevel.Error, SampleDigests.OneOfEach), Token);

        Assert.Equal($"{SampleDigests.Title}: Could not check 1 account(s).", Assert.Single(_services.Requests).Json.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("slack")]
    [InlineData("slack-api")]
    public async Task Five_hundred_accounts_are_a_few_messages_a_second_apart(string name)
    {
        var time = new PauseSkippingTime();
        var notification = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(500));

        var outcome = await Delivery.SendAsync(_services.Of(name), notification, Token, time);

        Assert.Null(outcome.Fault);
        Assert.InRange(_services.Requests.Count, 2, 6);
        Assert.Equal(outcome.Parts, _services.Requests.Count);
        Assert.All(_services.Requests, request => Assert.Null(request.Violation));
        Assert.Equal(SampleDigests.LinesOf(notification), _services.Requests.SelectMany(request => request.Lines), StringComparer.Ordinal);
        Assert.Equal(
            Enumerable.Range(1, outcome.Parts).Select(part => $"{SampleDigests.Title} ({part} of {outcome.Parts})"),
            _services.Requests.Select(request => request.Header), StringComparer.Ordinal);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(1), outcome.Parts - 1), time.Pauses);
    }

    [Fact]
    public void Every_title_fits_into_a_header()
        => Assert.All(CisPipelineCatalogue.All, control => Assert.InRange($"{control.Title} (99999 of 99999)".Length, 1, 150));

    [Theory]
    [InlineData(400, "invalid_payload", nameof(CisFaults.MessageRefused))]
    [InlineData(400, "too_many_attachments", nameof(CisFaults.MessageRefused))]
    [InlineData(400, "user_not_found", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData(400, "invalid_token", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData(403, "action_prohibited", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData(404, "channel_not_found", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData(404, "no_active_hooks", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData(410, "channel_is_archived", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData(200, "", nameof(CisFaults.MessageRefused))]
    [InlineData(200, "okay", nameof(CisFaults.MessageRefused))]
    [InlineData(200, "<html>ok</html>", nameof(CisFaults.MessageRefused))]
    public async Task What_a_webhook_answers_instead_of_ok_is_a_failure_with_its_word(int status, string body, string errorId)
    {
        _services.Script(CisNotifierKind.Slack, new FakeAnswer(status, body));

        var outcome = await Delivery.SendAsync(_services.Slack, SampleDigests.Small, Token);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Contains(body.StartsWith('<') || body.Length == 0 ? $"(HTTP {status})" : $"(HTTP {status}: {body})", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(_services.Requests);
    }

    [Theory]
    [InlineData("invalid_auth", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData("not_in_channel", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData("channel_not_found", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData("missing_scope", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData("msg_too_long", nameof(CisFaults.MessageRefused))]
    [InlineData("invalid_blocks", nameof(CisFaults.MessageRefused))]
    public async Task The_api_says_in_the_body_that_it_refuses(string word, string errorId)
    {
        _services.Script(CisNotifierKind.Slack, ServiceRules.Slack(word, isApi: true));

        var outcome = await Delivery.SendAsync(_services.SlackApi, SampleDigests.Small, Token);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Contains($"(HTTP 200: {word})", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(_services.Requests);
    }

    [Theory]
    [InlineData(200, "ratelimited")]
    [InlineData(429, "ratelimited")]
    [InlineData(200, "internal_error")]
    [InlineData(500, "fatal_error")]
    public async Task The_api_is_asked_again_when_it_fails_or_is_busy(int status, string word)
    {
        var time = new PauseSkippingTime();
        _services.Script(CisNotifierKind.Slack, (ServiceRules.Slack(word, isApi: true) with { Status = status }).With("Retry-After", "3"));

        var outcome = await Delivery.SendAsync(_services.SlackApi, SampleDigests.Small, Token, time);

        Assert.Null(outcome.Fault);
        Assert.Equal([TimeSpan.FromSeconds(3)], time.Pauses);
    }

    [Theory]
    [InlineData(500, """{"ok":true,"ts":"1.2"}""", null)]
    [InlineData(200, """{"ok":"true"}""", nameof(CisFaults.MessageRefused))]
    [InlineData(200, "[]", nameof(CisFaults.MessageRefused))]
    [InlineData(200, "ok", nameof(CisFaults.MessageRefused))]
    [InlineData(200, """{"ok":false}""", nameof(CisFaults.MessageRefused))]
    public async Task Only_the_field_ok_says_that_the_api_took_it(int status, string body, string? errorId)
    {
        _services.Script(CisNotifierKind.Slack, new FakeAnswer(status, body));

        var outcome = await Delivery.SendAsync(_services.SlackApi, SampleDigests.Small, Token);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Single(_services.Requests);
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("täglich")]
    [InlineData("two\nlines")]
    public async Task A_token_that_no_header_takes_is_refused_before_anything_is_sent(string token)
    {
        var outcome = await Delivery.SendAsync(_services.SlackApi.With(NotifierSetting.Token, token), SampleDigests.Small, Token);

        Assert.Equal(nameof(CisFaults.NotifierInvalid), outcome.Fault?.ErrorId);
        Assert.DoesNotContain(token, outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Empty(_services.Requests);
    }
}
