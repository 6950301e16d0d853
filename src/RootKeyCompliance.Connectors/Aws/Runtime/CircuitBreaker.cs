namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>
/// Ends what is asked of a service that answers nothing: where a network drops packets, each of thousands of accounts would otherwise wait for
/// its time-outs. From then on one request at a time finds out whether the service is there again, and the others fail at once. Any answer
/// closes it. Shared by all that ask the same service; safe to share.
/// </summary>
/// <param name="patience">How long nothing may be answered.</param>
/// <param name="time">The clock.</param>
internal sealed class CircuitBreaker(TimeSpan patience, TimeProvider time)
{
    private readonly object _gate = new();
    private long _answered = time.GetTimestamp();
    private long _active = time.GetTimestamp();
    private int _outstanding;
    private long? _silentSince;
    private Exception? _last;
    private bool _isProbed;

    /// <summary>Whether the service is taken to be gone.</summary>
    internal bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                return !IsIdleAt(now) && IsSilentAt(now);
            }
        }
    }

    /// <summary>Asks for leave to send a request; it has to be given back.</summary>
    /// <exception cref="UnansweredException">There is no use in it.</exception>
    internal Leave Enter()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (IsIdleAt(now))
            {
                _silentSince = null;
            }

            _active = now;
            if (!IsSilentAt(now))
            {
                _outstanding++;
                return new Leave(now, IsProbe: false);
            }

            if (_isProbed)
            {
                throw new UnansweredException(time.GetElapsedTime(_silentSince!.Value, now), _last!);
            }

            _isProbed = true;
            _outstanding++;
            return new Leave(now, IsProbe: true);
        }
    }

    /// <summary>The service answered, whatever it said.</summary>
    internal void Answered(Leave leave)
    {
        lock (_gate)
        {
            Return(leave);
            _answered = time.GetTimestamp();
            _silentSince = null;
            _last = null;
        }
    }

    /// <summary>There was no answer.</summary>
    /// <param name="leave">The request's.</param>
    /// <param name="exception">What there was instead.</param>
    /// <returns>What to throw: after one that was to find out nothing is tried again.</returns>
    internal Exception Unanswered(Leave leave, Exception exception)
    {
        lock (_gate)
        {
            Return(leave);

            // One that was sent before another was answered says nothing of the time until that answer.
            _silentSince ??= Math.Max(leave.Since, _answered);
            _last = exception;
            return leave.IsProbe ? new UnansweredException(silence: null, exception) : exception;
        }
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    internal void Abandoned(Leave leave)
    {
        lock (_gate)
        {
            Return(leave);
        }
    }

    private bool IsSilentAt(long now) => _silentSince is { } since && time.GetElapsedTime(since, now) >= patience;

    /// <summary>Whether nobody has asked for longer than pauses between attempts are: such a time is no silence.</summary>
    private bool IsIdleAt(long now) => _outstanding == 0 && time.GetElapsedTime(_active, now) > patience / 3;

    private void Return(Leave leave)
    {
        _isProbed &= !leave.IsProbe;
        _outstanding--;
        _active = time.GetTimestamp();
    }

    /// <summary>Leave to send a request.</summary>
    /// <param name="Since">When it was given.</param>
    /// <param name="IsProbe">Whether the service is thought to be gone, and this finds out.</param>
    internal readonly record struct Leave(long Since, bool IsProbe);
}
