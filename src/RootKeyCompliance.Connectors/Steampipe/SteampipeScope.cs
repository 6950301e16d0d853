namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>What the table's name without a schema stands for: what is to be read, and what is missing when it was not.</summary>
/// <param name="Name">The schema that the search path leads to.</param>
internal abstract record SteampipeScope(string Name)
{
    /// <summary>Connections that can be asked by themselves when the query over all of them fails.</summary>
    internal virtual IReadOnlyList<string> Apart => [];

    /// <summary>One connection.</summary>
    internal sealed record Connection(string Name) : SteampipeScope(Name);

    /// <summary>An aggregator of which the database says what belongs to it.</summary>
    internal sealed record Aggregator(string Name, IReadOnlyList<string> Members) : SteampipeScope(Name)
    {
        internal override IReadOnlyList<string> Apart => Members;
    }

    /// <summary>Several connections, or nobody knows what: any of the candidates may belong to it.</summary>
    internal sealed record Unlisted(string Name, IReadOnlyList<string> Candidates) : SteampipeScope(Name)
    {
        internal override IReadOnlyList<string> Apart => Candidates;
    }
}
