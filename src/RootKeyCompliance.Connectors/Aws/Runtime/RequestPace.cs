namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>
/// How fast a service is asked. As fast as it answers, until more than a few answers of a second say that this is too fast; then a little slower
/// than it answered, and from there slowly faster again. Shared by all that ask the same service; safe to share.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class RequestPace(TimeProvider time)
{
    private const double Slowest = 1; // A request a second.
    private const double OfWhatWasAnswered = 0.9;
    private const double GrowthPerSecond = 1.07; // Doubled in ten seconds: a service that was busy with others is soon itself again.

    // Fewer refusals say nothing of our own speed: others ask, too, and accounts are throttled one by one.
    private const double Tolerated = 0.08;
    private const int FewestToSlow = 5;
    private const double DeviationsOfChance = 2;

    // Before the second is over only a flood of refusals counts, and only while there is no pace that keeps them few.
    private const double Flood = 0.2;
    private const int FewestToHold = 20;

    // A slower pace ends refusals that come of speed, at the latest the second time: the first may have counted a burst. Those that stay all the
    // same have another cause, and the pace would be slowed without end. So they are put up with, within reason, until they are gone.
    private const int SlowingsInVain = 2;
    private const double MostTolerated = 1 / 3.0;

    // Services let a burst through and count by the second.
    private static readonly TimeSpan Measure = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private double? _perSecond;
    private int _speed;
    private long _settled = time.GetTimestamp();
    private long _free;
    private double _tolerated = Tolerated;
    private int _inVain;

    // Of the second under way.
    private long _since = time.GetTimestamp();
    private bool _isHeld;
    private int _answered;
    private int _answeredBefore;
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

    /// <summary>Takes the next turn, and says how long it is until then; or how long until turns are given again.</summary>
    internal Turn Reserve()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            CloseSecond(now);
            if (_isHeld)
            {
                return new Turn(IsMine: false, Measure - time.GetElapsedTime(_since, now), _speed);
            }

            if (RateAt(now) is not { } rate)
            {
                return new Turn(IsMine: true, TimeSpan.Zero, _speed);
            }

            var free = Math.Max(now, _free + (long)(time.TimestampFrequency / rate));
            var wait = time.GetElapsedTime(now, free);
            if (wait > Measure)
            {
                // Far ahead the pace will be another one.
                return new Turn(IsMine: false, Measure, _speed);
            }

            _free = free;
            return new Turn(IsMine: true, wait, _speed);
        }
    }

    /// <summary>Whether a turn that has come may be used: one of a speed that has been given up since may not.</summary>
    internal bool IsGood(Turn turn) => turn.IsMine && (turn.Wait == TimeSpan.Zero || turn.Speed == Volatile.Read(ref _speed));

    /// <summary>The service answered, whatever it said.</summary>
    internal void Answered()
    {
        lock (_gate)
        {
            CloseSecond(time.GetTimestamp());
            _answered++;
        }
    }

    /// <summary>The service said that this was too fast.</summary>
    /// <param name="speed">The speed that the request was sent at.</param>
    internal void Throttled(int speed)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            CloseSecond(now);

            // What was sent at a speed that has been given up says nothing of the one that took its place.
            if (speed == _speed)
            {
                _throttled++;
                _isHeld |= _perSecond is null && _throttled >= FewestToHold && _throttled > Flood * (_answered + _throttled);
            }
        }
    }

    /// <summary>When a second is over: looks at what was answered in it, and settles on a speed if that was too fast.</summary>
    private void CloseSecond(long now)
    {
        var elapsed = time.GetElapsedTime(_since, now);
        if (elapsed < Measure)
        {
            return;
        }

        var asked = _answered + _throttled;
        var refused = _throttled / Math.Max(1.0, asked);
        if (refused <= Tolerated / 2)
        {
            (_tolerated, _inVain) = (Tolerated, 0);
        }

        // Of a few requests, twice as many as usual are refused by mere chance.
        var most = _tolerated * asked;
        var isTooFast = _throttled >= FewestToSlow && _throttled > most + (DeviationsOfChance * Math.Sqrt(most));
        if (isTooFast && _inVain == SlowingsInVain && refused <= MostTolerated)
        {
            (_tolerated, _inVain) = (refused, 0);
        }
        else if (isTooFast)
        {
            _inVain = _perSecond is not null && refused <= MostTolerated ? _inVain + 1 : 0;

            // A bad second alone is not believed whole: where there is no pace yet, the second before it counts, and else at least half the pace
            // is kept. If that is too much, the next second corrects it.
            var answered = (_perSecond is null ? Math.Max(_answered, _answeredBefore) : _answered) / elapsed.TotalSeconds * OfWhatWasAnswered;
            _perSecond = Math.Max(Slowest, RateAt(now) is { } rate ? Math.Max(answered, rate / 2) : answered);
            _settled = _free = now;
            _speed++;
        }

        _since = now;
        _isHeld = false;
        _answeredBefore = _answered;
        _answered = _throttled = 0;
    }

    private double? RateAt(long now)
        => _perSecond is { } rate ? rate * Math.Pow(GrowthPerSecond, time.GetElapsedTime(_settled, now).TotalSeconds) : null;

    /// <summary>A place in the queue.</summary>
    /// <param name="IsMine">False: there is none yet, and another one has to be asked for.</param>
    /// <param name="Wait">How long it is until then.</param>
    /// <param name="Speed">The speed that it belongs to.</param>
    internal readonly record struct Turn(bool IsMine, TimeSpan Wait, int Speed);
}
