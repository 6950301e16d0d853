namespace RootKeyCompliance.Fakes;

/// <summary>The accounts as they stand: by id, and by the unit they are in. Made once, not for each page.</summary>
internal sealed class AccountOrder
{
    private readonly Dictionary<OrganizationNode, FakeAccount[]> _below;

    internal AccountOrder(IEnumerable<FakeAccount> accounts, OrganizationTree? tree)
    {
        All = [.. accounts.OrderBy(account => account.Id, StringComparer.Ordinal)];
        _below = tree is null ? [] : All.GroupBy(tree.ParentOf).ToDictionary(group => group.Key, group => group.ToArray());
    }

    internal IReadOnlyList<FakeAccount> All { get; }

    internal IReadOnlyList<FakeAccount> DirectlyBelow(OrganizationNode parent) => _below.GetValueOrDefault(parent) ?? [];
}
