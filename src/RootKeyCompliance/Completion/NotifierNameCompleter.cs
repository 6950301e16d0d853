using System.Collections;

namespace RootKeyCompliance.Completion;

/// <summary>Completes the names of notifiers: those that are configured, and the one that is built in.</summary>
public sealed class NotifierNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Names(IDictionary boundParameters) => ConfiguredNames.Notifiers()
        .Append((CisNotifier.Console.Name, CisNotifier.Console.ToString()))
        .DistinctBy(name => name.Item1, StringComparer.OrdinalIgnoreCase);
}
