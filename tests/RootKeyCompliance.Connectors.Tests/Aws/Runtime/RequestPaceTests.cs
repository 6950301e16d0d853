using Microsoft.Extensions.Time.Testing;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Tests;

/// <summary>How fast a service is asked, beside a service that counts as AWS does: a bucket that fills by the second.</summary>
public sealed class RequestPaceTests
{
    public static TheoryData<int, int, int, double> Services()
    {
        var services = new TheoryData<int, int, int, double>();
        foreach (var perSecond in new[] { 20, 100, 600 })
        {
            foreach (var workers in new[] { 8, 32, 128 })
            {
                foreach (var latency in new[] { 2, 50 })
                {
                    services.Add(perSecond, workers, latency, 1);
                    services.Add(perSecond, workers, latency, 3);
                }
            }
        }

        return services;
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Few_requests_are_wasted_and_little_time(int perSecond, int workers, int latencyMilliseconds, double secondsOfBurst)
    {
        const int Needed = 3000;
        var (sent, refused, seconds) = Run(perSecond, workers, latencyMilliseconds, secondsOfBurst, Needed);

        // A tenth, and those that are under way when the first is refused.
        Assert.True(refused <= (sent / 10) + workers, $"{refused} of {sent} were refused.");
        var ideal = Math.Max((Needed / (double)perSecond) - secondsOfBurst, Needed * latencyMilliseconds / 1000.0 / workers);
        Assert.True(seconds <= (ideal * 1.05) + 2, $"{seconds:0.0} s, and {ideal:0.0} s would do.");
    }

    [Fact]
    public void Without_a_refusal_nothing_waits()
    {
        var pace = new RequestPace(new FakeTimeProvider());

        for (var request = 0; request < 10_000; request++)
        {
            Assert.Equal(TimeSpan.Zero, pace.Reserve().Wait);
            pace.Answered();
        }

        Assert.Null(pace.PerSecond);
    }

    /// <summary>The later ones are more than is tolerated at first.</summary>
    [Theory]
    [InlineData(18)]
    [InlineData(10)]
    [InlineData(6)]
    [InlineData(4)]
    public void Refusals_that_have_nothing_to_do_with_speed_cost_little_of_it(int luckless)
    {
        const int Needed = 300_000;
        var (sent, refused, seconds) = Run(perSecond: 1_000_000, workers: 96, latencyMilliseconds: 2, secondsOfBurst: 1, Needed, luckless);

        // So many wait a second or less before they ask again, and the others ask meanwhile.
        var (_, _, idle) = Run(perSecond: 1_000_000, workers: 96, latencyMilliseconds: 2, secondsOfBurst: 1, Needed, luckless, isPaced: false);
        Assert.InRange(refused, (sent / luckless) - 1, (sent / luckless) + 1);
        Assert.True(seconds < 1.2 * idle, $"{seconds:0.0} s, and {idle:0.0} s without a pace.");
    }

    [Fact]
    public void A_flood_of_refusals_ends_the_rush_and_the_second_shows_how_fast_the_service_is()
    {
        var time = new FakeTimeProvider();
        var pace = new RequestPace(time);
        Answer(pace, 40);
        Refuse(pace, 20);
        Answer(pace, 60);

        Assert.False(pace.IsGood(pace.Reserve()));
        time.Advance(pace.Reserve().Wait);

        Assert.True(pace.IsGood(pace.Reserve()));
        Assert.Equal(90, pace.PerSecond!.Value, 3);
    }

    [Fact]
    public void What_was_sent_before_the_pace_was_slowed_does_not_slow_it_again()
    {
        var (pace, time) = Slowed();
        var speed = pace.Reserve().Speed;
        var waiting = pace.Reserve();
        Answer(pace, 50);
        Refuse(pace, 20);
        time.Advance(TimeSpan.FromSeconds(1));
        pace.Reserve();

        // 45 were answered; but no second takes more than half of the pace.
        Assert.Equal(48.15, pace.PerSecond!.Value, 3);
        Assert.False(pace.IsGood(waiting));
        for (var request = 0; request < 63; request++)
        {
            pace.Throttled(speed);
        }

        time.Advance(TimeSpan.FromSeconds(1));
        pace.Reserve();
        Assert.InRange(pace.PerSecond!.Value, 48, 52);
    }

    [Fact]
    public void Time_quickens_it()
    {
        var (pace, time) = Slowed();

        time.Advance(TimeSpan.FromSeconds(10.245));

        Assert.Equal(180, pace.PerSecond!.Value, 0);
    }

    [Fact]
    public void It_never_stands_still()
    {
        var (pace, time) = Slowed();
        for (var second = 0; second < 10; second++)
        {
            Refuse(pace, 20);
            time.Advance(TimeSpan.FromSeconds(1));
            pace.Reserve();
        }

        Assert.InRange(pace.PerSecond!.Value, 1, 1.01);
    }

    [Fact]
    public void A_few_busy_accounts_among_many_slow_nobody()
    {
        var time = new FakeTimeProvider();
        var pace = new RequestPace(time);
        Answer(pace, 100);
        Refuse(pace, 8);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(pace.IsGood(pace.Reserve()));
        Assert.Null(pace.PerSecond);
    }

    /// <summary>A pace of 90 a second, on a clock that stands.</summary>
    private static (RequestPace Pace, FakeTimeProvider Time) Slowed()
    {
        var time = new FakeTimeProvider();
        var pace = new RequestPace(time);
        Answer(pace, 100);
        Refuse(pace, 40);
        time.Advance(TimeSpan.FromSeconds(1));
        pace.Reserve();
        return (pace, time);
    }

    private static void Refuse(RequestPace pace, int times)
    {
        for (var request = 0; request < times; request++)
        {
            pace.Throttled(pace.Reserve().Speed);
        }
    }

    private static void Answer(RequestPace pace, int times)
    {
        for (var request = 0; request < times; request++)
        {
            pace.Reserve();
            pace.Answered();
        }
    }

    /// <summary>Workers that ask one after the other, on a clock that jumps from event to event.</summary>
    private static (int Sent, int Refused, double Seconds) Run(int perSecond, int workers, int latencyMilliseconds, double secondsOfBurst, int needed, int luckless = int.MaxValue, bool isPaced = true)
    {
        var time = new FakeTimeProvider();
        var started = time.GetUtcNow();
        var pace = new RequestPace(time);
        var bucket = perSecond * secondsOfBurst;
        var filled = started;
        var (sent, refused, answered) = (0, 0, 0);
        var latency = TimeSpan.FromMilliseconds(latencyMilliseconds);
        var events = new PriorityQueue<Action, DateTimeOffset>();
        for (var worker = 0; worker < workers; worker++)
        {
            events.Enqueue(Ask, started);
        }

        while (answered < needed && events.TryDequeue(out var next, out var at))
        {
            time.SetUtcNow(at > time.GetUtcNow() ? at : time.GetUtcNow());
            next();
        }

        return (sent, refused, (time.GetUtcNow() - started).TotalSeconds);

        void Ask()
        {
            var turn = pace.Reserve();
            events.Enqueue(() => Follow(turn), time.GetUtcNow() + turn.Wait);
        }

        void Follow(RequestPace.Turn turn)
        {
            if (pace.IsGood(turn))
            {
                Send(turn.Speed);
            }
            else
            {
                Ask();
            }
        }

        void Send(int speed)
        {
            sent++;
            bucket = Math.Min(perSecond * secondsOfBurst, bucket + ((time.GetUtcNow() - filled).TotalSeconds * perSecond));
            filled = time.GetUtcNow();
            var isTaken = bucket >= 1 && sent % luckless != 0;
            bucket -= isTaken ? 1 : 0;
            events.Enqueue(() => Receive(speed, isTaken), time.GetUtcNow() + latency);
        }

        void Receive(int speed, bool isTaken)
        {
            if (isTaken)
            {
                answered++;
                pace.Answered();
                Ask();
                return;
            }

            // The SDK waits before it asks again, up to a second at first.
            refused++;
            if (isPaced)
            {
                pace.Throttled(speed);
            }

            events.Enqueue(Ask, time.GetUtcNow() + TimeSpan.FromMilliseconds(sent * 37 % 1000));
        }
    }
}
