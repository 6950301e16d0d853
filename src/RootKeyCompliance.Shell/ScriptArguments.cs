using System.Management.Automation.Runspaces;

namespace RootKeyCompliance.Shell;

/// <summary>Turns what follows <c>-File script.ps1</c> into parameters: <c>-Name value</c>, <c>-Name:value</c>, <c>-Switch</c>, positional.</summary>
internal static class ScriptArguments
{
    public static IReadOnlyList<CommandParameter> Read(IEnumerable<string> arguments)
    {
        var parameters = new List<CommandParameter>();
        string? waiting = null;
        foreach (var argument in arguments)
        {
            if (waiting is not null)
            {
                parameters.Add(new CommandParameter(waiting, argument));
                waiting = null;
            }
            else if (argument.Length > 1 && argument[0] == '-')
            {
                var colon = argument.IndexOf(':', StringComparison.Ordinal);
                if (colon < 0)
                {
                    // The engine's binder itself decides whether the next argument is this one's value.
                    parameters.Add(new CommandParameter(argument));
                }
                else if (colon == argument.Length - 1)
                {
                    waiting = argument;
                }
                else
                {
                    // The colon stays with the name: it is what ties a value to a [switch].
                    parameters.Add(new CommandParameter(argument[..(colon + 1)], BooleanOrText(argument[(colon + 1)..])));
                }
            }
            else
            {
                parameters.Add(new CommandParameter(null, argument));
            }
        }

        return parameters;
    }

    // A string would always be true for a [switch]; pwsh makes the same exception.
    private static object BooleanOrText(string value) =>
        bool.TryParse(value.StartsWith('$') ? value[1..] : value, out var boolean) ? boolean : value;
}
