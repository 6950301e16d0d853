using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>What Slack, Teams and Webhook have in common: what is tried again, what is not, and where it stops.</summary>
public sealed class HttpDeliveryTests : HttpNotifierTests
{
    private static readonly (int Status, string ErrorId)[] RefusedAs =
    [
        (400, nameof(CisFaults.MessageRefused)), (401, nameof(CisFaults.NotifierUnauthorized)), (403, nameof(CisFaults.NotifierUnauthorized)),
        (404, nameof(CisFaults.NotifierUnauthorized)), (408, nameof(CisFaults.MessageRefused)), (410, nameof(CisFaults.NotifierUnauthorized)),
        (413, nameof(CisFaults.MessageRefused)), (422, nameof(CisFaults.MessageRefused)),
    ];

    public static TheoryData<string> WithSigned => new(Names.Append("webhook-signed"));

    public static TheoryData<string, int, string> Refusals => new(
        from name in Names
        from answer in RefusedAs
        select (name, answer.Status, answer.ErrorId));

    [Theory]
    [MemberData(nameof(WithSigned))]
    public async Task A_digest_arrives_in_one_message(string name)
    {
        var digest = SampleRemovals.Digest(CisNotificationLevel.Verbose, SampleRemovals.OneOfEach, SampleDigests.OneOfEach);

        var outcome = await SendAsync(Services.Of(name), digest);

        Assert.Null(outcome.Fault);
        Assert.Equal((1, 1), (outcome.Parts, outcome.PartsDelivered));
        Assert.Equal(name == "teams", outcome.IsAcceptedOnly);
        var request = Assert.Single(Services.Requests);
        Assert.Null(request.Violation);
        Assert.Equal(SampleDigests.Title, request.Header);
        Assert.Equal(SampleDigests.LinesOf(digest), request.Lines);
        Assert.Equal($"RootKeyCompliance/{typeof(CisFinding).Assembly.GetName().Version!.ToString(3)}", request.Headers["User-Agent"]);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("slack", 20, 60, 1)]
    [InlineData("slack-api", 20, 60, 1)]
    [InlineData("teams", 10, 50, 0)]
    [InlineData("webhook", 4, 30, 0)]
    public async Task Thousands_of_lines_are_split_within_the_limits_and_none_is_lost(string name, int least, int most, int pace)
    {
        const int Findings = 1_000;
        const int Removals = 2_500;
        var digest = SampleRemovals.Digest(
            CisNotificationLevel.Info, SampleRemovals.Many(Removals, "漢字 & <co>"), SampleDigests.Failing(Findings));

        var outcome = await SendAsync(Services.Of(name), digest);

        Assert.Equal((null, outcome.Parts), (outcome.Fault, outcome.PartsDelivered));
        Assert.InRange(Services.Requests.Count, least, most);
        Assert.Equal(outcome.Parts, Services.Requests.Count);
        Assert.All(Services.Requests, request => Assert.Null(request.Violation));
        Assert.Equal(SampleDigests.LinesOf(digest), Services.Requests.SelectMany(request => request.Lines), StringComparer.Ordinal);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(pace), pace * (outcome.Parts - 1)), Time.Pauses);
        var numbers = Enumerable.Range(1, outcome.Parts).ToList();
        if (name == "webhook")
        {
            Assert.Equal(Enumerable.Range(0, Findings).Select(SampleDigests.Id), Ids("findings"), StringComparer.Ordinal);
            Assert.Equal(Enumerable.Range(0, Removals).Select(SampleDigests.Id), Ids("removals"), StringComparer.Ordinal);
            Assert.Equal(numbers, Services.Requests.Select(request => request.Json.GetProperty("part").GetInt32()));
            Assert.All(Services.Requests, request => Assert.Equal(outcome.Parts, request.Json.GetProperty("parts").GetInt32()));
            Assert.Equal(outcome.Parts, Services.Requests.Select(request => request.Headers["webhook-id"]).Distinct(StringComparer.Ordinal).Count());
        }
        else
        {
            Assert.Equal(
                numbers.Select(part => $"{SampleDigests.Title} ({part} of {outcome.Parts})"),
                Services.Requests.Select(request => request.Header), StringComparer.Ordinal);
        }

        IEnumerable<string> Ids(string list) => Services.Requests.SelectMany(request => request.Words(list, "accountId"));
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task Level_error_without_errors_has_nothing_to_send(string name)
    {
        var outcome = await SendAsync(Services.Of(name), SampleDigests.Of(CisNotificationLevel.Error, [SampleDigests.Fail("111122223333")]));

        Assert.Equal((0, 0, null), (outcome.Parts, outcome.PartsDelivered, outcome.Fault));
        Assert.Empty(Services.Requests);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task Retry_After_is_honoured(string name)
    {
        var notifier = Services.Of(name);
        var date = (Time.GetUtcNow() + TimeSpan.FromSeconds(7 + 11)).ToString("R", CultureInfo.InvariantCulture);
        Services.Script(notifier.Kind, new FakeAnswer(429, "slow down").With("Retry-After", "7"), new FakeAnswer(503).With("Retry-After", date));

        var outcome = await SendAsync(notifier);

        Assert.Null(outcome.Fault);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(11)], Time.Pauses);
        Assert.Equal(3, Services.Requests.Count);
        Assert.All(Services.Requests, request => Assert.Equal(Services.Requests[0].Text, request.Text));
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    [InlineData("Mon, 01 Jan 2024 00:00:00 GMT")]
    public async Task A_meaningless_Retry_After_is_replaced_by_the_usual_pause(string retryAfter)
    {
        Services.Script(CisNotifierKind.Webhook, new FakeAnswer(429).With("Retry-After", retryAfter));

        var outcome = await SendAsync(Services.Webhook);

        Assert.Null(outcome.Fault);
        Assert.InRange(Assert.Single(Time.Pauses), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_Retry_After_beyond_the_deadline_ends_the_delivery_at_once(string name)
    {
        var notifier = Services.Of(name);
        Services.Script(notifier.Kind, new FakeAnswer(429).With("Retry-After", "3600"));

        var outcome = await SendAsync(notifier);

        Assert.Equal(nameof(CisFaults.DeliveryThrottled), outcome.Fault?.ErrorId);
        Assert.Empty(Time.Pauses);
        Assert.Single(Services.Requests);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_failing_service_is_tried_again_four_times(string name)
    {
        var notifier = Services.Of(name);
        Services.Script(notifier.Kind, new FakeAnswer(500, "rollup_error"), new FakeAnswer(502, "<html>"), new FakeAnswer(503), new FakeAnswer(504), new FakeAnswer(500));

        var outcome = await SendAsync(notifier);

        Assert.Equal(nameof(CisFaults.NotifierServiceFailure), outcome.Fault?.ErrorId);
        Assert.Equal(0, outcome.PartsDelivered);
        Assert.Equal(5, Services.Requests.Count);
        Assert.Equal(4, Time.Pauses.Count);
        Assert.All(Time.Pauses, pause => Assert.InRange(pause, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20)));
        Assert.Equal(4, Log.Lines.Count(line => line.Contains("Trying again", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_broken_connection_is_tried_again(string name)
    {
        var notifier = Services.Of(name);
        Services.Script(notifier.Kind, FakeAnswer.Abort, FakeAnswer.Abort);

        var outcome = await SendAsync(notifier);

        Assert.Null(outcome.Fault);
        Assert.Equal(3, Services.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_not_tried_again(string name, int status, string errorId)
    {
        var notifier = Services.Of(name);
        Services.Script(notifier.Kind, new FakeAnswer(status, "no"));

        var outcome = await SendAsync(notifier);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Single(Services.Requests);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_redirect_is_refused_and_its_target_is_not_shown(string name)
    {
        var notifier = Services.Of(name);
        Services.Script(notifier.Kind, new FakeAnswer(307, $"Moved to {Services.Url}/elsewhere").With("Location", $"{Services.Url}/elsewhere"));

        var outcome = await SendAsync(notifier);

        Assert.Equal(nameof(CisFaults.MessageRefused), outcome.Fault?.ErrorId);
        Assert.DoesNotContain("elsewhere", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(Services.Requests);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_service_that_never_answers_times_out(string name)
    {
        var notifier = Services.Of(name);
        var never = new TaskCompletionSource().Task;
        Services.Script(notifier.Kind, [.. Enumerable.Repeat(new FakeAnswer { Until = never }, 5)]);

        var outcome = await PassDeadlinesAsync(SendAsync(notifier));

        Assert.Equal(nameof(CisFaults.DeliveryTimedOut), outcome.Fault?.ErrorId);
        Assert.InRange(Services.Requests.Count, 3, 5);
        Assert.InRange(Time.Elapsed, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2.5));
    }

    [Theory]
    [InlineData("slack", 200)]
    [InlineData("slack-api", 200)]
    [InlineData("teams", 500)]
    [InlineData("webhook", 400)]
    public async Task The_deadline_covers_the_body_too(string name, int status)
    {
        var notifier = Services.Of(name);
        var never = new TaskCompletionSource().Task;
        Services.Script(notifier.Kind, new FakeAnswer(status, "ok") { RestUntil = never });
        var sending = SendAsync(notifier);

        var first = await Services.NextRequestAsync(Token);
        Time.Advance(TimeSpan.FromSeconds(30));
        var outcome = await sending;

        Assert.Null(outcome.Fault);
        await first.Aborted.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(2, Services.Requests.Count);
    }

    [Theory]
    [InlineData("teams")]
    [InlineData("webhook")]
    public async Task A_success_does_not_wait_for_its_body(string name)
    {
        var notifier = Services.Of(name);
        Services.Script(notifier.Kind, new FakeAnswer(200, "thanks") { RestUntil = new TaskCompletionSource().Task });

        var outcome = await SendAsync(notifier);

        Assert.Null(outcome.Fault);
        Assert.Single(Services.Requests);
    }

    [Fact]
    public async Task An_address_without_a_server_is_unreachable_after_all_retries()
    {
        var notifier = Services.Webhook;
        await Services.DisposeAsync();

        var outcome = await SendAsync(notifier);

        Assert.Equal(nameof(CisFaults.NotifierUnreachable), outcome.Fault?.ErrorId);
        Assert.Equal(4, Time.Pauses.Count);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task Sending_again_begins_with_the_first_undelivered_part(string name)
    {
        var notifier = Services.Of(name);
        var size = notifier.Kind switch { CisNotifierKind.Slack => 300, CisNotifierKind.Teams => 350, _ => 700 };
        var notification = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(size));
        Services.Script(notifier.Kind, Success(name), new FakeAnswer(400, "invalid_payload"));

        var outcome = await SendAsync(notifier, notification);

        Assert.Equal(nameof(CisFaults.MessageRefused), outcome.Fault?.ErrorId);
        Assert.Equal((3, 1), (outcome.Parts, outcome.PartsDelivered));
        Assert.Equal(2, Services.Requests.Count);

        var again = notification.Undelivered(notifier, outcome.PartsDelivered);
        var second = await SendAsync(notifier, again);

        Assert.Null(second.Fault);
        Assert.Equal((3, 3), (second.Parts, second.PartsDelivered));
        Assert.Equal(4, Services.Requests.Count);
        Assert.Equal(Services.Requests[1].Text, Services.Requests[2].Text);
        Assert.Equal(Services.Requests[1].Headers.GetValueOrDefault("webhook-id"), Services.Requests[2].Headers.GetValueOrDefault("webhook-id"));
        Assert.Equal(
            SampleDigests.LinesOf(notification), Services.Requests.Where((_, index) => index != 1).SelectMany(request => request.Lines), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Another_address_at_the_same_host_gets_all_parts()
    {
        var notification = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(700));
        Services.Script(CisNotifierKind.Webhook, Success("webhook"), new FakeAnswer(400));
        var first = await SendAsync(Services.Webhook, notification);
        var again = notification.Undelivered(Services.Webhook, first.PartsDelivered);
        var other = Services.Webhook.With(NotifierSetting.WebhookAddress, $"{Services.Url}/hook?key=other");

        var second = await SendAsync(other, again);

        Assert.Equal((3, 1, 3), (first.Parts, first.PartsDelivered, second.PartsDelivered));
        Assert.Equal(
            SampleDigests.LinesOf(notification),
            Services.Requests.Where(request => request.Path == "/hook?key=other").SelectMany(request => request.Lines), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_cancelled_delivery_ends_at_once(string name)
    {
        var notifier = Services.Of(name);
        Services.Script(notifier.Kind, new FakeAnswer { Until = new TaskCompletionSource().Task });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sending = Delivery.SendAsync(notifier, SampleDigests.Small, stop.Token, Time);
        var request = await Services.NextRequestAsync(Token);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await request.Aborted.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    private static FakeAnswer Success(string name) => name switch
    {
        "slack" => new FakeAnswer(200, "ok"),
        "slack-api" => new FakeAnswer(200, """{"ok":true,"ts":"1.1"}"""),
        _ => new FakeAnswer(202),
    };

    /// <summary>Each request that arrives is left waiting until its deadline.</summary>
    private async Task<T> PassDeadlinesAsync<T>(Task<T> sending)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _ = sending.ContinueWith(_ => done.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!sending.IsCompleted)
        {
            try
            {
                await Services.NextRequestAsync(done.Token);
                Time.Advance(TimeSpan.FromSeconds(30));
            }
            catch (OperationCanceledException) when (sending.IsCompleted)
            {
                break;
            }
        }

        return await sending;
    }
}
