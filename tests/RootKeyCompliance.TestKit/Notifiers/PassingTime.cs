using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace RootKeyCompliance.TestKit;

/// <summary>A clock on which pauses are over at once, and which shows them afterwards; limits, which are longer, are never reached.</summary>
internal sealed class PassingTime() : FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero))
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(25);
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();

    internal IReadOnlyList<TimeSpan> Pauses => [.. _pauses];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestPause)
        {
            _pauses.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
