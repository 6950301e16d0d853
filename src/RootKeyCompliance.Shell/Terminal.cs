using System.Management.Automation;

namespace RootKeyCompliance.Shell;

/// <summary>What the three standard streams are connected to, and so what may be written to them.</summary>
internal sealed class Terminal
{
    private readonly bool _understandsEscapes;

    public Terminal()
    {
        _understandsEscapes = Environment.GetEnvironmentVariable("TERM") is not "dumb" && WindowsConsole.TryEnableEscapes();
    }

    public bool InputIsTerminal { get; } = !Console.IsInputRedirected;

    public bool OutputIsTerminal { get; } = !Console.IsOutputRedirected;

    public bool ErrorIsTerminal { get; } = !Console.IsErrorRedirected;

    public bool OutputHasEscapes => OutputIsTerminal && _understandsEscapes;

    public bool ErrorHasEscapes => ErrorIsTerminal && _understandsEscapes;

    /// <summary>Both ends of a conversation: a person can be asked, and sees the question.</summary>
    public bool IsInteractive => InputIsTerminal && OutputIsTerminal;

    /// <summary>The user's wish about colour, from the environment, for the whole session.</summary>
    public static void ApplyEnvironment()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ||
            Environment.GetEnvironmentVariable("TERM") is "xterm-mono" or "xtermm")
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }
}
