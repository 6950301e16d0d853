using System.Collections;

namespace RootKeyCompliance.Completion;

/// <summary>Completes the names of configured Steampipe connections.</summary>
public sealed class DatabaseNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Names(IDictionary boundParameters) => ConfiguredNames.Connections();
}
