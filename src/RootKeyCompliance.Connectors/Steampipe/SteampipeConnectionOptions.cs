using Npgsql;
using RootKeyCompliance.Connectors.Configuration;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>Which database to read from, and how. Holds a password: what is shown of it is <see cref="Place"/>.</summary>
public sealed class SteampipeConnectionOptions
{
    /// <summary>The connection that is there without any configuration.</summary>
    public const string DefaultName = "default";

    /// <summary>How long the server may be silent, in seconds, unless something else is said.</summary>
    public const int DefaultCommandTimeout = 600;

    private const string BuiltIn = "postgres://steampipe@127.0.0.1:9193/steampipe";

    private readonly NpgsqlConnectionStringBuilder _settings;

    private SteampipeConnectionOptions(NpgsqlConnectionStringBuilder settings, string? name)
    {
        _settings = settings;
        var host = settings.Host!.Contains(':', StringComparison.Ordinal) ? $"[{settings.Host}]" : settings.Host;
        Place = PlainText.OneLine($"{host}:{settings.Port}/{settings.Database}");
        Name = name ?? Place;
    }

    /// <summary>The configured connection's name, or else <see cref="Place"/>.</summary>
    public string Name { get; }

    /// <summary>Host, port and database.</summary>
    public string Place { get; }

    /// <summary>How long the server may be silent, in seconds; 0 is without end.</summary>
    public int CommandTimeout { get; init; } = DefaultCommandTimeout;

    /// <summary>Whether to leave out the credential reports, which tell active keys from inactive ones.</summary>
    public bool SkipKeyDetail { get; init; }

    internal string User => _settings.Username ?? "";

    /// <summary>Takes every password out of a text that the client may have sent, wherever it has found it.</summary>
    internal Redaction Redaction
    {
        get
        {
            var passwords = _settings.Password is { Length: > 0 } password ? [password] : PasswordsElsewhere.Of(_settings.Passfile);
            return new Redaction(passwords.Append(_settings.SslPassword).OfType<string>().Select(text => new SettingValue(text, SettingSecrecy.Secret)));
        }
    }

    internal bool WantsTls => _settings.SslMode >= SslMode.Require;

    internal string ConnectionString
    {
        get
        {
            var settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { CommandTimeout = CommandTimeout };
            return settings.ConnectionString;
        }
    }

    /// <summary>Understands what <c>-Database</c> was given.</summary>
    /// <param name="database">A PostgreSQL URL, a keyword string, a connection's name, or <c>env:NAME</c>.</param>
    /// <param name="configured">Gives a configured connection by its bare name, or null.</param>
    /// <param name="resolve">Gives what a value that begins with <c>env:</c> or <c>vault:</c> stands for.</param>
    /// <param name="commandTimeout">How long the server may be silent, in seconds; 0 is without end.</param>
    /// <param name="skipKeyDetail">Whether to leave out the credential reports.</param>
    /// <exception cref="CisException">It is none of these.</exception>
    public static SteampipeConnectionOptions Parse(
        string database,
        Func<string, ConfiguredConnection?> configured,
        Func<string, string> resolve,
        int commandTimeout = DefaultCommandTimeout,
        bool skipKeyDetail = false)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(configured);
        ArgumentNullException.ThrowIfNull(resolve);
        var given = database.Trim();
        var connection = new ConfiguredConnection(given, Password: null).Follow(resolve);
        string? name = null;
        if (!ConnectionText.IsOne(connection.ConnectionString))
        {
            name = ConfigurationName.OfConnection(connection.ConnectionString);
            var found = Find(name, given, configured);
            name = found is null ? null : name;
            connection = found?.Follow(resolve) ?? new ConfiguredConnection(BuiltIn, Password: null);
        }

