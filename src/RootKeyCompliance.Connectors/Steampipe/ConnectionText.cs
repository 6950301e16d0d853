using System.Data.Common;
using System.Globalization;
using System.Text;
using Npgsql;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>
/// Reads the three ways in which PostgreSQL connections are written: URLs and keyword strings as libpq has them, and keyword strings of
/// .NET. What is wrong is said without repeating any of it: anything misplaced may be a piece of the password.
/// </summary>
internal sealed class ConnectionText
{
    private const string NoConnection = "it is neither a postgres:// URL nor a list of keywords and values.";

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    /// <summary>libpq's names and those of Npgsql.</summary>
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["host"] = "Host",
        ["hostaddr"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["sslmode"] = "SSL Mode",
        ["ssl"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslnegotiation"] = "SSL Negotiation",
        ["channel_binding"] = "Channel Binding",
        ["gssencmode"] = "GSS Encryption Mode",
        ["krbsrvname"] = "Kerberos Service Name",
        ["require_auth"] = "Require Auth",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["client_encoding"] = "Client Encoding",
        ["options"] = "Options",
        ["search_path"] = "Search Path",
        ["timezone"] = "Timezone",
    };

    /// <summary>Those that make no difference to one connection that only reads.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.OrdinalIgnoreCase)
    {
        "fallback_application_name", "target_session_attrs", "load_balance_hosts", "sslcompression", "sslsni", "tcp_user_timeout",
        "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
    };

    /// <summary>Settings whose values are looked into, by the names that .NET's strings have for them.</summary>
    private static readonly string[] LookedInto = ["Host", "Server", "Port", "Timeout", "SSL Mode", "Root Certificate", "GSS Encryption Mode"];

    private readonly HashSet<string> _said = new(StringComparer.OrdinalIgnoreCase);
    private int? _portOfHost;

    private ConnectionText()
    {
    }

    internal NpgsqlConnectionStringBuilder Settings { get; } = new();

    /// <summary>Whether the text is meant to be a connection, and not the name of one.</summary>
    internal static bool IsOne(string text) => text.Contains("://", StringComparison.Ordinal) || text.Contains('=', StringComparison.Ordinal);

    /// <exception cref="CisException">The text is no connection.</exception>
    internal static ConnectionText Parse(string text)
    {
        var result = new ConnectionText();
        if (Array.Find(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } scheme)
        {
            result.ReadUrl(text[scheme.Length..]);
        }
        else if (KeywordsOfLibpq.TryRead(text, out var pairs) && !(pairs is [var only] && !IsKnown(only.Keyword)))
        {
            pairs.ForEach(pair => result.Set(pair.Keyword, pair.Value));
        }
        else
        {
            // One pair alone may be written either way: the keyword tells.
            result.ReadKeywordsOfNet(text);
        }

        result.TakePortOfHost();
        return result;
    }

    /// <summary>Whether the text names a setting, by Npgsql's name.</summary>
    internal bool Says(string keyword) => _said.Contains(Plain(keyword));

    private static CisException Invalid(string reason) => new(CisFaults.InvalidDatabase(reason));

    private static bool IsKnown(string keyword) => Keywords.ContainsKey(keyword) || Ignored.Contains(keyword);

    private static string Plain(string keyword) => keyword.Replace(" ", "", StringComparison.Ordinal);

    private void ReadUrl(string text)
    {
        var queryAt = text.IndexOf('?', StringComparison.Ordinal);
        var query = queryAt < 0 ? "" : text[(queryAt + 1)..];
        var rest = queryAt < 0 ? text : text[..queryAt];
        var pathAt = rest.IndexOf('/', StringComparison.Ordinal);
        var path = pathAt < 0 ? "" : rest[(pathAt + 1)..];
        var authority = pathAt < 0 ? rest : rest[..pathAt];
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Split('=', 2)).ToList();

        // An at sign after the question mark is a value's, or what comes before it is a piece of the password.
        if (path.Contains('@', StringComparison.Ordinal) || path.Contains('/', StringComparison.Ordinal)
            || parameters.Exists(pair => pair[^1].Contains('@', StringComparison.Ordinal) && !(pair.Length > 1 && IsKnown(pair[0]))))
        {
            throw Invalid("a character of the URL stands where it cannot; in user and password / is written as %2F, ? as %3F, @ as %40 and # as %23.");
        }

        var hostAt = authority.LastIndexOf('@');
        ReadHost(authority[(hostAt + 1)..]);
        if (hostAt >= 0)
        {
            var user = authority[..hostAt].Split(':', 2);
            SetIfAny("user", Decode(user[0], "user"));
            SetIfAny("password", user.Length > 1 ? Decode(user[1], "password") : "");
        }

        SetIfAny("dbname", Decode(path, "database"));
        foreach (var pair in parameters)
        {
            if (pair.Length < 2)
            {
                throw Invalid("a parameter after the question mark has no value.");
            }

            Set(Decode(pair[0], "a parameter"), Decode(pair[1], "a parameter"));
        }
    }

