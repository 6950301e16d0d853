namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>One message of a digest.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Count">How many there are.</param>
internal abstract record NotificationPart(int Number, int Count)
{
    /// <summary>What tells readers that there is more: <c>(2 of 3)</c>; empty for a digest in one piece.</summary>
    internal string Label => Count > 1 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({Number} of {Count})") : "";

    /// <summary>Fills messages one after the other, each as far as it goes. An item that is too large by itself gets a message of its own.</summary>
    /// <param name="items">What is to be sent, in order.</param>
    /// <param name="size">An item's size in the service's measure.</param>
    /// <param name="room">The size that a message's items may have together.</param>
    /// <param name="mostItems">The number of items that a message may have.</param>
    internal static IReadOnlyList<IReadOnlyList<T>> Fill<T>(IEnumerable<T> items, Func<T, int> size, int room, int mostItems)
    {
        var messages = new List<IReadOnlyList<T>>();
        var current = new List<T>();
        var used = 0;
        foreach (var item in items)
        {
            var needed = size(item);
            if (current.Count > 0 && (used + needed > room || current.Count == mostItems))
            {
                messages.Add(current);
                current = [];
                used = 0;
            }

            current.Add(item);
            used += needed;
        }

        if (current.Count > 0)
        {
            messages.Add(current);
        }

        return messages;
    }
}
