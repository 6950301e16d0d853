using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RootKeyCompliance.Shell;

/// <summary>What the engine writes and asks, on the console: output and messages to stdout, errors to stderr, as pwsh does.</summary>
internal sealed class ShellUI : PSHostUserInterface
{
    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly ProgressLine _progress;
    private readonly Prompts _prompts;
    private bool _outputIsError;

    public ShellUI(Terminal terminal, LineReader reader, bool nonInteractive)
    {
        _terminal = terminal;
        _progress = new ProgressLine(terminal);
        _prompts = new Prompts(this, reader, nonInteractive);
        RawUI = new ShellRawUI(terminal, nonInteractive);
    }

    public override PSHostRawUserInterface RawUI { get; }

    public override bool SupportsVirtualTerminal => _terminal.OutputHasEscapes;

    /// <summary>While an exception is being formatted, its lines belong to stderr although the formatter writes them as output.</summary>
    public void WriteAsError(Action formatting)
    {
        _outputIsError = true;
        try
        {
            formatting();
        }
        finally
        {
            _outputIsError = false;
        }
    }

    public void ClearProgress()
    {
        lock (_lock)
        {
            _progress.Clear();
        }
    }

    public override void Write(string value) => Emit(value, _outputIsError);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Emit(Paint(foregroundColor, backgroundColor, value), _outputIsError);

    public override void WriteLine() => WriteLine("");

    public override void WriteLine(string value)
    {
        if (_outputIsError)
        {
            WriteErrorLine(value);
        }
        else
        {
            Emit(value + Environment.NewLine, toError: false);
        }
    }

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Emit(Paint(foregroundColor, backgroundColor, value) + Environment.NewLine, _outputIsError);

    public override void WriteErrorLine(string value)
    {
        // The error view ends with empty lines for a screen; in a log they would be noise, and pwsh drops them too.
        if (!string.IsNullOrEmpty(value))
        {
            Emit(value + Environment.NewLine, toError: true);
        }
    }

    public override void WriteWarningLine(string message) => WriteMessage(FormatStyle.Warning, "WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteMessage(FormatStyle.Verbose, "VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteMessage(FormatStyle.Debug, "DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_lock)
        {
            _progress.Update(sourceId, record);
        }
    }

    public override string ReadLine() => _prompts.ReadLine() ?? "";

    public override SecureString ReadLineAsSecureString() => _prompts.ReadSecureLine();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        ClearProgress();
        return new ChoicePrompt(this, _prompts).Ask(caption, message, choices, defaultChoice);
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        ClearProgress();
        return new FieldPrompt(this, _prompts).Ask(caption, message, descriptions);
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _prompts.ReadCredential(caption, message, userName);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => _prompts.ReadCredential(caption, message, userName);

    private void WriteMessage(FormatStyle style, string text) =>
        WriteLine(GetFormatStyleString(style) + text + PSStyle.Instance.Reset);

    private void Emit(string value, bool toError)
    {
        // 'Ansi' is a wish for colours wherever the text goes: a log that is shown in colour, a pager.
        var escapes = PSStyle.Instance.OutputRendering == OutputRendering.Ansi || (toError ? _terminal.ErrorHasEscapes : _terminal.OutputHasEscapes);
        lock (_lock)
        {
            _progress.Hide();
            (toError ? Console.Error : Console.Out).Write(GetOutputString(value, escapes));
        }
    }

    private string Paint(ConsoleColor foreground, ConsoleColor background, string value)
    {
        // A colour nobody chose is reported as -1 on Unix, and as the console's own elsewhere.
        var on = Enum.IsDefined(foreground) ? PSStyle.MapForegroundColorToEscapeSequence(foreground) : "";
        if (Enum.IsDefined(background) && background != RawUI.BackgroundColor)
        {
            on += PSStyle.MapBackgroundColorToEscapeSequence(background);
        }

        return on.Length == 0 ? value : on + value + PSStyle.Instance.Reset;
    }
}
