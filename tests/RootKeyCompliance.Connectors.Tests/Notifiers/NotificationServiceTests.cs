using RootKeyCompliance.Connectors.Notifiers;

namespace RootKeyCompliance.Tests;

/// <summary>What no service on loopback can show: slow last attempts, unexpected exceptions, filling. All else: HttpDeliveryTests.</summary>
public sealed class NotificationServiceTests
{
    private readonly PauseSkippingTime _time = new();
    private readonly ActivityLog _log = new();

    [Fact]
    public async Task The_attempt_after_a_long_Retry_After_has_its_full_time()
    {
        var busy = new DeliveryException(CisFaults.NotifierServiceFailure("example.net", "503"), isTransient: true, TimeSpan.FromSeconds(118));
        var service = new ScriptedService(_time, parts: 1, [busy]) { Takes = TimeSpan.FromSeconds(29) };

        var outcome = await RunAsync(service);

        Assert.Equal((2, 1, null), (service.Sent, outcome.PartsDelivered, outcome.Fault));
    }

    [Fact]
    public async Task An_unexpected_exception_is_not_shown_and_keeps_the_number_of_delivered_parts()
    {
        var outcome = await RunAsync(new ScriptedService(_time, parts: 2, [null, new InvalidCastException("c4n4ry")]));

        Assert.Equal((1, "UnexpectedError"), (outcome.PartsDelivered, outcome.Fault?.ErrorId));
        Assert.DoesNotContain("c4n4ry", $"{outcome.Fault} {string.Join(' ', _log.Lines)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipient_that_several_parts_refuse_is_listed_once()
        => Assert.Equal(["a@example.net"], (await RunAsync(new ScriptedService(_time, parts: 2, []))).RefusedRecipients);

    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 5, 5 }, "5 5")]
    [InlineData(new[] { 5, 5, 1 }, "5 5|1")]
    [InlineData(new[] { 99, 1 }, "99|1")]
    [InlineData(new[] { 1, 99, 1 }, "1|99|1")]
    [InlineData(new[] { 1, 1, 1, 1, 1 }, "1 1 1 1|1")]
    public void Messages_are_filled_one_after_the_other(int[] sizes, string expected)
        => Assert.Equal(expected, string.Join('|', NotificationPart.Fill(sizes, size => size, room: 10, mostItems: 4).Select(message => string.Join(' ', message))));

    private Task<DeliveryOutcome> RunAsync(ScriptedService service)
        => service.DeliverAsync(SampleDigests.Small, 0, _log, TestContext.Current.CancellationToken);

    /// <param name="time">The test's clock.</param>
    /// <param name="parts">The number of parts of every digest.</param>
    /// <param name="failures">By attempt; null: it succeeds. After them all succeed.</param>
    private sealed class ScriptedService(PauseSkippingTime time, int parts, Exception?[] failures)
        : NotificationService(new DeliveryPatience { Time = time })
    {
        internal int Sent { get; private set; }

        /// <summary>How long the attempts after the first take.</summary>
        internal TimeSpan Takes { get; init; }

        private protected override string Host => "example.net";

        private protected override IReadOnlyList<NotificationPart> Compose(CisNotification notification)
            => [.. Enumerable.Range(1, parts).Select(number => new Part(number, parts))];

        private protected override async Task<PartAnswer> SendAsync(NotificationPart part, CancellationToken cancellationToken)
        {
            if (Sent++ > 0 && Takes > TimeSpan.Zero)
            {
                await Task.Delay(Takes, time, cancellationToken);
            }

            return failures.ElementAtOrDefault(Sent - 1) is { } failure ? throw failure : new PartAnswer($"id-{part.Number}", ["a@example.net"]);
        }

        private sealed record Part(int Number, int Count) : NotificationPart(Number, Count);
    }
}
