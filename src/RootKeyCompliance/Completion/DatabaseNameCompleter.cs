using System.Collections;
using RootKeyCompliance.Checks;

namespace RootKeyCompliance.Completion;

/// <summary>Completes the names of Steampipe connections.</summary>
public sealed class DatabaseNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Names(IDictionary boundParameters)
        => SteampipeConnections.Names.Select(name => (name, name));
}
