using Microsoft.Extensions.Time.Testing;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Tests;

/// <summary>When a service is taken to be gone, and how it is found again.</summary>
public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly Exception Lost = new TimeoutException();

    private readonly FakeTimeProvider _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(Patience, _time);

    [Fact]
    public void A_silence_that_is_not_yet_long_stops_nobody()
    {
        Fail(TimeSpan.FromSeconds(30));
        Fail(TimeSpan.FromSeconds(30));
        _breaker.Enter();
        _time.Advance(TimeSpan.FromSeconds(29));

        Assert.False(_breaker.Enter().IsProbe);
    }

    [Fact]
    public void Then_one_at_a_time_finds_out_and_the_others_fail_with_what_the_last_one_came_to()
    {
        Silence();

        Assert.True(_breaker.Enter().IsProbe);
        var silent = Assert.Throws<UnansweredException>(() => _breaker.Enter());
        Assert.Equal((TimeSpan.FromSeconds(90), Lost), (silent.Silence, silent.Last));
        Assert.Null(silent.InnerException);
    }

    [Fact]
    public void The_next_one_finds_out_after_one_that_did_not()
    {
        Silence();
        var thrown = Assert.IsType<UnansweredException>(_breaker.Unanswered(_breaker.Enter(), Lost));

        Assert.Equal((null, Lost), (thrown.Silence, thrown.Last));
        Assert.True(_breaker.Enter().IsProbe);
    }

    [Fact]
    public void One_that_is_abandoned_leaves_its_place()
    {
        Silence();
        _breaker.Abandoned(_breaker.Enter());

        Assert.True(_breaker.Enter().IsProbe);
    }

    [Fact]
    public void An_answer_ends_it_for_all()
    {
        Silence();
        _breaker.Answered(_breaker.Enter());

        Assert.All(Enumerable.Range(0, 3), _ => Assert.False(_breaker.Enter().IsProbe));
    }

    [Fact]
    public void One_that_was_sent_before_an_answer_says_nothing_of_the_time_until_then()
    {
        var early = _breaker.Enter();
        _time.Advance(TimeSpan.FromSeconds(80));
        _breaker.Answered(_breaker.Enter());
        _time.Advance(TimeSpan.FromSeconds(20));
        _breaker.Unanswered(early, Lost);

        _breaker.Enter();
        _time.Advance(TimeSpan.FromSeconds(69));
        Assert.False(_breaker.Enter().IsProbe);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_breaker.Enter().IsProbe);
    }

    [Fact]
    public void Idle_time_is_not_silence()
    {
        _breaker.Answered(_breaker.Enter());
        _time.Advance(TimeSpan.FromHours(1));
        Fail(TimeSpan.FromSeconds(1));

        Assert.False(_breaker.Enter().IsProbe);
    }

    [Fact]
    public void Nor_is_idle_time_after_a_failure_and_what_was_open_is_tried_anew_after_it()
    {
        Fail(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_breaker.IsOpen);
        Assert.False(_breaker.Enter().IsProbe);

        Silence();
        Assert.True(_breaker.IsOpen);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_breaker.Enter() is { IsProbe: true });
    }

    [Fact]
    public void Of_many_at_once_one_finds_out()
    {
        Silence();
        var probes = 0;

        Parallel.For(0, 1000, _ =>
        {
            try
            {
                Interlocked.Add(ref probes, _breaker.Enter().IsProbe ? 1 : 0);
            }
            catch (UnansweredException)
            {
                // As it should for all but one.
            }
        });

        Assert.Equal(1, probes);
    }

    private void Silence()
    {
        Fail(TimeSpan.FromSeconds(30));
        Fail(TimeSpan.FromSeconds(60));
    }

    private void Fail(TimeSpan after)
    {
        var leave = _breaker.Enter();
        _time.Advance(after);
        Assert.Same(Lost, _breaker.Unanswered(leave, Lost));
    }
}
