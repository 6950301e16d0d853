using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace RootKeyCompliance.Shell;

/// <summary>Runs one script, of whichever origin, and says with which code the program shall end.</summary>
internal sealed class ScriptRunner(Session session, Interrupt interrupt, Terminal terminal)
{
    public int RunText(string script, bool mayReadInput = true)
    {
        var readsInput = mayReadInput && ReadsInput(Parser.ParseInput(script, out _, out _));
        var failure = session.Runner.Run(new Command(script, isScript: true, useLocalScope: false), readsInput ? Console.In : null);
        return Result(failure) ?? (session.LastSucceeded ? ExitCode.Success : ExitCode.Failure);
    }

    public int RunFile(string path, IEnumerable<CommandParameter> arguments)
    {
        // A file with a #! line may have any name on Unix; only .ps1 is a command to the engine.
        var isCommand = path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
        var command = isCommand
            ? new Command(path, isScript: false, useLocalScope: false)
            : new Command(File.ReadAllText(path), isScript: true, useLocalScope: false);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument);
        }

        var readsInput = ReadsInput(Parser.ParseFile(path, out _, out _));
        var failure = session.Runner.Run(command, readsInput ? Console.In : null);
        return Result(failure) ?? (session.LastSucceeded ? ExitCode.Success : ExitCodeOfFile());
    }

    // 'exit n' ends only the file, and leaves n here with $? false.
    private int ExitCodeOfFile() => session.Variable("LASTEXITCODE") is int code and not 0 ? code : ExitCode.Failure;

    private int? Result(Exception? failure) =>
        interrupt.Happened ? ExitCode.Interrupted
        : session.Host.RequestedExitCode is { } code ? code
        : failure is not null ? ExitCode.Failure
        : null;

    // As in pwsh, standard input belongs to the prompts unless the script asks for $input.
    private bool ReadsInput(ScriptBlockAst script) => !terminal.InputIsTerminal && script.Find(
        node => node is VariableExpressionAst variable
            && variable.VariablePath.UserPath.Equals("input", StringComparison.OrdinalIgnoreCase),
        searchNestedScriptBlocks: false) is not null;
}
