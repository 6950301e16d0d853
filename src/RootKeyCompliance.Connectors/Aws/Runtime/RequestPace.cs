namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>
/// How fast a service is asked. As fast as it answers, until it says that this is too fast; then a little slower than it answered,
/// and from there slowly faster again. Shared by all that ask the same service; safe to share.
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
    private const double GrowthPerSecond = 0.05;

    private readonly object _gate = new();
    private double? _perSecond;
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
    internal Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (RateAt(now) is not { } rate)
            {
                return Task.CompletedTask;
            }

            _free = Math.Max(now, _free + (long)(time.TimestampFrequency / rate));
            wait = time.GetElapsedTime(now, _free);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
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
    /// <param name="sent">When the request was sent, by the clock's time stamp.</param>
    internal void Throttled(long sent)
    {
        lock (_gate)
        {
            // What was sent at a speed that has been given up says nothing of the one that took its place.
            if (sent < _since || ++_throttled <= tolerance * _answered)
            {
                return;
            }

            var now = time.GetTimestamp();
            var elapsed = time.GetElapsedTime(_since, now).TotalSeconds;
            var current = RateAt(now);

            // A second at least: services let a burst through and count by the second.
            var answered = _answered / Math.Max(elapsed, 1) * OfWhatWasAnswered;
            var slower = current is { } rate && (elapsed < 1 || answered > rate) ? rate * OfWhatWasTooFast : answered;
            _perSecond = Math.Max(Slowest, slower);
            _since = now;
            _free = Math.Max(_free, now);
            _answered = _throttled = 0;
        }
    }

    internal long Now => time.GetTimestamp();

    private double? RateAt(long now)
        => _perSecond is { } rate ? rate * (1 + (GrowthPerSecond * time.GetElapsedTime(_since, now).TotalSeconds)) : null;
}
