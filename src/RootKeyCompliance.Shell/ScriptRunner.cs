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
        var readsInput = ReadsInput(Parser.ParseFile(path, out _, out _));
        var command = new Command(FileScript(path, readsInput), isScript: true, useLocalScope: false);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument);
        }

        var failure = session.Runner.Run(command, readsInput ? Console.In : null);
        return Result(failure) ?? (session.LastSucceeded ? ExitCode.Success : ExitCodeOfFile());
    }

    // 'exit n' ends only the file; called from a script, it leaves n in a variable and $? false. $args keeps the names of parameters.
    private static string FileScript(string path, bool readsInput)
    {
        // A file with a #! line may have any name on Unix; only .ps1 is a command to the engine.
        if (!path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            return File.ReadAllText(path);
        }

        var call = $"& '{CodeGeneration.EscapeSingleQuotedStringContent(path)}' @args";
        return readsInput ? "$input | " + call : call;
    }

    // Without an exit code $? is false because the file could not be run at all: parameters that do not bind, a parse error.
    private int ExitCodeOfFile() => session.Variable("LASTEXITCODE") is int code ? code : ExitCode.Failure;

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
