namespace RootKeyCompliance.TestKit;

internal static class Ordering
{
    /// <summary>For results that come in the order of completion.</summary>
    internal static string[] Sorted(this IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal)];
}
