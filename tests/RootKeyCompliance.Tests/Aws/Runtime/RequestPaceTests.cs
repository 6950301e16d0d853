using Microsoft.Extensions.Time.Testing;
using RootKeyCompliance.Connectors.Aws.Runtime;
using Xunit;

namespace RootKeyCompliance.Tests.Aws.Runtime;

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

        Assert.True(refused <= sent / 20, $"{refused} of {sent} were refused.");
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

    [Fact]
    public void After_the_first_refusal_a_second_shows_how_fast_the_service_is()
    {
        var time = new FakeTimeProvider();
        var pace = new RequestPace(time);
        Answer(pace, 40);
        pace.Throttled(pace.Reserve().Speed);
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
        time.Advance(TimeSpan.FromMilliseconds(100));

        pace.Throttled(speed);
        var slowed = pace.PerSecond;
        for (var request = 0; request < 63; request++)
        {
            pace.Throttled(speed);
        }

        Assert.InRange(slowed!.Value, 60, 65);
        Assert.Equal(slowed, pace.PerSecond);
        Assert.False(pace.IsGood(waiting));
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
        for (var refusal = 0; refusal < 100; refusal++)
        {
            pace.Throttled(pace.Reserve().Speed);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(pace.PerSecond!.Value, 1, 1.01);
    }

    [Fact]
    public void A_few_busy_accounts_among_many_slow_nobody_and_many_do()
    {
        var pace = new RequestPace(new FakeTimeProvider(), tolerance: 0.05);
        Answer(pace, 100);
        for (var busy = 0; busy < 5; busy++)
        {
            pace.Throttled(pace.Reserve().Speed);
        }

        Assert.True(pace.IsGood(pace.Reserve()));
        pace.Throttled(pace.Reserve().Speed);

        Assert.False(pace.IsGood(pace.Reserve()));
    }

    /// <summary>A pace of 90 a second, on a clock that stands.</summary>
    private static (RequestPace Pace, FakeTimeProvider Time) Slowed()
    {
        var time = new FakeTimeProvider();
        var pace = new RequestPace(time);
        Answer(pace, 100);
        pace.Throttled(pace.Reserve().Speed);
        time.Advance(TimeSpan.FromSeconds(1));
        pace.Reserve();
        return (pace, time);
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
    private static (int Sent, int Refused, double Seconds) Run(int perSecond, int workers, int latencyMilliseconds, double secondsOfBurst, int needed)
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
            var isTaken = bucket >= 1;
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
            pace.Throttled(speed);
            events.Enqueue(Ask, time.GetUtcNow() + TimeSpan.FromMilliseconds(sent * 37 % 1000));
        }
    }
}
