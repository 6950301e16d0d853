using System.Globalization;
using System.Management.Automation;

namespace RootKeyCompliance.Pipeline;

/// <summary>The progress bar of a check of many accounts: how many, how fast, how many could not be seen, and, where it is known, how much is left.</summary>
/// <param name="command">Whose bar it is.</param>
/// <param name="activity">What is being done.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckProgress(Cmdlet command, string activity, TimeProvider time)
{
    // A bar that changes more often cannot be read, and takes the time that it is to tell of.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly long _started = time.GetTimestamp();
    private long _shown = time.GetTimestamp();
    private int _count;
    private int _failures;
    private bool _isShown;

    /// <summary>How many there are to come in all; null while nobody knows.</summary>
    internal int? Total { get; set; }

    /// <summary>Counts an account that has been looked at.</summary>
    /// <param name="couldNotBeSeen">Whether it could not.</param>
    internal void Add(bool couldNotBeSeen)
    {
        _count++;
        _failures += couldNotBeSeen ? 1 : 0;
        if (Total == 1 || time.GetElapsedTime(_shown) < Pause)
        {
            return;
        }

        _shown = time.GetTimestamp();
        _isShown = true;
        var perSecond = _count / time.GetElapsedTime(_started).TotalSeconds;
        var record = new ProgressRecord(0, activity, Status(perSecond));
        if (Total is { } total)
        {
            record.PercentComplete = Math.Min(100, _count * 100 / total);
            record.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Max(0, total - _count) / perSecond));
        }

        command.WriteProgress(record);
    }

    /// <summary>Takes the bar away.</summary>
    internal void Complete()
    {
        if (_isShown)
        {
            command.WriteProgress(new ProgressRecord(0, activity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    private string Status(double perSecond)
    {
        var count = Total is { } total ? string.Create(CultureInfo.CurrentCulture, $"{_count:N0} of {total:N0}") : _count.ToString("N0", CultureInfo.CurrentCulture);
        var failures = _failures == 0 ? "" : string.Create(CultureInfo.CurrentCulture, $", {_failures:N0} could not be checked");
        return string.Create(CultureInfo.CurrentCulture, $"{count} accounts, {perSecond:N0} a second{failures}");
    }
}
