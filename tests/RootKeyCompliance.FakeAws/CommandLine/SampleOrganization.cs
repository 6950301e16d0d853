using System.Globalization;

namespace RootKeyCompliance.Fakes;

/// <summary>The organization of the program, and where its generated accounts are in it.</summary>
internal static class SampleOrganization
{
    // As AWS allows no more than five levels, units are wide rather than deep.
    private const int UnitsInEach = 10;

    internal static FakeOrganization? Create(ProgramOptions options) => options.Organization == OrganizationKind.None
        ? null
        : new FakeOrganization
        {
            AllFeatures = options.Organization == OrganizationKind.AllFeatures,
            EnabledFeatures = new HashSet<string>(options.EnablesRootAccess ? ["RootCredentialsManagement"] : [], StringComparer.Ordinal),
            OrganizationalUnits =
            [
                .. Enumerable.Range(1, options.Units).Select(number => new FakeOrganizationalUnit(IdOf(number), NameOf(number))
                {
                    ParentId = ParentOf(number) is 0 ? null : IdOf(ParentOf(number)),
                }),
            ],
        };

    /// <summary>Takes turns through the units.</summary>
    internal static IReadOnlyList<FakeAccount> Place(IReadOnlyList<FakeAccount> accounts, int units)
    {
        for (var index = 0; units > 0 && index < accounts.Count; index++)
        {
            accounts[index].OrganizationalUnitIds = PathOf((index % units) + 1);
        }

        return accounts;
    }

    internal static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"ou-fake-{number:D8}");

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"unit-{number}");

    private static int ParentOf(int number) => (number - 1) / UnitsInEach;

    private static List<string> PathOf(int number)
    {
        var path = new List<string>();
        for (; number > 0; number = ParentOf(number))
        {
            path.Insert(0, IdOf(number));
        }

        return path;
    }
}
