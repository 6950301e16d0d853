using System.Data.Common;

namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>A configured connection: its text, and the password where that stands apart. Either may be a reference.</summary>
/// <param name="ConnectionString">A PostgreSQL address, or keywords with values.</param>
/// <param name="Password">The password; null when the connection string has it, or none is needed.</param>
public sealed record ConfiguredConnection(string ConnectionString, string? Password)
{
    private static readonly string[] PasswordKeywords = ["Password", "PWD", "PSW"];

    /// <summary>Why the two do not fit together; null when they do, or when one of them is a reference that has not been followed.</summary>
    internal string? Flaw => Password is null || SettingValue.IsReferenceText(ConnectionString)
        ? null
        : HasPassword(ConnectionString) switch
        {
            null => "a password can stand apart only from an address or from keywords with values (Host=…;Username=…).",
            true => "the connection string has a password already.",
            false => null,
        };

    /// <summary>Shows neither the connection string nor the password.</summary>
    public override string ToString() => nameof(ConfiguredConnection);

    /// <summary>Both in one text, with the password in it.</summary>
    /// <param name="follow">What a reference leads to; any other text as it stands.</param>
    /// <exception cref="CisException">They do not fit together.</exception>
    public string Join(Func<string, string> follow)
    {
        ArgumentNullException.ThrowIfNull(follow);
        var followed = new ConfiguredConnection(follow(ConnectionString), Password is null ? null : follow(Password));
        if (followed.Flaw is { } flaw)
        {
            throw new CisException(CisFaults.ConnectionInvalid(flaw));
        }

        return followed.Password is not { } password ? followed.ConnectionString
            : IsAddress(followed.ConnectionString) ? WithPassword(followed.ConnectionString, password)
            : new DbConnectionStringBuilder { ConnectionString = followed.ConnectionString, ["Password"] = password }.ConnectionString;
    }

    private static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>Null when the text is neither an address nor keywords with values.</summary>
    private static bool? HasPassword(string text)
    {
        if (IsAddress(text))
        {
            var user = UserOf(text);
            return user.Contains(':', StringComparison.Ordinal) || text.Contains("password=", StringComparison.OrdinalIgnoreCase);
        }

        try
        {
            var keywords = new DbConnectionStringBuilder { ConnectionString = text };
            return PasswordKeywords.Any(keywords.ContainsKey);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string WithPassword(string address, string password)
    {
        var start = AuthorityStart(address);
        var user = UserOf(address);
        var rest = address[(start + user.Length)..].TrimStart('@');
        return $"{address[..start]}{user}:{Uri.EscapeDataString(password)}@{rest}";
    }

    private static string UserOf(string address)
    {
        var start = AuthorityStart(address);
        var end = address.IndexOfAny(['/', '?'], start);
        var authority = end < 0 ? address[start..] : address[start..end];
        return authority.LastIndexOf('@') is var at && at >= 0 ? authority[..at] : "";
    }

    private static int AuthorityStart(string address) => address.IndexOf("://", StringComparison.Ordinal) + "://".Length;
}
