namespace RootKeyCompliance.Connectors.Notifiers.Http;

/// <summary>One message as it is posted.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Body">The JSON.</param>
/// <param name="Id">What receivers know the message by; null where the service has no such thing.</param>
internal sealed record HttpPart(int Number, int Count, byte[] Body, string? Id = null) : NotificationPart(Number, Count)
{
    /// <summary>One part for each of the messages, with the body that the function makes of it.</summary>
    internal static IReadOnlyList<NotificationPart> Of<T>(IReadOnlyList<T> messages, Func<HttpPart, T, HttpPart> write)
        => [.. messages.Select((message, index) => write(new HttpPart(index + 1, messages.Count, []), message))];
}
