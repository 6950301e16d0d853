using Microsoft.Extensions.Time.Testing;

namespace RootKeyCompliance.Tests.Notifiers;

/// <summary>A clock on which a pause is over at once and moves the time on by its length. Deadlines stay, and pass when the time is moved.</summary>
internal sealed class PausingTime : FakeTimeProvider
{
    internal TimeSpan Elapsed => GetUtcNow() - Start;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (state is not CancellationTokenSource && dueTime > TimeSpan.Zero)
        {
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
