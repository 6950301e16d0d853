using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace RootKeyCompliance.Shell;

/// <summary>
/// Progress on one line of a terminal, taken away before anything else is written and when the work is done.
/// Not thread-safe: the user interface's lock guards it.
/// </summary>
internal sealed class ProgressLine(Terminal terminal)
{
    // Ten redraws a second look fluent and cost nothing beside the work.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly List<(long Source, ProgressRecord Record)> _records = [];
    private long _drawnAt;
    private bool _visible;

    public void Update(long source, ProgressRecord record)
    {
        var index = _records.FindIndex(known => known.Source == source && known.Record.ActivityId == record.ActivityId);
        if (record.RecordType == ProgressRecordType.Completed)
        {
            if (index >= 0)
            {
                _records.RemoveAt(index);
                Hide();
            }
        }
        else if (index >= 0)
        {
            _records[index] = (source, record);
        }
        else
        {
            _records.Add((source, record));
        }

        if (_records.Count > 0 && (!_visible || Stopwatch.GetElapsedTime(_drawnAt) >= Interval))
        {
            Draw(_records[0].Record);
        }
    }

    /// <summary>Makes room for output; the next update draws the line again, below it.</summary>
    public void Hide()
    {
        if (_visible)
        {
            _visible = false;
            Console.Out.Write("\r\e[K");
        }
    }

    public void Clear()
    {
        Hide();
        _records.Clear();
    }

    private void Draw(ProgressRecord record)
    {
        if (!terminal.OutputHasEscapes)
        {
            return;
        }

        _drawnAt = Stopwatch.GetTimestamp();
        _visible = true;
        Console.Out.Write('\r' + Render(record, Console.WindowWidth) + "\e[K");
    }

    private static string Render(ProgressRecord record, int windowWidth)
    {
        var style = PSStyle.Instance;
        // The last column stays free: a character there would make some terminals wrap.
        var width = Math.Min(windowWidth - 1, style.Progress.MaxWidth);
        var activity = CellWidth.Fit(OneLine(record.Activity), width / 2);
        var inside = Math.Max(0, width - CellWidth.Of(activity) - 3);
        var left = record.SecondsRemaining >= 0
            ? TimeSpan.FromSeconds(record.SecondsRemaining).ToString("g", CultureInfo.CurrentCulture)
            : "";
        var status = CellWidth.Fit(OneLine(record.StatusDescription), Math.Max(0, inside - left.Length - 1));
        var text = status + new string(' ', Math.Max(0, inside - CellWidth.Of(status) - left.Length)) + left;

        if (style.OutputRendering == OutputRendering.PlainText)
        {
            var percent = record.PercentComplete >= 0 ? string.Create(CultureInfo.CurrentCulture, $"{record.PercentComplete}% ") : "";
            return CellWidth.Fit($"{activity} [{percent}{text.TrimEnd()}]", width);
        }

        var filled = CellCut(text, Math.Clamp(record.PercentComplete, 0, 100) * inside / 100);
        return $"{style.Progress.Style}{activity} [{style.Reverse}{text[..filled]}{style.ReverseOff}{text[filled..]}]{style.Reset}";
    }

    /// <summary>The index at which a text has taken that many cells.</summary>
    private static int CellCut(string text, int cells)
    {
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            cells -= CellWidth.Of(rune);
            if (cells < 0)
            {
                break;
            }

            index += rune.Utf16SequenceLength;
        }

        return index;
    }

    private static string OneLine(string? text) => (text ?? "").ReplaceLineEndings(" ");
}
