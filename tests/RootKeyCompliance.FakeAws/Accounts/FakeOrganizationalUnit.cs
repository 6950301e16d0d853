namespace RootKeyCompliance.Fakes;

/// <summary>An organizational unit (<c>ou-fake-11111111</c>), directly below the root unless it has a parent.</summary>
public sealed record FakeOrganizationalUnit(string Id, string Name)
{
    public string? ParentId { get; init; }
}
