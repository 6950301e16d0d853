using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>A configured connection: its text, and the password where that stands apart. Either may be a reference.</summary>
/// <param name="ConnectionString">A PostgreSQL address, or keywords with values.</param>
/// <param name="Password">The password; null when the connection string has it, or none is needed.</param>
public sealed record ConfiguredConnection(string ConnectionString, string? Password)
{
    /// <summary>Why the two do not fit together; null when they do, or when one of them is a reference that has not been followed.</summary>
    internal string? Flaw
    {
        get
        {
            if (Password is null || SettingValue.IsReferenceText(ConnectionString))
            {
                return null;
            }

            return !ConnectionText.IsOne(ConnectionString) ? "a password can stand apart only from an address or from keywords with values (Host=…;Username=…)."
                : HasPassword ? "the connection string has a password already."
                : null;
        }
    }

    private bool HasPassword
    {
        get
        {
            try
            {
                return ConnectionText.Parse(ConnectionString).Settings.Password is { Length: > 0 };
            }
            catch (CisException)
            {
                // What is wrong with it is said when it is used.
                return false;
            }
        }
    }

    /// <summary>Shows neither the connection string nor the password.</summary>
    public override string ToString() => nameof(ConfiguredConnection);

    /// <summary>The same with its references followed.</summary>
    /// <exception cref="CisException">A reference leads nowhere, or the two do not fit together.</exception>
    internal ConfiguredConnection Follow(Func<string, string> resolve)
    {
        var followed = new ConfiguredConnection(Resolve(ConnectionString).Trim(), Password is null ? null : Resolve(Password));
        return followed.Flaw is { } flaw ? throw new CisException(CisFaults.ConnectionInvalid(flaw)) : followed;

        string Resolve(string text) => SettingValue.IsReferenceText(text) ? resolve(text) : text;
    }
}
