using System.Collections.Concurrent;

namespace RootKeyCompliance.Fakes;

/// <summary>Decides which request fails and how: what a test scripted first, then the dice.</summary>
public sealed class FakeFaults
{
    private readonly Lock _gate = new();
    private readonly List<Script> _scripts = [];
    private readonly ConcurrentDictionary<(string Account, string Action), int> _attempts = new();
    private readonly FakeFaultMix _mix;
    private readonly int _seed;
    private volatile int _scripted;

    internal FakeFaults(FakeFaultMix mix, int seed)
    {
        if (mix.Rate is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(mix), mix.Rate, "A fault rate is between 0 and 1.");
        }

        _mix = mix;
        _seed = seed;
    }

    /// <summary>
    /// The next <paramref name="count"/> requests of an action (<c>*</c>: any) fail so; of one account only when it is named.
    /// Scripts for the same action are played one after the other.
    /// </summary>
    public void Next(string action, FakeFault fault, int count = 1, string? accountId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(action);
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        lock (_gate)
        {
            _scripts.Add(new Script(action, accountId, fault) { Left = count });
            _scripted = _scripts.Count;
        }
    }

    /// <summary>From now on, until <see cref="Clear"/>.</summary>
    public void Always(string action, FakeFault fault, string? accountId = null) => Next(action, fault, int.MaxValue, accountId);

    /// <summary>Forgets what was scripted; the dice stay.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _scripts.Clear();
            _scripted = 0;
        }
    }

    internal FakeFault? Take(string action, string accountId)
    {
        if (_scripted > 0 && TakeScripted(action, accountId) is { } scripted)
        {
            return scripted;
        }

        return _mix.Rate > 0 && _mix.Kinds.Count > 0 ? Throw(action, accountId) : null;
    }

    private FakeFault? TakeScripted(string action, string accountId)
    {
        lock (_gate)
        {
            var index = _scripts.FindIndex(script => script.Matches(action, accountId));
            if (index < 0)
            {
                return null;
            }

            var script = _scripts[index];
            if (script.Left != int.MaxValue && --script.Left == 0)
            {
                _scripts.RemoveAt(index);
                _scripted = _scripts.Count;
            }

            return script.Fault;
        }
    }

    // The n-th attempt for an account fails or does not, whenever it comes: that is what makes a parallel sweep repeatable.
    private FakeFault? Throw(string action, string accountId)
    {
        var attempt = _attempts.AddOrUpdate((accountId, action), 1, static (_, seen) => seen + 1);
        if (StableHash.Unit(_seed, accountId, action, attempt) >= _mix.Rate)
        {
            return null;
        }

        var kind = _mix.Kinds[(int)(StableHash.Unit(_seed, action, accountId, attempt) * _mix.Kinds.Count)];
        return kind switch
        {
            FakeFaultKind.Stall => FakeFault.StallFor(_mix.StallFor),
            FakeFaultKind.Delay => FakeFault.Delay(TimeSpan.FromSeconds(1)),
            _ => new FakeFault(kind),
        };
    }

    private sealed record Script(string Action, string? AccountId, FakeFault Fault)
    {
        internal int Left { get; set; }

        internal bool Matches(string action, string accountId) =>
            (Action is "*" || string.Equals(Action, action, StringComparison.Ordinal))
            && (AccountId is null || string.Equals(AccountId, accountId, StringComparison.Ordinal));
    }
}
