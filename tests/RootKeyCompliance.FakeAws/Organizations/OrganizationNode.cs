using System.Collections.Immutable;

namespace RootKeyCompliance.Fakes;

/// <summary>The root or a unit of an organization.</summary>
internal sealed class OrganizationNode
{
    internal OrganizationNode(string organizationId, string rootId)
    {
        Id = rootId;
        Name = "Root";
        Path = $"{organizationId}/{rootId}/";
    }

    internal OrganizationNode(OrganizationNode parent, string id, string name)
    {
        Parent = parent;
        Id = id;
        Name = name;
        Path = $"{parent.Path}{id}/";
    }

    /// <summary>Null: the root.</summary>
    internal OrganizationNode? Parent { get; }

    internal string Id { get; }

    internal string Name { get; }

    /// <summary>As Organizations writes it: <c>o-…/r-…/ou-…/</c>.</summary>
    internal string Path { get; }

    /// <summary>By id; replaced as a whole.</summary>
    internal ImmutableArray<OrganizationNode> Units { get; set; } = [];
}
