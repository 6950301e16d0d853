using System.Text;
using System.Text.Json;

namespace RootKeyCompliance.Fakes;

/// <summary>
/// Which part of a list is asked for. A token names the last id seen, so that paging is stable while tests add accounts, and the
/// list it belongs to: AWS refuses a token of another one.
/// </summary>
internal sealed class PageRequest
{
    private const int MaxPageSize = 20;
    private readonly string _list;
    private readonly string? _after;
    private readonly int _size;

    private PageRequest(string list, string? after, int size) => (_list, _after, _size) = (list, after, size);

    /// <summary>Null: the size or the token is not acceptable.</summary>
    internal static PageRequest? Read(JsonElement input, string list, int defaultSize)
    {
        var size = Math.Clamp(defaultSize, 1, MaxPageSize);
        if (input.TryGetProperty("MaxResults", out var asked) && asked.ValueKind != JsonValueKind.Null)
        {
            if (asked.ValueKind != JsonValueKind.Number || !asked.TryGetInt32(out var most) || most is < 1 or > MaxPageSize)
            {
                return null;
            }

            size = Math.Min(size, most);
        }

        if (!input.TryGetProperty("NextToken", out var token) || token.ValueKind == JsonValueKind.Null)
        {
            return new PageRequest(list, after: null, size);
        }

        return After(token, list) is { } after ? new PageRequest(list, after, size) : null;
    }

    /// <summary>The page of a list that is in the order of its ids, and the token of the next one.</summary>
    internal (int First, int End, string? NextToken) Of<T>(IReadOnlyList<T> items, Func<T, string> id, bool emptyFirstPage)
    {
        if (_after is null && emptyFirstPage)
        {
            return (0, 0, Token(string.Empty));
        }

        var first = string.IsNullOrEmpty(_after) ? 0 : FirstAfter(items, id, _after);
        var end = Math.Min(first + _size, items.Count);
        return (first, end, end < items.Count ? Token(id(items[end - 1])) : null);
    }

    private static int FirstAfter<T>(IReadOnlyList<T> items, Func<T, string> id, string after)
    {
        var (low, high) = (0, items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(id(items[middle]), after) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static string? After(JsonElement token, string list)
    {
        if (token.ValueKind != JsonValueKind.String || !token.TryGetBytesFromBase64(out var bytes))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes);
        return text.Length > list.Length && text[list.Length] == '\n' && text.StartsWith(list, StringComparison.Ordinal)
            ? text[(list.Length + 1)..]
            : null;
    }

    private string Token(string after) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_list}\n{after}"));
}
