namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>Names of notifiers and connections.</summary>
public static class ConfigurationName
{
    private const int Longest = 64;

    /// <summary>Whether something in the configuration may have that name: letters, digits, hyphens, underscores and dots.</summary>
    /// <param name="name">The name, without Flowpipe's prefix.</param>
    public static bool IsValid(string? name)
        => name is { Length: > 0 and <= Longest } && name.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.');
}
