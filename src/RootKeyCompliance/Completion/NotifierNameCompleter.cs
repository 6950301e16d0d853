using System.Collections;

namespace RootKeyCompliance.Completion;

/// <summary>Completes the names of notifiers.</summary>
public sealed class NotifierNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Names(IDictionary boundParameters)
        => [(CisNotifier.Console.Name, CisNotifier.Console.ToString())];
}
