using System.Runtime.InteropServices;

namespace RootKeyCompliance.Fakes;

/// <summary>A bucket for each key. Full ones are not kept: a sweep of 100,000 accounts leaves nothing behind.</summary>
internal sealed class TokenBuckets(FakeQuota quota, TimeProvider time)
{
    private const int FewEnough = 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Owner, string Purpose), Level> _levels = [];
    private int _sweepAt = FewEnough;

    internal bool TryTake(string owner, string purpose)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_levels.Count >= _sweepAt)
            {
                Sweep(now);
            }

            ref var level = ref CollectionsMarshal.GetValueRefOrAddDefault(_levels, (owner, purpose), out var known);
            var tokens = known ? Refilled(level, now) : quota.Burst;
            var taken = tokens >= 1;
            level = new Level(taken ? tokens - 1 : tokens, now);
            return taken;
        }
    }

    private void Sweep(long now)
    {
        foreach (var (key, level) in _levels)
        {
            if (Refilled(level, now) >= quota.Burst)
            {
                _levels.Remove(key);
            }
        }

        _sweepAt = Math.Max(FewEnough, 2 * _levels.Count);
    }

    private double Refilled(Level level, long now) =>
        Math.Min(quota.Burst, level.Tokens + (time.GetElapsedTime(level.At, now).TotalSeconds * quota.PerSecond));

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Level(double Tokens, long At);
}
