using System.Security;

namespace RootKeyCompliance.Shell;

/// <summary>One line from whoever is at the other end: a person at a terminal, or a file or pipe.</summary>
internal sealed class LineReader(Terminal terminal)
{
    /// <summary>Reads and, when the line did not come from a keyboard, shows it, so that a log has question and answer.</summary>
    public LineRead Read(bool show = true, LineEditor? editor = null)
    {
        if (terminal.IsInteractive)
        {
            return (editor ?? new LineEditor()).Read();
        }

        if (Console.In.ReadLine() is not { } line)
        {
            return new LineRead(LineEnd.EndOfInput, "");
        }

        if (show && !terminal.InputIsTerminal)
        {
            Console.Out.WriteLine(line);
        }

        return new LineRead(LineEnd.Enter, line);
    }

    /// <summary>Reads without showing; null when it was given up with Ctrl+C or the input ended.</summary>
    public SecureString? ReadSecret()
    {
        var secret = new SecureString();
        if (!terminal.InputIsTerminal)
        {
            if (Console.In.ReadLine() is not { } line)
            {
                return null;
            }

            foreach (var character in line)
            {
                secret.AppendChar(character);
            }

            Console.Out.WriteLine();
            return secret;
        }

        return ReadSecretKeys(secret) ? secret : null;
    }

    private static bool ReadSecretKeys(SecureString secret)
    {
        using var keyboard = new RawKeyboard();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                Console.Out.WriteLine();
                return true;
            }

            if (RawKeyboard.IsControl(key, ConsoleKey.C) || (RawKeyboard.IsControl(key, ConsoleKey.D) && secret.Length == 0))
            {
                Console.Out.WriteLine();
                return false;
            }

            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
            {
                secret.RemoveAt(secret.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }
    }
}
