namespace RootKeyCompliance;

/// <summary>Reads a member of an enumeration by its name. Enum.TryParse takes numbers, lists and blanks, too.</summary>
internal static class EnumWord
{
    /// <summary>The member of that name, in any case; null for any other text.</summary>
    internal static T? Read<T>(string? text)
        where T : struct, Enum
        => Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text!, ignoreCase: true) : null;
}
