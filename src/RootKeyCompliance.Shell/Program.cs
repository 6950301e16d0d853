using System.Text;
using RootKeyCompliance.Shell;

// The engine reports its use to its maker unless told not to; a program about accounts' secrets talks to nobody unasked.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Console.InputEncoding = Console.OutputEncoding;

var commandLine = new CommandLineParser(Console.IsInputRedirected).Parse(args);
if (commandLine.Error is { } error)
{
    Console.Error.WriteLine(error);
    return ExitCode.BadCommandLine;
}

switch (commandLine.Action)
{
    case ShellAction.Help:
        Console.Out.WriteLine(HelpText.Usage);
        return ExitCode.Success;
    case ShellAction.Version:
        Console.Out.WriteLine(HelpText.Version);
        return ExitCode.Success;
    default:
        return new Application(commandLine).Run();
}
