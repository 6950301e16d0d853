namespace RootKeyCompliance.Shell;

/// <summary>Puts the parts together and does what the command line asks.</summary>
internal sealed class Application(CommandLine commandLine)
{
    private readonly Terminal _terminal = new();

    public int Run()
    {
        if (ModuleLocation.FindManifest() is not { } manifest)
        {
            Console.Error.WriteLine(
                $"The module cannot be imported: there is no {ModuleLocation.ManifestName} in {AppContext.BaseDirectory} or a folder above it.");
            return ExitCode.Failure;
        }

        Terminal.ApplyEnvironment();
        var reader = new LineReader(_terminal);
        var ui = new ShellUI(_terminal, reader, commandLine.NonInteractive);
        using var interrupt = new Interrupt(endsProgram: commandLine.Action != ShellAction.ReadLoop);
        using var session = Session.Open(ui, interrupt);
        if (session.Import(manifest) is { } problem)
        {
            Console.Error.WriteLine($"The module {manifest} cannot be imported: {problem}");
            return ExitCode.Failure;
        }

        var runner = new ScriptRunner(session, interrupt, _terminal);
        return commandLine.Action switch
        {
            ShellAction.Command => runner.RunText(commandLine.Text),
            ShellAction.File => runner.RunFile(commandLine.Text, commandLine.Arguments),
            ShellAction.StandardInput => runner.RunText(Console.In.ReadToEnd(), mayReadInput: false),
            ShellAction.Demo => Demo.Run(session, runner, ui, Path.GetDirectoryName(manifest)!),
            _ => RunLoop(session, ui, reader),
        };
    }

    private int RunLoop(Session session, ShellUI ui, LineReader reader)
    {
        if (_terminal.IsInteractive && !commandLine.NoLogo)
        {
            ui.WriteLine(HelpText.Banner);
        }

        return new ReadLoop(session, ui, reader).Run();
    }
}
