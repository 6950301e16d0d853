using System.Numerics;

namespace RootKeyCompliance.Fakes;

/// <summary>
/// Dice that depend on what is decided, not on when: requests of a sweep arrive in a different order each time, and a seed must
/// mean the same all the same.
/// </summary>
internal static class StableHash
{
    private const ulong Start = 14695981039346656037UL;

    /// <summary>A number in [0, 1).</summary>
    internal static double Unit(int seed, string subject, string purpose, int attempt)
    {
        var hash = Start ^ (uint)seed;
        hash = Mix(hash, subject);
        hash = Mix(hash, purpose);
        hash = (hash ^ (uint)attempt) * 1099511628211UL;

        return (Spread(hash) >> 11) * (1.0 / (1UL << 53));
    }

    internal static ulong Of(int seed, ReadOnlySpan<char> text) => Spread(Mix(Start ^ (uint)seed, text));

    // FNV alone leaves neighbouring ids alike in the high bits.
    private static ulong Spread(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }

    private static ulong Mix(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        return BitOperations.RotateLeft(hash, 5);
    }
}
