using System.Collections;

namespace RootKeyCompliance.Completion;

/// <summary>Completes control ids, with the benchmark as the tool tip.</summary>
public sealed class ControlIdCompleter : NameCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Names(IDictionary boundParameters)
        => CisPipelineCatalogue.All.Select(pipeline => (pipeline.ControlId, $"{pipeline.Benchmark}: {pipeline.Title}"));
}