    private void ReadHost(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : text.LastIndexOf(':') is >= 0 and var colon ? colon - 1 : text.Length - 1;
        if (text.StartsWith('[') && end < 0)
        {
            throw Invalid("a bracket of the host is not closed.");
        }

        var host = text[..(end + 1)];
        var port = text[(end + 1)..];
        SetIfAny("host", Decode(host.StartsWith('[') ? host[1..^1] : host, "host"));
        if (port is not ("" or ":"))
        {
            Set("port", port[0] == ':' ? port[1..] : "");
        }
    }

    private void SetIfAny(string keyword, string value)
    {
        if (value.Length > 0)
        {
            Set(keyword, value);
        }
    }

    private void ReadKeywordsOfNet(string text)
    {
        // Without a semicolon there is one pair: more of them are libpq's with something amiss, and one's value would hold the others.
        if (!text.Contains(';', StringComparison.Ordinal) && text.Count(character => character == '=') > 1)
        {
            throw Invalid(NoConnection);
        }

        DbConnectionStringBuilder pairs;
        try
        {
            pairs = new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            throw Invalid(NoConnection);
        }

        foreach (string keyword in pairs.Keys)
        {
            var name = Array.Find(LookedInto, known => Plain(known).Equals(Plain(keyword), StringComparison.OrdinalIgnoreCase));
            Assign(name == "Server" ? "Host" : name ?? keyword, Convert.ToString(pairs[keyword], CultureInfo.InvariantCulture) ?? "");
        }
    }

    private void Set(string keyword, string value)
    {
        if (Keywords.TryGetValue(keyword, out var name))
        {
            Assign(name, value);
        }
        else if (!Ignored.Contains(keyword))
        {
            throw Invalid($"a keyword is not one of {string.Join(", ", Keywords.Keys)}.");
        }
    }

    private void Assign(string keyword, string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid("it holds a character that no connection can.");
        }

        try
        {
            switch (keyword)
            {
                case "SSL Mode":
                    Settings.SslMode = Mode(value);
                    break;
                case "Host":
                    (Settings.Host, _portOfHost) = Host(value);
                    break;
                case "Port":
                    Settings.Port = Port(value);
                    break;
                default:
                    Settings[keyword] = value;
                    break;
            }

            _said.Add(Plain(keyword));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException or NotSupportedException or KeyNotFoundException)
        {
            throw Invalid(Keywords.ContainsValue(keyword) ? $"the value of {keyword} cannot be one." : "it holds a keyword that is not known.");
        }
    }

    /// <summary>Npgsql takes a port within the host, too, and so does whoever writes such a string: it is not to be a part of the name.</summary>
    private static (string Host, int? Port) Host(string text)
    {
        var colon = text.LastIndexOf(':');
        var bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var hasPort = !text.StartsWith('/') && (bracket > 0 ? colon == bracket + 1 : colon >= 0 && colon == text.IndexOf(':', StringComparison.Ordinal));
        var host = hasPort ? text[..colon] : text;
        host = bracket > 0 && bracket == host.Length - 1 ? host[1..^1] : host;
        return IsHost(host) ? (host, hasPort ? Port(text[(colon + 1)..]) : null) : throw new FormatException();
    }

    private static int Port(string text)
        => ushort.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and var port ? port : throw new FormatException();

    private void TakePortOfHost()
    {
        if (_portOfHost is not { } port)
        {
            return;
        }

        if (Says("Port") && Settings.Port != port)
        {
            throw Invalid("it names two ports, one of them within the host.");
        }

        Settings.Port = port;
    }

    private static bool IsHost(string text) => text.Length > 0 && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character == '@');

    private static SslMode Mode(string text) => text.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() switch
    {
        "disable" or "false" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" or "true" => SslMode.Require,
        "verifyca" => SslMode.VerifyCA,
        "verifyfull" => SslMode.VerifyFull,
        _ => throw new FormatException(),
    };

    /// <summary>Undoes percent-encoding, strictly: a stray percent sign is a character of the password that was not encoded.</summary>
    private static string Decode(string text, string part)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != '%')
            {
                var length = char.IsSurrogatePair(text, index) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(index, length)));
                index += length - 1;
                continue;
            }

            if (index + 2 >= text.Length || !byte.TryParse(text.AsSpan(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                throw Invalid($"{part} has a percent sign that starts no encoded character; the sign itself is written as %25.");
            }

            bytes.Add(value);
            index += 2;
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw Invalid($"{part} has encoded bytes that are no UTF-8.");
        }
    }
}
