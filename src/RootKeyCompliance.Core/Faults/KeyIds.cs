using System.Text.RegularExpressions;

namespace RootKeyCompliance;

/// <summary>Access key ids are shown masked: enough to tell two keys apart, too little to use.</summary>
public static partial class KeyIds
{
    /// <summary>The first and last four characters, such as <c>AKIA…WXYZ</c>; shorter ids keep only their first four. A masked id stays as it is.</summary>
    /// <param name="accessKeyId">The id.</param>
    public static string Mask(string accessKeyId)
    {
        ArgumentNullException.ThrowIfNull(accessKeyId);
        return accessKeyId is [_, _, _, _, '…', _, _, _, _] ? accessKeyId
            : accessKeyId.Length >= 12 ? $"{accessKeyId[..4]}…{accessKeyId[^4..]}" : $"{accessKeyId[..Math.Min(4, accessKeyId.Length)]}…";
    }

    /// <summary>Whether a text can be a key id, whole or masked.</summary>
    /// <param name="text">The text.</param>
    public static bool IsOne(string? text) => text is not null && Whole().IsMatch(text);

    /// <summary>The text with every key id in it masked.</summary>
    /// <param name="text">Any text, such as an error message of AWS.</param>
    public static string MaskAllIn(string text) => KeyId().Replace(text, match => Mask(match.Value));

    // No word boundaries: an id beside an underscore or a letter is one too.
    [GeneratedRegex("(?:AKIA|ASIA)[A-Z0-9]{8,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyId();

    // AWS promises 16 to 128 of these characters.
    [GeneratedRegex(@"\A(?:[A-Z0-9]{16,128}|[A-Z0-9]{4}…[A-Z0-9]{4})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();
}
