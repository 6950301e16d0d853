using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>What Slack, Teams and Webhook have in common: what is tried again, what is not, and where it stops.</summary>
public sealed class HttpDeliveryTests : IAsyncLifetime
{
    private static readonly string[] Names = ["slack", "slack-api", "teams", "webhook"];

    private static readonly (int Status, string ErrorId)[] RefusedAs =
    [
        (400, nameof(CisFaults.MessageRefused)), (401, nameof(CisFaults.NotifierUnauthorized)), (403, nameof(CisFaults.NotifierUnauthorized)),
        (404, nameof(CisFaults.NotifierUnauthorized)), (408, nameof(CisFaults.MessageRefused)), (410, nameof(CisFaults.NotifierUnauthorized)),
        (413, nameof(CisFaults.MessageRefused)), (422, nameof(CisFaults.MessageRefused)),
    ];

    private FakeServices _services = null!;

    public static TheoryData<string> Notifiers => new(Names);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _services = await FakeServices.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public static TheoryData<string, CisNotificationLevel> Levels => new(
        from name in Names.Append("webhook-signed")
        from level in Enum.GetValues<CisNotificationLevel>()
        select (name, level));

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Each_service_gets_the_lines_of_each_level_in_one_message(string name, CisNotificationLevel level)
    {
        var notification = SampleDigests.Of(level, SampleDigests.OneOfEach);

        var outcome = await Delivery.SendAsync(_services.Of(name), notification, Token);

        Assert.Null(outcome.Fault);
        Assert.Equal((1, 1), (outcome.Parts, outcome.PartsDelivered));
        Assert.Equal(name == "teams", outcome.IsAcceptedOnly);
        var request = Assert.Single(_services.Requests);
        Assert.Null(request.Violation);
        Assert.Equal(SampleDigests.Title, request.Header);
        Assert.Equal(SampleDigests.LinesOf(notification), request.Lines);
        Assert.Equal($"RootKeyCompliance/{typeof(CisFinding).Assembly.GetName().Version!.ToString(3)}", request.Headers["User-Agent"]);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task Level_error_without_errors_has_nothing_to_send(string name)
    {
        var outcome = await Delivery.SendAsync(_services.Of(name), SampleDigests.Of(CisNotificationLevel.Error, [SampleDigests.Fail("111122223333")]), Token);

        Assert.Equal((0, 0, null), (outcome.Parts, outcome.PartsDelivered, outcome.Fault));
        Assert.Empty(_services.Requests);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task The_wait_that_a_429_asks_for_is_kept(string name)
    {
        var notifier = _services.Of(name);
        var time = new PauseSkippingTime();
        var date = (time.GetUtcNow() + TimeSpan.FromSeconds(7 + 11)).ToString("R", CultureInfo.InvariantCulture);
        _services.Script(notifier.Kind, new FakeAnswer(429, "slow down").With("Retry-After", "7"), new FakeAnswer(503).With("Retry-After", date));

        var outcome = await Delivery.SendAsync(notifier, SampleDigests.Small, Token, time);

        Assert.Null(outcome.Fault);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(11)], time.Pauses);
        Assert.Equal(3, _services.Requests.Count);
        Assert.All(_services.Requests, request => Assert.Equal(_services.Requests[0].Text, request.Text));
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    [InlineData("Mon, 01 Jan 2024 00:00:00 GMT")]
    public async Task A_wait_that_makes_no_sense_is_a_pause_of_ours(string retryAfter)
    {
        var time = new PauseSkippingTime();
        _services.Script(CisNotifierKind.Webhook, new FakeAnswer(429).With("Retry-After", retryAfter));

        var outcome = await Delivery.SendAsync(_services.Webhook, SampleDigests.Small, Token, time);

        Assert.Null(outcome.Fault);
        Assert.InRange(Assert.Single(time.Pauses), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_wait_beyond_the_deadline_is_not_begun(string name)
    {
        var notifier = _services.Of(name);
        var time = new PauseSkippingTime();
        _services.Script(notifier.Kind, new FakeAnswer(429).With("Retry-After", "3600"));

        var outcome = await Delivery.SendAsync(notifier, SampleDigests.Small, Token, time);

        Assert.Equal(nameof(CisFaults.DeliveryThrottled), outcome.Fault?.ErrorId);
        Assert.Empty(time.Pauses);
        Assert.Single(_services.Requests);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task Failing_services_are_tried_four_times_more(string name)
    {
        var notifier = _services.Of(name);
        var time = new PauseSkippingTime();
        _services.Script(notifier.Kind, new FakeAnswer(500, "rollup_error"), new FakeAnswer(502, "<html>"), new FakeAnswer(503), new FakeAnswer(504), new FakeAnswer(500));

        var outcome = await Delivery.SendAsync(notifier, SampleDigests.Small, Token, time);

        Assert.Equal(nameof(CisFaults.NotifierServiceFailure), outcome.Fault?.ErrorId);
        Assert.Equal(0, outcome.PartsDelivered);
        Assert.Equal(5, _services.Requests.Count);
        Assert.Equal(4, time.Pauses.Count);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_broken_connection_is_tried_again(string name)
    {
        var notifier = _services.Of(name);
        _services.Script(notifier.Kind, FakeAnswer.Abort, FakeAnswer.Abort);

        var outcome = await Delivery.SendAsync(notifier, SampleDigests.Small, Token);

        Assert.Null(outcome.Fault);
        Assert.Equal(3, _services.Requests.Count);
    }

    public static TheoryData<string, int, string> Refusals => new(
        from name in Names
        from answer in RefusedAs
        select (name, answer.Status, answer.ErrorId));

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_not_tried_again(string name, int status, string errorId)
    {
        var notifier = _services.Of(name);
        _services.Script(notifier.Kind, new FakeAnswer(status, "no"));

        var outcome = await Delivery.SendAsync(notifier, SampleDigests.Small, Token);

        Assert.Equal(errorId, outcome.Fault?.ErrorId);
        Assert.Single(_services.Requests);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task A_redirect_is_refused_and_not_shown(string name)
    {
        var notifier = _services.Of(name);
        _services.Script(notifier.Kind, new FakeAnswer(307, $"Moved to {_services.Url}/elsewhere").With("Location", $"{_services.Url}/elsewhere"));

        var outcome = await Delivery.SendAsync(notifier, SampleDigests.Small, Token);

        Assert.Equal(nameof(CisFaults.MessageRefused), outcome.Fault?.ErrorId);
        Assert.DoesNotContain("elsewhere", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(_services.Requests);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task No_answer_at_all_ends_with_the_deadline(string name)
    {
        var notifier = _services.Of(name);
        var time = new PauseSkippingTime();
        var started = time.GetUtcNow();
        var never = new TaskCompletionSource().Task;
        _services.Script(notifier.Kind, [.. Enumerable.Repeat(new FakeAnswer { Until = never }, 5)]);

        var outcome = await PassDeadlinesAsync(Delivery.SendAsync(notifier, SampleDigests.Small, Token, time), time);

        Assert.Equal(nameof(CisFaults.DeliveryTimedOut), outcome.Fault?.ErrorId);
        Assert.InRange(_services.Requests.Count, 3, 5);
        Assert.InRange(time.GetUtcNow() - started, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2.5));
    }

    [Theory]
    [InlineData("slack", 200)]
    [InlineData("slack-api", 200)]
    [InlineData("teams", 500)]
    [InlineData("webhook", 400)]
    public async Task The_deadline_covers_the_body_too(string name, int status)
    {
        var notifier = _services.Of(name);
        var time = new PauseSkippingTime();
        var never = new TaskCompletionSource().Task;
        _services.Script(notifier.Kind, new FakeAnswer(status, "ok") { RestUntil = never });
        var sending = Delivery.SendAsync(notifier, SampleDigests.Small, Token, time);

        var first = await _services.NextRequestAsync(Token);
        time.Advance(TimeSpan.FromSeconds(30));
        var outcome = await sending;

        Assert.Null(outcome.Fault);
        await first.Aborted.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(2, _services.Requests.Count);
    }

    [Theory]
    [InlineData("teams")]
    [InlineData("webhook")]
    public async Task A_success_need_not_have_a_body_that_arrives(string name)
    {
        var notifier = _services.Of(name);
        _services.Script(notifier.Kind, new FakeAnswer(200, "thanks") { RestUntil = new TaskCompletionSource().Task });

        var outcome = await Delivery.SendAsync(notifier, SampleDigests.Small, Token);

        Assert.Null(outcome.Fault);
        Assert.Single(_services.Requests);
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_after_all_retries()
    {
        var notifier = _services.Webhook;
        await _services.DisposeAsync();
        var time = new PauseSkippingTime();

        var outcome = await Delivery.SendAsync(notifier, SampleDigests.Small, Token, time);

        Assert.Equal(nameof(CisFaults.NotifierUnreachable), outcome.Fault?.ErrorId);
        Assert.Equal(4, time.Pauses.Count);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task Sending_again_begins_with_the_part_that_was_not_taken(string name)
    {
        var notifier = _services.Of(name);
        var size = notifier.Kind switch { CisNotifierKind.Slack => 300, CisNotifierKind.Teams => 350, _ => 700 };
        var notification = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(size));
        _services.Script(notifier.Kind, Success(name), new FakeAnswer(400, "invalid_payload"));

        var outcome = await Delivery.SendAsync(notifier, notification, Token);

        Assert.Equal(nameof(CisFaults.MessageRefused), outcome.Fault?.ErrorId);
        Assert.Equal((3, 1), (outcome.Parts, outcome.PartsDelivered));
        Assert.Equal(2, _services.Requests.Count);

        var again = notification.Undelivered(notifier, outcome.PartsDelivered);
        var second = await Delivery.SendAsync(notifier, again, Token);

        Assert.Null(second.Fault);
        Assert.Equal((3, 3), (second.Parts, second.PartsDelivered));
        Assert.Equal(4, _services.Requests.Count);
        Assert.Equal(_services.Requests[1].Text, _services.Requests[2].Text);
        Assert.Equal(_services.Requests[1].Headers.GetValueOrDefault("webhook-id"), _services.Requests[2].Headers.GetValueOrDefault("webhook-id"));
        Assert.Equal(
            SampleDigests.LinesOf(notification), _services.Requests.Where((_, index) => index != 1).SelectMany(request => request.Lines), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Another_address_at_the_same_host_gets_all_parts()
    {
        var notification = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(700));
        _services.Script(CisNotifierKind.Webhook, Success("webhook"), new FakeAnswer(400));
        var first = await Delivery.SendAsync(_services.Webhook, notification, Token);
        var again = notification.Undelivered(_services.Webhook, first.PartsDelivered);
        var other = _services.Webhook.With(NotifierSetting.WebhookAddress, $"{_services.Url}/hook?key=other");

        var second = await Delivery.SendAsync(other, again, Token);

        Assert.Equal((3, 1, 3), (first.Parts, first.PartsDelivered, second.PartsDelivered));
        Assert.Equal(
            SampleDigests.LinesOf(notification),
            _services.Requests.Where(request => request.Path == "/hook?key=other").SelectMany(request => request.Lines), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Notifiers))]
    public async Task Who_cancels_waits_for_nothing(string name)
    {
        var notifier = _services.Of(name);
        _services.Script(notifier.Kind, new FakeAnswer { Until = new TaskCompletionSource().Task });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sending = Delivery.SendAsync(notifier, SampleDigests.Small, stop.Token);
        var request = await _services.NextRequestAsync(Token);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await request.Aborted.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static FakeAnswer Success(string name) => name switch
    {
        "slack" => new FakeAnswer(200, "ok"),
        "slack-api" => new FakeAnswer(200, """{"ok":true,"ts":"1.1"}"""),
        _ => new FakeAnswer(202),
    };

    /// <summary>Each request that arrives is left waiting until its deadline.</summary>
    private async Task<T> PassDeadlinesAsync<T>(Task<T> sending, PauseSkippingTime time)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _ = sending.ContinueWith(_ => done.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!sending.IsCompleted)
        {
            try
            {
                await _services.NextRequestAsync(done.Token);
                time.Advance(TimeSpan.FromSeconds(30));
            }
            catch (OperationCanceledException) when (sending.IsCompleted)
            {
                break;
            }
        }

        return await sending;
    }
}
