using System.Collections.Concurrent;

namespace RootKeyCompliance.Fakes;

/// <summary>The root and the units below it. It grows with the accounts that are added and never shrinks.</summary>
internal sealed class OrganizationTree
{
    private readonly ConcurrentDictionary<string, OrganizationNode> _nodes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    internal OrganizationTree(FakeOrganization organization)
    {
        Root = new OrganizationNode(organization.Id, organization.RootId);
        _nodes[Root.Id] = Root;
        Declare(organization.OrganizationalUnits);
    }

    internal OrganizationNode Root { get; }

    internal OrganizationNode? Find(string id) => _nodes.GetValueOrDefault(id);

    internal OrganizationNode ParentOf(FakeAccount account) => account.OrganizationalUnitIds is [.., var last] ? _nodes[last] : Root;

    /// <summary>Makes sure that a path from the root down is there; a unit that is elsewhere already is a mistake of the test.</summary>
    internal void Admit(IReadOnlyList<string> path)
    {
        if (path.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            var parent = Root;
            foreach (var id in path)
            {
                parent = Add(parent, id, name: null);
            }
        }
    }

    private void Declare(IReadOnlyList<FakeOrganizationalUnit> units)
    {
        var known = units.ToDictionary(unit => unit.Id, StringComparer.Ordinal);
        foreach (var unit in units)
        {
            Declare(unit, known, depth: 0);
        }
    }

    // A parent may stand after its units in the list.
    private OrganizationNode Declare(FakeOrganizationalUnit unit, Dictionary<string, FakeOrganizationalUnit> known, int depth)
    {
        if (depth > known.Count)
        {
            throw new ArgumentException($"The unit {unit.Id} is below itself.", nameof(unit));
        }

        var parent = unit.ParentId switch
        {
            null => Root,
            var id when string.Equals(id, Root.Id, StringComparison.Ordinal) => Root,
            var id when known.TryGetValue(id, out var above) => Declare(above, known, depth + 1),
            var id => throw new ArgumentException($"The unit {unit.Id} is below {id}, which the organization does not have.", nameof(unit)),
        };
        return Add(parent, unit.Id, unit.Name);
    }

    private OrganizationNode Add(OrganizationNode parent, string id, string? name)
    {
        if (_nodes.TryGetValue(id, out var node))
        {
            return ReferenceEquals(node.Parent, parent)
                ? node
                : throw new ArgumentException($"The unit {id} is below {node.Parent?.Id}, not below {parent.Id}.", nameof(id));
        }

        if (!OrganizationIds.IsUnit(id))
        {
            throw new ArgumentException($"'{id}' is not the id of an organizational unit.", nameof(id));
        }

        node = new OrganizationNode(parent, id, name ?? id[(id.LastIndexOf('-') + 1)..]);
        parent.Units = parent.Units.Add(node).Sort(static (left, right) => string.CompareOrdinal(left.Id, right.Id));
        return _nodes[id] = node;
    }
}