        try
        {
            var parsed = ConnectionText.Parse(connection.ConnectionString);
            if (connection.Password is not null)
            {
                parsed.Settings.Password = connection.Password;
            }
            else if (parsed.Settings.Password is { } password && SettingValue.IsReferenceText(password))
            {
                parsed.Settings.Password = resolve(password);
            }

            Complete(parsed);
            return new SteampipeConnectionOptions(parsed.Settings, name) { CommandTimeout = commandTimeout, SkipKeyDetail = skipKeyDetail };
        }
        catch (CisException e) when (name is not null && e.Fault.ErrorId == nameof(CisFaults.InvalidDatabase))
        {
            throw new CisException(e.Fault with { Message = $"Connection '{name}': {e.Fault.Message}" }, e);
        }
    }

    /// <summary>Host, port and database; never the password.</summary>
    public override string ToString() => Place;

    /// <returns>Null for the built-in default.</returns>
    private static ConfiguredConnection? Find(string name, string given, Func<string, ConfiguredConnection?> configured)
    {
        // What is no name may be the better part of a password: only what looks like a name is repeated.
        if (name.Length == 0 || !name.All(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '.'))
        {
            throw new CisException(CisFaults.InvalidDatabase("it is neither a postgres:// URL, nor a list of keywords and values, nor the name of a connection."));
        }

        return configured(name)
            ?? (name.Equals(DefaultName, StringComparison.OrdinalIgnoreCase) ? null : throw new CisException(CisFaults.ConnectionNotFound(given)));
    }

    /// <summary>What was not said, and what is ours to say.</summary>
    private static void Complete(ConnectionText parsed)
    {
        var settings = parsed.Settings;
        settings.Host = string.IsNullOrEmpty(settings.Host) ? "127.0.0.1" : settings.Host;
        if (settings.Host.Contains(',', StringComparison.Ordinal))
        {
            throw new CisException(CisFaults.InvalidDatabase("it names more than one host."));
        }

        settings.Username = FirstOf(settings.Username, Environment.GetEnvironmentVariable("PGUSER"), "steampipe");
        settings.Database = FirstOf(settings.Database, Environment.GetEnvironmentVariable("PGDATABASE"), settings.Username);
        settings.ApplicationName = FirstOf(settings.ApplicationName, "RootKeyCompliance");
        if (!parsed.Says("Timeout"))
        {
            settings.Timeout = 15;
        }

        if (!parsed.Says("GSS Encryption Mode"))
        {
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        // To this machine TLS protects nothing, and Steampipe speaks it with a certificate of its own making. To any other machine no
        // password goes in the clear unless the user has written so.
        if (!parsed.Says("SSL Mode"))
        {
            settings.SslMode = settings.RootCertificate is { Length: > 0 } ? SslMode.VerifyFull : IsHere(settings.Host) ? SslMode.Prefer : SslMode.Require;
        }

        CompleteRootCertificate(settings);

        // Two connections and a few statements: a pool would keep them open behind the command's back.
        settings.Pooling = false;
        settings.Enlist = false;
        settings.Multiplexing = false;
        settings.IncludeErrorDetail = false;
        settings.LogParameters = false;
        settings.CancellationTimeout = 500;
    }

    private static void CompleteRootCertificate(NpgsqlConnectionStringBuilder settings)
    {
        if (settings.RootCertificate is not { Length: > 0 } certificate)
        {
            return;
        }

        if (certificate == "system")
        {
            settings.RootCertificate = null;
            settings.SslMode = SslMode.VerifyFull;
        }
        else if (!File.Exists(certificate))
        {
            throw new CisException(CisFaults.InvalidDatabase($"there is no file '{PlainText.OneLine(certificate)}', which sslrootcert names."));
        }
        else if (settings.SslMode == SslMode.Require)
        {
            // As libpq has it: an authority that was named counts.
            settings.SslMode = SslMode.VerifyCA;
        }
    }

    private static bool IsHere(string host)
        => host.StartsWith('/') || NotifierRules.IsLoopback(host);

    private static string FirstOf(params string?[] values) => FirstOrNone(values)!;

    private static string? FirstOrNone(params string?[] values) => Array.Find(values, value => !string.IsNullOrEmpty(value));
}
