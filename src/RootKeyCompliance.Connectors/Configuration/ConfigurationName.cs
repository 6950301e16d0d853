namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>Names of notifiers and connections.</summary>
public static class ConfigurationName
{
    internal const string NotifierPrefix = "notifier.";
    internal const string ConnectionPrefix = "connection.steampipe.";
    private const int Longest = 64;

    /// <summary>A notifier's name without Flowpipe's <c>notifier.</c> before it.</summary>
    /// <param name="text">The name as it was given.</param>
    public static string OfNotifier(string text) => Without(NotifierPrefix, text);

    /// <summary>A connection's name without Flowpipe's <c>connection.steampipe.</c> before it.</summary>
    /// <param name="text">The name as it was given.</param>
    public static string OfConnection(string text) => Without(ConnectionPrefix, text);

    /// <summary>Whether something in the configuration may have that name: letters, digits, hyphens, underscores and dots.</summary>
    /// <param name="name">The name, without Flowpipe's prefix.</param>
    public static bool IsValid(string? name)
        => name is { Length: > 0 and <= Longest } && name.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.');

    private static string Without(string prefix, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : text;
    }
}
