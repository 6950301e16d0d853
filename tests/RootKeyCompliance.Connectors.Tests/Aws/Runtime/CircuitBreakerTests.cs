using Microsoft.Extensions.Time.Testing;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Tests;

/// <summary>When requests to a service that does not answer are no longer sent, and when they are sent again.</summary>
public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly Exception Lost = new TimeoutException();

    private readonly FakeTimeProvider _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(Patience, _time);

    /// <summary>How many of many concurrent requests are sent.</summary>
    private int Sent
    {
        get
        {
            var sent = 0;
            Parallel.For(0, 100, _ =>
            {
                try
                {
                    _breaker.Enter();
                    Interlocked.Increment(ref sent);
                }
                catch (UnansweredException)
                {
                    // Not sent.
                }
            });
            return sent;
        }
    }

    [Fact]
    public void After_a_long_silence_one_request_at_a_time_is_sent_and_the_others_fail_with_the_last_error()
    {
        Fail(TimeSpan.FromSeconds(30));
        Fail(TimeSpan.FromSeconds(30));
        var early = _breaker.Enter();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(100, Sent);
        _time.Advance(TimeSpan.FromSeconds(1));
        _breaker.Abandoned(early);

        Assert.Equal(1, Sent);
        var silent = Assert.Throws<UnansweredException>(() => _breaker.Enter());
        Assert.Equal((Patience, Lost, null), (silent.Silence, silent.Last, silent.InnerException));
        Assert.True(_breaker.IsOpen);
    }

    [Fact]
    public void A_request_that_fails_or_is_abandoned_lets_the_next_one_try_and_an_answer_lets_all()
    {
        Silence();
        var thrown = Assert.IsType<UnansweredException>(_breaker.Unanswered(_breaker.Enter(), Lost));
        Assert.Equal((null, Lost), (thrown.Silence, thrown.Last));

        _breaker.Abandoned(_breaker.Enter());
        _breaker.Answered(_breaker.Enter());

        Assert.Equal(100, Sent);
    }

    [Fact]
    public void A_request_that_was_sent_before_an_answer_proves_no_silence_until_that_answer()
    {
        var early = _breaker.Enter();
        _time.Advance(TimeSpan.FromSeconds(80));
        _breaker.Answered(_breaker.Enter());
        _time.Advance(TimeSpan.FromSeconds(20));
        _breaker.Unanswered(early, Lost);

        _breaker.Enter();
        _time.Advance(TimeSpan.FromSeconds(69));
        Assert.Equal(100, Sent);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Sent);
    }

    [Fact]
    public void Time_without_requests_is_no_silence()
    {
        Fail(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_breaker.IsOpen);
        Fail(TimeSpan.FromSeconds(1));
        Assert.False(_breaker.Enter().IsProbe);
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
