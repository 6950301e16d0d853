using System.Collections;
using RootKeyCompliance.Connectors.Aws;

namespace RootKeyCompliance.Completion;

/// <summary>Completes AWS region names.</summary>
public sealed class RegionCompleter : NameCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Names(IDictionary boundParameters)
        => AwsNames.Regions().Select(name => (name, name));
}
