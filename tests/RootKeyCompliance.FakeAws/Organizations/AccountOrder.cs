namespace RootKeyCompliance.Fakes;

/// <summary>The accounts as they stand: by id, and by the unit they are in. Made once, not for each page.</summary>
internal sealed class AccountOrder
{
    private readonly Dictionary<OrganizationNode, List<FakeAccount>> _below = [];

    internal AccountOrder(IEnumerable<FakeAccount> accounts, OrganizationTree? tree)
    {
        var all = accounts.ToArray();
        Array.Sort(all, static (left, right) => string.CompareOrdinal(left.Id, right.Id));
        All = all;
        if (tree is null)
        {
            return;
        }

        foreach (var account in all)
        {
            var parent = tree.ParentOf(account);
            if (!_below.TryGetValue(parent, out var siblings))
            {
                _below[parent] = siblings = [];
            }

            siblings.Add(account);
        }
    }

    internal IReadOnlyList<FakeAccount> All { get; }

    internal IReadOnlyList<FakeAccount> DirectlyBelow(OrganizationNode parent) =>
        _below.TryGetValue(parent, out var accounts) ? accounts : [];
}
