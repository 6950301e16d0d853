namespace RootKeyCompliance;

/// <summary>How much of a setting may be shown.</summary>
internal enum SettingSecrecy
{
    /// <summary>All of it.</summary>
    Open,

    /// <summary>An address whose host may be shown; its path and query let their holder in.</summary>
    SecretUrl,

    /// <summary>Nothing.</summary>
    Secret,
}

/// <summary>
/// A value as it was configured: the text itself, or where it is to be had (<c>env:NAME</c>, <c>vault:NAME</c>). Shows no secret.
/// </summary>
internal sealed class SettingValue(string text, SettingSecrecy secrecy = SettingSecrecy.Open)
{
    internal const string EnvironmentPrefix = "env:";
    internal const string VaultPrefix = "vault:";
    private const string Hidden = "…";

    /// <summary>The text as it was configured. Not for showing.</summary>
    internal string Text { get; } = text;

    internal SettingSecrecy Secrecy { get; } = secrecy;

    /// <summary>Whether the text only says where the value is to be had.</summary>
    internal bool IsReference => IsReferenceText(Text);

    /// <summary>What may be shown of it.</summary>
    internal string Shown => IsReference || Secrecy == SettingSecrecy.Open
        ? PlainText.OneLine(Text)
        : Secrecy == SettingSecrecy.SecretUrl && Uri.TryCreate(Text, UriKind.Absolute, out var url) && url is { Scheme: "https" or "http" }
            ? $"{url.Scheme}://{url.Authority[(url.Authority.LastIndexOf('@') + 1)..]}/{Hidden}"
            : Hidden;

    internal static bool IsReferenceText(string? text) => text is not null
        && (text.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) || text.StartsWith(VaultPrefix, StringComparison.Ordinal));

    internal SettingValue With(string text) => new(text, Secrecy);

    public override string ToString() => Shown;
}
