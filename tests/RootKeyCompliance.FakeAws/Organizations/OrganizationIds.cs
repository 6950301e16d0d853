using System.Text.RegularExpressions;

namespace RootKeyCompliance.Fakes;

/// <summary>The forms that Organizations wants ids in.</summary>
internal static partial class OrganizationIds
{
    internal static bool IsUnit(string id) => Unit().IsMatch(id);

    /// <summary>The root or a unit.</summary>
    internal static bool IsParent(string id) => Root().IsMatch(id) || Unit().IsMatch(id);

    internal static bool IsAccount(string id) => id.Length == 12 && !id.AsSpan().ContainsAnyExceptInRange('0', '9');

    [GeneratedRegex(@"^r-[0-9a-z]{4,32}\z", RegexOptions.None, 1000)]
    private static partial Regex Root();

    [GeneratedRegex(@"^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}\z", RegexOptions.None, 1000)]
    private static partial Regex Unit();
}
