using System.Management.Automation;
using System.Text;

namespace RootKeyCompliance.Shell;

/// <summary>A small line editor for terminals: arrows, Home, End, Backspace, Delete, earlier lines, completion on Tab.</summary>
internal sealed class LineEditor(IReadOnlyList<string>? history = null, Func<string, int, CommandCompletion>? complete = null)
{
    private readonly IReadOnlyList<string> _history = history ?? [];
    private readonly StringBuilder _text = new();
    private int _cursor;
    private int _startColumn;
    private int _row;
    private int _historyIndex;
    private CommandCompletion? _completion;

    public LineRead Read()
    {
        _startColumn = Console.CursorLeft;
        _historyIndex = _history.Count;
        using var keyboard = new RawKeyboard();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                return End(LineEnd.Enter, "");
            }

            if (RawKeyboard.IsControl(key, ConsoleKey.C))
            {
                return End(LineEnd.ControlC, "^C");
            }

            if (RawKeyboard.IsControl(key, ConsoleKey.D) && _text.Length == 0)
            {
                return End(LineEnd.EndOfInput, "");
            }

            Apply(key);
            // Pasted text arrives faster than it can be drawn: draw once it is all there.
            if (!Console.KeyAvailable)
            {
                Draw();
            }
        }
    }

    private LineRead End(LineEnd end, string mark)
    {
        _cursor = _text.Length;
        Draw();
        Console.Out.WriteLine(mark);
        return new LineRead(end, _text.ToString());
    }

    private void Apply(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Tab)
        {
            Complete(forward: !key.Modifiers.HasFlag(ConsoleModifiers.Shift));
            return;
        }

        _completion = null;
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor -= StepLeft();
                break;
            case ConsoleKey.RightArrow:
                _cursor += StepRight();
                break;
            case ConsoleKey.Home:
                _cursor = 0;
                break;
            case ConsoleKey.End:
                _cursor = _text.Length;
                break;
            case ConsoleKey.Backspace:
                var step = StepLeft();
                _cursor -= step;
                _text.Remove(_cursor, step);
                break;
            case ConsoleKey.Delete:
                _text.Remove(_cursor, StepRight());
                break;
            case ConsoleKey.Escape:
                Replace("");
                break;
            case ConsoleKey.UpArrow:
                Recall(-1);
                break;
            case ConsoleKey.DownArrow:
                Recall(+1);
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    _text.Insert(_cursor++, key.KeyChar);
                }

                break;
        }
    }

    // A character outside the basic plane is two code units and one step.
    private int StepLeft() => _cursor switch
    {
        0 => 0,
        1 => 1,
        _ => char.IsLowSurrogate(_text[_cursor - 1]) && char.IsHighSurrogate(_text[_cursor - 2]) ? 2 : 1,
    };

    private int StepRight()
    {
        var left = _text.Length - _cursor;
        return left >= 2 && char.IsHighSurrogate(_text[_cursor]) && char.IsLowSurrogate(_text[_cursor + 1]) ? 2 : Math.Min(1, left);
    }

    private void Replace(string text)
    {
        _text.Clear().Append(text);
        _cursor = _text.Length;
    }

    private void Recall(int direction)
    {
        var index = _historyIndex + direction;
        if (index < 0 || index > _history.Count)
        {
            return;
        }

        _historyIndex = index;
        Replace(index == _history.Count ? "" : _history[index]);
    }

    private void Complete(bool forward)
    {
        if (complete is null)
        {
            return;
        }

        _completion ??= complete(_text.ToString(), _cursor);
        if (_completion.GetNextResult(forward) is not { } match)
        {
            return;
        }

        _text.Remove(_completion.ReplacementIndex, _completion.ReplacementLength).Insert(_completion.ReplacementIndex, match.CompletionText);
        _completion.ReplacementLength = match.CompletionText.Length;
        _cursor = _completion.ReplacementIndex + match.CompletionText.Length;
    }

    private void Draw()
    {
        var width = Math.Max(1, Console.WindowWidth);
        var text = _text.ToString();
        var end = _startColumn + CellWidth.Of(text);
        var target = _startColumn + CellWidth.Of(text[.._cursor]);

        var output = new StringBuilder();
        Move(output, 'A', _row);
        output.Append('\r');
        Move(output, 'C', _startColumn);
        output.Append("\e[J").Append(text);
        if (end > 0 && end % width == 0)
        {
            // A full last row leaves the cursor hanging at its end; a blank takes it to the next row.
            output.Append(" \r");
        }

        Move(output, 'A', (end / width) - (target / width));
        output.Append('\r');
        Move(output, 'C', target % width);
        Console.Out.Write(output.ToString());
        _row = target / width;
    }

    private static void Move(StringBuilder output, char direction, int distance)
    {
        if (distance > 0)
        {
            output.Append("\e[").Append(distance).Append(direction);
        }
    }
}
