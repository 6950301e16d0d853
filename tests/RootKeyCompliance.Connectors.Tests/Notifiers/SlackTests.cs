
namespace RootKeyCompliance.Tests;

/// <summary>Slack: the message, and its own words for failures.</summary>
public sealed class SlackTests : HttpNotifierTests
{
    [Fact]
    public async Task The_message_of_a_webhook_is_exactly_this()
    {
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, [SampleRemovals.Deleted(name: "prod")], SampleDigests.Fail("111122223333"));

        var request = await TakenAsync(Services.Slack, digest);

        Assert.Equal(
            """
            {"text":"1.4 Ensure no 'root' user account access key exists: Detected 1 IAM root user(s) with access keys. Deleted 1 root access key(s).",
            "unfurl_links":false,"unfurl_media":false,"blocks":[
            {"type":"header","text":{"type":"plain_text","text":"1.4 Ensure no 'root' user account access key exists","emoji":false}},
            {"type":"section","text":{"type":"plain_text","text":"Detected 1 IAM root user(s) with access keys.","emoji":false}},
            {"type":"section","text":{"type":"plain_text",
            "text":"Detected IAM &lt;root_account&gt; [111122223333] with 1 access key(s) (1 active, 0 inactive).","emoji":false}},
            {"type":"section","text":{"type":"plain_text","text":"Deleted 1 root access key(s).","emoji":false}},
            {"type":"section","text":{"type":"plain_text",
            "text":"Deleted root access key AKIA…WXYZ of account 111122223333 (prod).","emoji":false}}]}
            """.ReplaceLineEndings(""),
            request.Text);
    }

    [Theory]
    [InlineData(CisNotificationLevel.Info, true, true, "Detected 1 IAM root user(s) with access keys. Deleted 1 root access key(s). Could not check 1 account(s). Could not delete 1 key(s).")]
    [InlineData(CisNotificationLevel.Error, true, false, "Could not check 1 account(s).")]
    [InlineData(CisNotificationLevel.Error, false, true, "Could not delete 1 key(s).")]
    public async Task The_summary_counts_what_the_level_includes(CisNotificationLevel level, bool hasFindings, bool hasRemovals, string summary)
    {
        var digest = SampleRemovals.Digest(level, hasRemovals ? SampleRemovals.OneOfEach : [], hasFindings ? SampleDigests.OneOfEach : []);

        var request = await TakenAsync(Services.Slack, digest);

        Assert.Equal($"{SampleDigests.Title}: {summary}", request.Json.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_token_is_sent_with_its_channel_and_the_answer_has_the_message_id()
    {
        var outcome = await SendAsync(Services.SlackApi);

        Assert.Equal(["1700000000.000001"], outcome.MessageIds);
        var request = Assert.Single(Services.Requests);
        Assert.Equal("/api/chat.postMessage", request.Path);
        Assert.Equal($"Bearer {FakeServices.SlackToken}", request.Headers["Authorization"]);
        Assert.Equal(FakeServices.Channel, request.Json.GetProperty("channel").GetString());
    }

    [Fact]
    public async Task An_answer_of_the_api_is_read_when_it_repeats_a_long_message()
    {
        var accounts = Enumerable.Range(0, 60).Select(number => SampleDigests.Error(SampleDigests.Id(number), new string('漢', 60)));

        var outcome = await SendAsync(Services.SlackApi, SampleDigests.Of(CisNotificationLevel.Info, accounts));

        Assert.Null(outcome.Fault);
        Assert.Equal(outcome.Parts, outcome.MessageIds.Count);
        Assert.Equal(outcome.Parts, Services.Requests.Count);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_to_read_is_a_refusal()
    {
        Services.Script(CisNotifierKind.Slack, new FakeAnswer(200, $$"""{"ok":true,"message":"{{new string('x', 256 * 1024)}}"}"""));

        var outcome = await SendAsync(Services.SlackApi);

        Assert.Equal(nameof(CisFaults.MessageRefused), outcome.Fault?.ErrorId);
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
    public async Task Another_answer_of_a_webhook_than_ok_is_a_failure_that_shows_its_word(int status, string body, string errorId)
    {
        Services.Script(CisNotifierKind.Slack, new FakeAnswer(status, body));

        var outcome = await SendAsync(Services.Slack);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Contains(body.StartsWith('<') || body.Length == 0 ? $"(HTTP {status})" : $"(HTTP {status}: {body})", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(Services.Requests);
    }

    [Theory]
    [InlineData("invalid_auth", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData("not_in_channel", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData("channel_not_found", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData("missing_scope", nameof(CisFaults.NotifierUnauthorized))]
    [InlineData("msg_too_long", nameof(CisFaults.MessageRefused))]
    [InlineData("invalid_blocks", nameof(CisFaults.MessageRefused))]
    public async Task A_refusal_in_the_body_of_the_api_is_a_failure(string word, string errorId)
    {
        Services.Script(CisNotifierKind.Slack, ServiceRules.Slack(word, isApi: true));

        var outcome = await SendAsync(Services.SlackApi);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Contains($"(HTTP 200: {word})", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(Services.Requests);
    }

    [Theory]
    [InlineData(200, "ratelimited")]
    [InlineData(429, "ratelimited")]
    [InlineData(200, "internal_error")]
    [InlineData(500, "fatal_error")]
    public async Task A_failing_or_throttling_api_is_tried_again(int status, string word)
    {
        Services.Script(CisNotifierKind.Slack, (ServiceRules.Slack(word, isApi: true) with { Status = status }).With("Retry-After", "3"));

        var outcome = await SendAsync(Services.SlackApi);

        Assert.Null(outcome.Fault);
        Assert.Equal([TimeSpan.FromSeconds(3)], Time.Pauses);
    }

    [Theory]
    [InlineData(500, """{"ok":true,"ts":"1.2"}""", null)]
    [InlineData(200, """{"ok":"true"}""", nameof(CisFaults.MessageRefused))]
    [InlineData(200, "[]", nameof(CisFaults.MessageRefused))]
    [InlineData(200, "ok", nameof(CisFaults.MessageRefused))]
    [InlineData(200, """{"ok":false}""", nameof(CisFaults.MessageRefused))]
    public async Task Only_the_field_ok_makes_a_success_of_an_answer_of_the_api(int status, string body, string? errorId)
    {
        Services.Script(CisNotifierKind.Slack, new FakeAnswer(status, body));

        var outcome = await SendAsync(Services.SlackApi);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Single(Services.Requests);
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("täglich")]
    [InlineData("two\nlines")]
    public async Task A_token_that_fits_into_no_header_is_refused_before_anything_is_sent(string token)
    {
        var outcome = await SendAsync(Services.SlackApi.With(NotifierSetting.Token, token));

        Assert.Equal(nameof(CisFaults.NotifierInvalid), outcome.Fault?.ErrorId);
        Assert.DoesNotContain(token, outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Empty(Services.Requests);
    }
}
