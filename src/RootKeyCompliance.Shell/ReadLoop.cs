using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace RootKeyCompliance.Shell;

/// <summary>Prompt, read, run, again.</summary>
internal sealed class ReadLoop(Session session, ShellUI ui, LineReader reader)
{
    private readonly List<string> _history = [];
    private bool _nestedEnded;

    public int Run()
    {
        session.Host.Loop = this;
        while (session.Host.RequestedExitCode is null && ReadScript() is { } script)
        {
            RunScript(script);
        }

        return session.Host.RequestedExitCode ?? ExitCode.Success;
    }

    /// <summary>The loop while a pipeline is suspended.</summary>
    public void RunNested()
    {
        while (!_nestedEnded && session.Host.RequestedExitCode is null && ReadScript() is { } script)
        {
            RunScript(script);
        }

        _nestedEnded = false;
    }

    public void EndNested() => _nestedEnded = true;

    private void RunScript(string script)
    {
        if (!string.IsNullOrWhiteSpace(script))
        {
            session.Runner.Run(new Command(script, isScript: true, useLocalScope: false));
        }
    }

    /// <summary>Lines until the parser has a whole script, or an empty line forces it to take what is there; null at the end.</summary>
    private string? ReadScript()
    {
        var script = "";
        var prompt = PromptText();
        if (ui.RawUI.CursorPosition.X != 0)
        {
            // A program, or Ctrl+C, left its line unfinished.
            ui.WriteLine();
        }

        ui.Write(prompt);
        while (true)
        {
            var line = reader.Read(show: true, new LineEditor(_history, session.Complete));
            if (line.End == LineEnd.EndOfInput)
            {
                return null;
            }

            if (line.End == LineEnd.ControlC)
            {
                return "";
            }

            Remember(line.Text);
            script = script.Length == 0 ? line.Text : script + '\n' + line.Text;
            if (line.Text.Length == 0 || !IsIncomplete(script))
            {
                return script;
            }

            ui.Write(">> ");
        }
    }

    private void Remember(string line)
    {
        if (!string.IsNullOrWhiteSpace(line) && (_history.Count == 0 || !_history[^1].Equals(line, StringComparison.Ordinal)))
        {
            _history.Add(line);
        }
    }

    // The engine's own prompt function, so that a user's redefinition counts.
    private string PromptText() => session.Runner.Evaluate("prompt") is [{ BaseObject: string { Length: > 0 } prompt }, ..]
        ? prompt
        : "PS> ";

    private static bool IsIncomplete(string script)
    {
        Parser.ParseInput(script, out _, out var errors);
        return errors.Any(error => error.IncompleteInput);
    }
}
