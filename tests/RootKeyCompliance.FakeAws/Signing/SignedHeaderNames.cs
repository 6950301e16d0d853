using System.Collections.Concurrent;

namespace RootKeyCompliance.Fakes;

/// <summary>The names in <c>SignedHeaders</c>, taken apart. A client signs the same ones again and again, so that those are kept.</summary>
internal sealed class SignedHeaderNames
{
    private const int EnoughKept = 256;
    private static readonly ConcurrentDictionary<string, SignedHeaderNames> Known = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, SignedHeaderNames>.AlternateLookup<ReadOnlySpan<char>> KnownBySpan =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly HashSet<string> _set;

    private SignedHeaderNames(string text)
    {
        Text = text;
        Names = text.Split(';');
        _set = new HashSet<string>(Names, StringComparer.OrdinalIgnoreCase);
        for (var index = 1; index < Names.Length; index++)
        {
            IsAscending &= string.CompareOrdinal(Names[index - 1], Names[index]) < 0;
        }

        HasHost = Array.Exists(Names, static name => name is "host");
    }

    internal string Text { get; }

    internal string[] Names { get; }

    /// <summary>In order, each once.</summary>
    internal bool IsAscending { get; } = true;

    internal bool HasHost { get; }

    internal static SignedHeaderNames Of(ReadOnlySpan<char> text)
    {
        if (KnownBySpan.TryGetValue(text, out var known))
        {
            return known;
        }

        var names = new SignedHeaderNames(text.ToString());
        if (Known.Count < EnoughKept)
        {
            Known[names.Text] = names;
        }

        return names;
    }

    internal bool Contains(string name) => _set.Contains(name);
}
