using System.Collections;
using RootKeyCompliance.Connectors.Aws;

namespace RootKeyCompliance.Completion;

/// <summary>Completes the names of the AWS profiles on this machine.</summary>
public sealed class ProfileNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Names(IDictionary boundParameters)
        => AwsNames.Profiles(boundParameters?["ProfileLocation"]?.ToString()).Select(name => (name, name));
}
