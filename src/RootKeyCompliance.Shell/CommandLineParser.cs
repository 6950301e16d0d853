namespace RootKeyCompliance.Shell;

/// <summary>Reads the arguments the way pwsh does: any dash or slash, any case, any unambiguous beginning of a switch.</summary>
internal sealed class CommandLineParser(bool inputIsRedirected)
{
    private const string SeeHelp = "See -Help.";

    private CommandLine _result = new();
    private bool _actionChosen;

    public CommandLine Parse(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count && _result.Error is null; index++)
        {
            var argument = arguments[index].Trim();
            if (argument.Length == 0)
            {
                continue;
            }

            if (SwitchName(argument) is not { } name)
            {
                TakeFile(arguments, index, "-Command runs text. ");
                return _result;
            }

            if (Is(name, "command", "c"))
            {
                TakeCommand(arguments, index + 1);
                return _result;
            }

            if (Is(name, "file", "f"))
            {
                TakeFile(arguments, index + 1);
                return _result;
            }

            TakeSwitch(argument, name);
        }

        if (!_actionChosen && inputIsRedirected)
        {
            Choose(ShellAction.StandardInput);
        }

        return _result;
    }

    private static string? SwitchName(string argument) => argument[0] switch
    {
        '-' when argument.StartsWith("--", StringComparison.Ordinal) => argument[2..],
        '-' => argument[1..],
        // On Unix a slash begins a path far more often than a switch.
        '/' when OperatingSystem.IsWindows() => argument[1..],
        _ => null,
    };

    private static bool Is(string given, string name, string shortest) =>
        given.Length >= shortest.Length && name.StartsWith(given, StringComparison.OrdinalIgnoreCase);

    private void TakeSwitch(string argument, string name)
    {
        if (Is(name, "help", "h") || name is "?")
        {
            Choose(ShellAction.Help);
        }
        else if (Is(name, "version", "v"))
        {
            Choose(ShellAction.Version);
        }
        else if (Is(name, "demo", "d"))
        {
            Choose(ShellAction.Demo);
        }
        else if (Is(name, "noninteractive", "noni"))
        {
            _result = _result with { NonInteractive = true };
        }
        else if (Is(name, "nologo", "nol"))
        {
            _result = _result with { NoLogo = true };
        }
        else if (!Is(name, "noprofile", "nop"))
        {
            // -NoProfile describes what this shell always does; command lines written for pwsh carry it.
            Refuse($"There is no switch '{argument}'. {SeeHelp}");
        }
    }

    private void TakeCommand(IReadOnlyList<string> arguments, int first)
    {
        if (first >= arguments.Count)
        {
            Refuse($"-Command needs a script. {SeeHelp}");
            return;
        }

        if (arguments[first] is not "-")
        {
            Choose(ShellAction.Command);
            _result = _result with { Text = string.Join(' ', arguments.Skip(first)) };
        }
        else if (first + 1 < arguments.Count)
        {
            Refuse($"-Command - reads the script from standard input and takes nothing more. {SeeHelp}");
        }
        else if (!inputIsRedirected)
        {
            Refuse($"-Command - reads the script from standard input, which is not redirected. {SeeHelp}");
        }
        else
        {
            Choose(ShellAction.StandardInput);
        }
    }

    private void TakeFile(IReadOnlyList<string> arguments, int first, string hint = "")
    {
        if (first >= arguments.Count)
        {
            Refuse($"-File needs the path of a script. {SeeHelp}");
            return;
        }

        if (arguments[first] is "-")
        {
            Choose(ShellAction.StandardInput);
            return;
        }

        var path = Path.GetFullPath(arguments[first]);
        if (!File.Exists(path))
        {
            Refuse($"There is no script file '{arguments[first]}'. {hint}{SeeHelp}");
            return;
        }

        Choose(ShellAction.File);
        _result = _result with { Text = path, Arguments = ScriptArguments.Read(arguments.Skip(first + 1)) };
    }

    private void Choose(ShellAction action)
    {
        _actionChosen = true;
        _result = _result with { Action = action };
    }

    private void Refuse(string error) => _result = _result with { Error = error };
}
