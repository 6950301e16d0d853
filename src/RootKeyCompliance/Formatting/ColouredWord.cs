namespace RootKeyCompliance.Formatting;

/// <summary>A word in a colour of PowerShell's own palette, unless colours are not wanted.</summary>
internal static class ColouredWord
{
    internal static string Of(string word, string? start, string? reset)
        => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? $"{start}{word}{reset}" : word;
}
