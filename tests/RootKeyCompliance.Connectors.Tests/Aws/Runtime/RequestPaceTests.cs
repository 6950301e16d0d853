using Microsoft.Extensions.Time.Testing;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Tests;

/// <summary>How fast a service is sent requests, in a simulation of a service that counts as AWS does: a bucket that fills by the second.</summary>
public sealed class RequestPaceTests
{
    private static readonly Service Fast = new(_ => 1_000_000, Workers: 96, LatencyMilliseconds: 2);

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
    public void Few_requests_and_little_time_are_wasted(int perSecond, int workers, int latencyMilliseconds, double secondsOfBurst)
    {
        const int Needed = 3000;
        var (sent, refused, seconds) = Run(new Service(_ => perSecond, workers, latencyMilliseconds, secondsOfBurst), Needed);

        // A tenth, and those that are under way when the first is refused.
        Assert.True(refused <= (sent / 10) + workers, $"{refused} of {sent} were refused.");
        var ideal = Math.Max((Needed / (double)perSecond) - secondsOfBurst, Needed * latencyMilliseconds / 1000.0 / workers);
        Assert.True(seconds <= (ideal * 1.05) + 2, $"{seconds:0.0} s, and {ideal:0.0} s would do.");
    }

    [Fact]
    public void Without_a_refusal_no_request_waits()
    {
        var (sent, refused, seconds) = Run(Fast, needed: 9600);

        Assert.Equal(0, refused);
        Assert.InRange(sent, 9600, 9600 + 96);
        Assert.InRange(seconds, 0.199, 0.201);
    }

    /// <summary>The later ones are more than is tolerated at first.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(18)]
    [InlineData(10)]
    [InlineData(6)]
    [InlineData(4)]
    public void Refusals_that_do_not_depend_on_speed_cost_little_time(int luckless)
    {
        const int Needed = 200_000;
        var (sent, refused, seconds) = Run(Fast with { Luckless = luckless }, Needed);

        // So many wait a second or less before their next request, and the others send meanwhile.
        var (_, _, idle) = Run(Fast with { Luckless = luckless }, Needed, isPaced: false);
        Assert.InRange(refused, (sent / luckless) - 1, (sent / luckless) + 1);
        Assert.True(seconds < 1.2 * idle, $"{seconds:0.0} s, and {idle:0.0} s without a pace.");
    }

    [Fact]
    public void A_service_that_is_very_slow_for_a_while_is_still_asked_and_is_fast_again_afterwards()
    {
        const double SlowSeconds = 30;
        var (sent, refused, seconds) = Run(
            new Service(second => second < SlowSeconds ? 0.5 : 100, Workers: 32, LatencyMilliseconds: 10, SecondsOfBurst: 2), needed: 3000);

        Assert.True(refused < sent / 5, $"{refused} of {sent} were refused.");

        // From a request a second to a hundred it takes 70 seconds, in which about 1500 are answered.
        Assert.InRange(seconds, SlowSeconds + 30, SlowSeconds + 100);
    }

    /// <summary>Workers that ask one after the other, on a clock that jumps from event to event.</summary>
    private static (int Sent, int Refused, double Seconds) Run(Service service, int needed, bool isPaced = true)
    {
        var time = new FakeTimeProvider();
        var started = time.GetUtcNow();
        var pace = new RequestPace(time);
        var bucket = service.PerSecond(0) * service.SecondsOfBurst;
        var filled = started;
        var (sent, refused, answered) = (0, 0, 0);
        var latency = TimeSpan.FromMilliseconds(service.LatencyMilliseconds);
        var events = new PriorityQueue<Action, DateTimeOffset>();
        for (var worker = 0; worker < service.Workers; worker++)
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
            var perSecond = service.PerSecond((time.GetUtcNow() - started).TotalSeconds);
            bucket = Math.Min(perSecond * service.SecondsOfBurst, bucket + ((time.GetUtcNow() - filled).TotalSeconds * perSecond));
            filled = time.GetUtcNow();
            var isTaken = bucket >= 1 && sent % service.Luckless != 0;
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

    /// <summary>A service and those who ask it.</summary>
    /// <param name="PerSecond">How many requests a second it takes, by the second of the run.</param>
    /// <param name="Workers">How many ask at once.</param>
    /// <param name="LatencyMilliseconds">How long an answer takes.</param>
    /// <param name="SecondsOfBurst">How many seconds' requests it takes at once.</param>
    /// <param name="Luckless">Each so many requests one is refused for another reason.</param>
    private sealed record Service(
        Func<double, double> PerSecond, int Workers, int LatencyMilliseconds, double SecondsOfBurst = 1, int Luckless = int.MaxValue);
}
