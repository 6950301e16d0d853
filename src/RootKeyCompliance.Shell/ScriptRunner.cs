using System.Collections;
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

    public int RunFile(string path, IReadOnlyList<CommandParameter> arguments)
    {
        var readsInput = ReadsInput(Parser.ParseFile(path, out _, out _));
        // A file with a #! line may have any name on Unix; only .ps1 is a command to the engine.
        var command = path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
            ? CallOf(path, arguments, readsInput)
            : WithArguments(new Command(File.ReadAllText(path), isScript: true, useLocalScope: false), arguments);
        var failure = session.Runner.Run(command, readsInput ? Console.In : null);
        return Result(failure) ?? (session.LastSucceeded ? ExitCode.Success : ExitCodeOfFile());
    }

    // 'exit n' ends only the file. Called from a script, the file leaves n in a variable and $? false; called directly, no trace.
    private static Command CallOf(string path, IReadOnlyList<CommandParameter> arguments, bool readsInput)
    {
        // $args keeps names (-Name) apart from values on their way through, but not pairs (-Switch:$false): those go by table.
        var pairs = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in arguments.Where(IsPair))
        {
            pairs[pair.Name.Trim('-', ':')] = pair.Value;
        }

        var call = $"& '{CodeGeneration.EscapeSingleQuotedStringContent(path)}' @__pairs @__rest";
        var script = "$__pairs = $args[0]; $__rest = @($args[1..$args.Length]); " + (readsInput ? "$input | " + call : call);
        var command = new Command(script, isScript: true, useLocalScope: true);
        command.Parameters.Add(null, pairs);
        return WithArguments(command, arguments.Where(argument => !IsPair(argument)));
    }

    private static bool IsPair(CommandParameter argument) => argument.Name is not null && argument.Name.EndsWith(':');

    private static Command WithArguments(Command command, IEnumerable<CommandParameter> arguments)
    {
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument);
        }

        return command;
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
