using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RootKeyCompliance.Completion;

/// <summary>Completes names from a list, quoting those that need it. Looks at nothing but this machine.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private protected NameCompleter()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete?.Trim('\'', '"') ?? "";
        return Names(fakeBoundParameters)
            .Where(name => name.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => name.Text, StringComparer.OrdinalIgnoreCase)
            .Select(name => new CompletionResult(Quote(name.Text), name.Text, CompletionResultType.ParameterValue, name.ToolTip));
    }

    private protected abstract IEnumerable<(string Text, string ToolTip)> Names(IDictionary boundParameters);

    private static string Quote(string name)
    {
        var isBare = name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/' or ':');
        return isBare && name.Length > 0 ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
    }
}
