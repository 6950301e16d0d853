namespace RootKeyCompliance.Fakes;

/// <summary>What the server saw; safe to ask from any thread while it runs.</summary>
public sealed class FakeRequestLog
{
    private readonly Lock _gate = new();
    private readonly List<FakeRequest> _kept = [];
    private readonly List<Waiter> _waiters = [];
    private readonly bool _keeps;
    private long _count;
    private long _aborted;
    private long _throttled;
    private int _inFlight;
    private int _peak;

    internal FakeRequestLog(bool keeps) => _keeps = keeps;

    /// <summary>All requests so far, kept or not.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>How often a client went away before it was answered.</summary>
    public long AbortedCount => Interlocked.Read(ref _aborted);

    /// <summary>How many were answered that they are too many, for whatever reason.</summary>
    public long ThrottledCount => Interlocked.Read(ref _throttled);

    /// <summary>Those that have arrived and are not answered yet.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The most that were in flight at one time.</summary>
    public int PeakInFlight => Volatile.Read(ref _peak);

    /// <summary>The requests so far, in the order of arrival.</summary>
    public IReadOnlyList<FakeRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _kept];
        }
    }

    public IReadOnlyList<FakeRequest> Of(string action) =>
        [.. Snapshot().Where(request => string.Equals(request.Action, action, StringComparison.Ordinal))];

    public int CountOf(string action) => Of(action).Count;

    public void Clear()
    {
        lock (_gate)
        {
            _kept.Clear();
        }
    }

    /// <summary>The first request of an action that has arrived or will; it need not be answered yet.</summary>
    public Task<FakeRequest> WaitForRequestAsync(string action, CancellationToken cancellationToken) =>
        WaitAsync(request => string.Equals(request.Action, action, StringComparison.Ordinal), cancellationToken);

    /// <summary>The first request of an action whose client went away before it was answered.</summary>
    public Task<FakeRequest> WaitForAbortAsync(string action, CancellationToken cancellationToken) =>
        WaitAsync(request => request.Aborted && string.Equals(request.Action, action, StringComparison.Ordinal), cancellationToken);

    /// <summary>
    /// The first request that is as wanted, asked when it arrives and when it ends. Those already gone by are found only with
    /// <see cref="FakeAwsOptions.KeepRequests"/>.
    /// </summary>
    public async Task<FakeRequest> WaitAsync(Func<FakeRequest, bool> wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        Waiter waiter;
        lock (_gate)
        {
            if (_kept.Find(request => wanted(request)) is { } seen)
            {
                return seen;
            }

            waiter = new Waiter(wanted, new TaskCompletionSource<FakeRequest>(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Found.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    internal long NextNumber() => Interlocked.Increment(ref _count);

    internal void Arrived(FakeRequest request)
    {
        lock (_gate)
        {
            _peak = Math.Max(_peak, ++_inFlight);
            if (_keeps)
            {
                _kept.Add(request);
            }

            Tell(request);
        }
    }

    internal void Ended(FakeRequest request)
    {
        lock (_gate)
        {
            _inFlight--;
            _aborted += request.Aborted ? 1 : 0;
            _throttled += request.ErrorCode is "Throttling" or "TooManyRequestsException" ? 1 : 0;
            Tell(request);
        }
    }

    private void Tell(FakeRequest request)
    {
        foreach (var waiter in _waiters)
        {
            if (waiter.Wanted(request))
            {
                waiter.Found.TrySetResult(request);
            }
        }
    }

    private sealed record Waiter(Func<FakeRequest, bool> Wanted, TaskCompletionSource<FakeRequest> Found);
}
