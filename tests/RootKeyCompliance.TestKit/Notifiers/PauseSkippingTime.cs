using Microsoft.Extensions.Time.Testing;

namespace RootKeyCompliance.TestKit;

/// <summary>A clock on which pauses are over at once and are remembered; deadlines come only when the test moves the clock.</summary>
internal sealed class PauseSkippingTime() : FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero))
{
    private readonly List<TimeSpan> _pauses = [];
    private readonly Lock _gate = new();

    internal TimeSpan Elapsed => GetUtcNow() - Start;

    internal IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_gate)
            {
                return [.. _pauses];
            }
        }
    }

    /// <summary>Moves the clock, one deadline after the other, until the work has ended.</summary>
    internal async Task<T> PassAsync<T>(Task<T> work, TimeSpan step)
    {
        while (!work.IsCompleted)
        {
            Advance(step);
            await Task.Yield();
        }

        return await work;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (state is not CancellationTokenSource && dueTime > TimeSpan.Zero)
        {
            lock (_gate)
            {
                _pauses.Add(dueTime);
            }

            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
