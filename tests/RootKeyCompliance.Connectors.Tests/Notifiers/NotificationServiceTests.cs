using RootKeyCompliance.Connectors.Notifiers;

namespace RootKeyCompliance.Tests;

/// <summary>What all services share: parts in order, retries, deadlines, and where it stopped. Time is moved by hand.</summary>
public sealed class NotificationServiceTests
{
    private static readonly CisFault Busy = CisFaults.NotifierServiceFailure("example.net", "503");
    private static readonly CisFault Gone = CisFaults.NotifierUnauthorized("example.net", "410");

    private readonly PauseSkippingTime _time = new();
    private readonly ActivityLog _log = new();

    [Fact]
    public async Task Parts_are_sent_in_order_with_the_pace_between_them()
    {
        var service = Service(3, pace: TimeSpan.FromSeconds(1));

        var outcome = await Run(service);

        Assert.Equal([1, 2, 3], service.Sent.Select(sent => sent.Number));
        Assert.Equal([0, 1, 2], service.Sent.Select(sent => sent.At.TotalSeconds));
        Assert.Equal((3, 3, null), (outcome.Parts, outcome.PartsDelivered, outcome.Fault));
        Assert.Equal(["id-1", "id-2", "id-3"], outcome.MessageIds);
    }

    [Fact]
    public async Task What_was_taken_before_is_not_sent_again()
    {
        var service = Service(3);

        var outcome = await Run(service, alreadyDelivered: 2);

        Assert.Equal([3], service.Sent.Select(sent => sent.Number));
        Assert.Equal(3, outcome.PartsDelivered);
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again_and_ends_the_delivery_there()
    {
        var service = Service(3);
        service.Answers[2] = [new DeliveryException(Gone, isTransient: false)];

        var outcome = await Run(service);

        Assert.Equal([1, 2], service.Sent.Select(sent => sent.Number));
        Assert.Equal((3, 1, Gone), (outcome.Parts, outcome.PartsDelivered, outcome.Fault));
    }

    [Fact]
    public async Task A_passing_trouble_is_tried_again_with_growing_pauses()
    {
        var service = Service(1);
        service.Answers[1] = [Transient(), Transient(), Transient()];

        var outcome = await Run(service);

        Assert.Null(outcome.Fault);
        Assert.Equal(4, service.Sent.Count);
        Assert.All(service.Sent.Zip(service.Sent.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At));
        Assert.Equal(3, _log.Lines.Count(line => line.Contains("Trying again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_lasting_trouble_ends_after_the_last_retry()
    {
        var service = Service(1);
        service.Answers[1] = [.. Enumerable.Range(0, 50).Select(_ => Transient())];

        var outcome = await Run(service);

        Assert.Equal((5, Busy), (service.Sent.Count, outcome.Fault));
    }

    [Fact]
    public async Task The_service_s_own_wish_is_waited_for()
    {
        var service = Service(1);
        service.Answers[1] = [Transient(TimeSpan.FromSeconds(37))];

        var outcome = await Run(service);

        Assert.Null(outcome.Fault);
        Assert.Equal([0, 37], service.Sent.Select(sent => sent.At.TotalSeconds));
    }

    [Fact]
    public async Task The_attempt_after_a_long_wish_has_its_full_time()
    {
        var service = Service(1);
        service.Answers[1] = [Transient(TimeSpan.FromSeconds(118))];
        service.Takes = TimeSpan.FromSeconds(29);

        var outcome = await Run(service);

        Assert.Equal((2, 1, null), (service.Sent.Count, outcome.PartsDelivered, outcome.Fault));
    }

    [Fact]
    public async Task A_wish_beyond_the_deadline_is_not_waited_for()
    {
        var service = Service(1);
        service.Answers[1] = [Transient(TimeSpan.FromMinutes(2))];

        var outcome = await Run(service);

        Assert.Equal((1, Busy), (service.Sent.Count, outcome.Fault));
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_cut_short_and_the_message_has_its_deadline()
    {
        var service = Service(1);
        service.Hangs = true;

        var outcome = await Run(service);

        Assert.Equal("DeliveryTimedOut", outcome.Fault?.ErrorId);
        Assert.InRange(service.Sent.Count, 2, 5);
        Assert.InRange(_time.Elapsed, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(150));
    }

    [Fact]
    public async Task What_nobody_thought_of_keeps_what_was_delivered()
    {
        var service = Service(2);
        service.Answers[2] = [new InvalidCastException("c4n4ry")];

        var outcome = await Run(service);

        Assert.Equal((1, "UnexpectedError"), (outcome.PartsDelivered, outcome.Fault?.ErrorId));
        Assert.DoesNotContain("c4n4ry", outcome.Fault!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("c4n4ry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_recipients_of_all_parts_are_named_once()
    {
        var service = Service(2);
        service.Refused = ["a@example.net"];

        Assert.Equal(["a@example.net"], (await Run(service)).RefusedRecipients);
    }

    [Fact]
    public async Task Stopping_ends_it()
    {
        using var stop = new CancellationTokenSource();
        var service = Service(1);
        service.Hangs = true;
        service.OnSend = stop.Cancel;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.DeliverAsync(Digest(), 0, _log, stop.Token));
    }

    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 5, 5 }, "5 5")]
    [InlineData(new[] { 5, 5, 1 }, "5 5|1")]
    [InlineData(new[] { 99, 1 }, "99|1")]
    [InlineData(new[] { 1, 99, 1 }, "1|99|1")]
    [InlineData(new[] { 1, 1, 1, 1, 1 }, "1 1 1 1|1")]
    public void Messages_are_filled_one_after_the_other(int[] sizes, string expected)
        => Assert.Equal(expected, string.Join('|', NotificationPart.Fill(sizes, size => size, room: 10, mostItems: 4).Select(message => string.Join(' ', message))));

    private static DeliveryException Transient(TimeSpan? retryAfter = null) => new(Busy, isTransient: true, retryAfter);

    private static CisNotification Digest()
        => new CisDigest(CisPipelineCatalogue.Get("cis_v400_1_4"), CisNotificationLevel.Info).Notifications().Single();

    private ScriptedService Service(int parts, TimeSpan pace = default) => new(_time, parts, pace);

    private Task<DeliveryOutcome> Run(ScriptedService service, int alreadyDelivered = 0)
        => service.DeliverAsync(Digest(), alreadyDelivered, _log, TestContext.Current.CancellationToken);

    private sealed class ScriptedService(PauseSkippingTime time, int parts, TimeSpan pace) : NotificationService(new DeliveryPatience { Time = time })
    {
        internal Dictionary<int, Queue<Exception>> Script { get; } = [];

        internal ScriptOf Answers => new(Script);

        internal List<(int Number, TimeSpan At)> Sent { get; } = [];

        internal bool Hangs { get; set; }

        /// <summary>How long the service takes to answer.</summary>
        internal TimeSpan Takes { get; set; }

        internal Action? OnSend { get; set; }

        internal IReadOnlyList<string>? Refused { get; set; }

        private protected override string Host => "example.net";

        private protected override TimeSpan Pace => pace;

        private protected override IReadOnlyList<NotificationPart> Compose(CisNotification notification)
            => [.. Enumerable.Range(1, parts).Select(number => new Part(number, parts))];

        private protected override async Task<PartAnswer> SendAsync(NotificationPart part, CancellationToken cancellationToken)
        {
            Sent.Add((part.Number, time.Elapsed));
            OnSend?.Invoke();
            if (Hangs)
            {
                time.Advance(Patience.Attempt);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            if (Takes > TimeSpan.Zero && Sent.Count > 1)
            {
                await Task.Delay(Takes, time, cancellationToken);
            }

            if (Script.TryGetValue(part.Number, out var script) && script.TryDequeue(out var failure))
            {
                throw failure;
            }

            return new PartAnswer($"id-{part.Number}", Refused);
        }

        private sealed record Part(int Number, int Count) : NotificationPart(Number, Count);
    }

    private sealed class ScriptOf(Dictionary<int, Queue<Exception>> script)
    {
        internal Exception[] this[int part]
        {
            set => script[part] = new Queue<Exception>(value);
        }
    }
}
