namespace RootKeyCompliance.Bench;

/// <summary>Figures of repeated runs.</summary>
internal static class Samples
{
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
