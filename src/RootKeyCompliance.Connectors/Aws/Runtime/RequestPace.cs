namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>
/// How fast a service is asked. As fast as it answers, until it says that this is too fast; then, once a second's answers have shown what it
/// can take, a little slower than that, and from there slowly faster again. Shared by all that ask the same service; safe to share.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tolerance">
/// The share of throttled answers that says nothing of our own speed: where AWS counts for each account by itself, one of many may be
/// busy with others. 0 where all requests are counted together.
/// </param>
internal sealed class RequestPace(TimeProvider time, double tolerance = 0)
{
    private const double Slowest = 1; // A request a second.
    private const double OfWhatWasAnswered = 0.9;
    private const double OfWhatWasTooFast = 0.7;
    private const double GrowthPerSecond = 1.07; // Doubled in ten seconds: a service that was busy with others is soon itself again.

    // Services let a burst through and count by the second.
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private double? _perSecond;
    private bool _isMeasuring;
    private int _speed;
    private long _since = time.GetTimestamp();
    private long _free;
    private int _answered;
    private int _throttled;

    /// <summary>Requests a second; null: no limit has been met.</summary>
    internal double? PerSecond
    {
        get
        {
            lock (_gate)
            {
                return RateAt(time.GetTimestamp());
            }
        }
    }

    /// <summary>Waits until the next request may be sent.</summary>
    /// <returns>The speed that it is sent at, to be given back with the answer.</returns>
    internal async ValueTask<int> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var turn = Reserve();
            if (turn.Wait > TimeSpan.Zero)
            {
                await Task.Delay(turn.Wait, time, cancellationToken);
            }

            if (IsGood(turn))
            {
                return turn.Speed;
            }
        }
    }

    /// <summary>Whether a turn that has come may be used: one of a speed that has been given up since may not.</summary>
    internal bool IsGood(Turn turn) => turn.IsMine && (turn.Wait == TimeSpan.Zero || turn.Speed == Volatile.Read(ref _speed));

    /// <summary>Takes the next turn, and says how long it is until then; or how long until turns are given again.</summary>
    internal Turn Reserve()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_isMeasuring && time.GetElapsedTime(_since, now) is var elapsed)
            {
                if (elapsed < Measure)
                {
                    return new Turn(IsMine: false, Measure - elapsed, _speed);
                }

                _isMeasuring = false;
                Settle(_answered / elapsed.TotalSeconds * OfWhatWasAnswered, now);
            }

            if (RateAt(now) is not { } rate)
            {
                return new Turn(IsMine: true, TimeSpan.Zero, _speed);
            }

            _free = Math.Max(now, _free + (long)(time.TimestampFrequency / rate));
            return new Turn(IsMine: true, time.GetElapsedTime(now, _free), _speed);
        }
    }

    /// <summary>The service answered, whatever it said.</summary>
    internal void Answered()
    {
        lock (_gate)
        {
            _answered++;
        }
    }

    /// <summary>The service said that this was too fast.</summary>
    /// <param name="speed">The speed that the request was sent at.</param>
    internal void Throttled(int speed)
    {
        lock (_gate)
        {
            // What was sent at a speed that has been given up says nothing of the one that took its place.
            if (speed != _speed || ++_throttled <= tolerance * _answered)
            {
                return;
            }

            var now = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(_since, now);
            if (elapsed < Measure && _perSecond is null)
            {
                _isMeasuring = true;
                return;
            }

            var answered = _answered / elapsed.TotalSeconds * OfWhatWasAnswered;
            Settle(RateAt(now) is { } rate && (elapsed < Measure || answered > rate) ? rate * OfWhatWasTooFast : answered, now);
        }
    }

    private void Settle(double perSecond, long now)
    {
        _perSecond = Math.Max(Slowest, perSecond);
        _speed++;
        _since = now;
        _free = now;
        _answered = _throttled = 0;
    }

    private double? RateAt(long now)
        => _perSecond is { } rate ? rate * Math.Pow(GrowthPerSecond, time.GetElapsedTime(_since, now).TotalSeconds) : null;

    /// <summary>A place in the queue.</summary>
    /// <param name="IsMine">False: there is none yet, and another one has to be asked for.</param>
    /// <param name="Wait">How long it is until then.</param>
    /// <param name="Speed">The speed that it belongs to.</param>
    internal readonly record struct Turn(bool IsMine, TimeSpan Wait, int Speed);
}
