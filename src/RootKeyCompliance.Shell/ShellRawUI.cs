using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;

namespace RootKeyCompliance.Shell;

/// <summary>The screen as the engine sees it: sizes, cursor, keys. Screen contents are not readable on a terminal.</summary>
internal sealed class ShellRawUI(Terminal terminal, bool nonInteractive) : PSHostRawUserInterface
{
    // Some pseudo terminals report zero; the formatter needs a width.
    private static readonly Size Fallback = new(80, 40);

    private string _title = "";

    public override ConsoleColor ForegroundColor
    {
        get => Console.ForegroundColor;
        set => Console.ForegroundColor = value;
    }

    public override ConsoleColor BackgroundColor
    {
        get => Console.BackgroundColor;
        set => Console.BackgroundColor = value;
    }

    public override Size BufferSize
    {
        get => SizeOr(Console.BufferWidth, Console.BufferHeight);
        set
        {
            if (OperatingSystem.IsWindows())
            {
                Console.SetBufferSize(value.Width, value.Height);
            }
        }
    }

    public override Size WindowSize
    {
        get => SizeOr(Console.WindowWidth, Console.WindowHeight);
        set
        {
            if (OperatingSystem.IsWindows())
            {
                Console.SetWindowSize(value.Width, value.Height);
            }
        }
    }

    public override Size MaxWindowSize => SizeOr(Console.LargestWindowWidth, Console.LargestWindowHeight);

    public override Size MaxPhysicalWindowSize => MaxWindowSize;

    public override Coordinates CursorPosition
    {
        // Asking a terminal for its cursor costs a round trip and eats typed keys when nobody answers.
        get => terminal.IsInteractive ? new Coordinates(Console.CursorLeft, Console.CursorTop) : default;
        set => Console.SetCursorPosition(Math.Max(0, value.X), Math.Max(0, value.Y));
    }

    public override int CursorSize
    {
        get => OperatingSystem.IsWindows() ? Console.CursorSize : 100;
        set
        {
            if (OperatingSystem.IsWindows())
            {
                Console.CursorSize = value;
            }
        }
    }

    public override Coordinates WindowPosition { get; set; }

    public override string WindowTitle
    {
        get => _title;
        set
        {
            _title = value;
            if (terminal.OutputIsTerminal)
            {
                Console.Title = value;
            }
        }
    }

    public override bool KeyAvailable => terminal.InputIsTerminal && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (nonInteractive)
        {
            throw Prompts.NotAvailable();
        }

        var key = Console.ReadKey(options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override int LengthInBufferCells(string source) => CellWidth.Of(source);

    public override int LengthInBufferCells(string source, int offset) => CellWidth.Of(source[offset..]);

    public override int LengthInBufferCells(char source) => Rune.TryCreate(source, out var rune) ? CellWidth.Of(rune) : 1;

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unreadable();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw Unreadable();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unreadable();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // Clearing the whole screen is the one use scripts make of this.
        if (rectangle.Left >= 0 || !terminal.OutputIsTerminal)
        {
            throw Unreadable();
        }

        Console.Clear();
    }

    private static Size SizeOr(int width, int height) => width > 0 && height > 0 ? new Size(width, height) : Fallback;

    private static PSNotSupportedException Unreadable() => new("This shell cannot read or move what is already on the screen.");
}
