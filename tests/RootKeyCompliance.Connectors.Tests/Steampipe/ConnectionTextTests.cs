using System.Data.Common;
using System.Globalization;
using CsCheck;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Tests;

/// <summary>The ways in which a connection can be written.</summary>
public sealed class ConnectionTextTests
{
    private const string Odd = "@:/?#%&= '\"\\;+[]é中a1";

    private static readonly string[] Forms =
        ["postgres://u:{0}@h/{1}", "postgres://{0}@h{1}", "{1}://u:{0}", "{1}{0}", "Host={1};Password={0}", "host={1} password={0}", "postgres://u:{0}@h:{1}/d?{1}"];

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 12],
        Gen.String[Gen.Int[0, Odd.Length - 1].Select(index => Odd[index]), 0, 12]);

    [Theory]
    [InlineData("postgres://steampipe:secret@db.example.net:9193/steampipe", "db.example.net", "9193", "steampipe", "steampipe", "secret")]
    [InlineData("postgresql://u:p%40%3A%2F%3F%23%25%20x@db.example.net/d%20b", "db.example.net", "5432", "d b", "u", "p@:/?#% x")]
    [InlineData("POSTGRES://u@[::1]:9193/d", "::1", "9193", "d", "u", "")]
    [InlineData("postgres://u@[2001:db8::1]/d", "2001:db8::1", "5432", "d", "u", "")]
    [InlineData("postgres:///d?user=u&password=p&host=db.example.net&port=9193", "db.example.net", "9193", "d", "u", "p")]
    [InlineData("postgres://", "127.0.0.1", "5432", "steampipe", "steampipe", "")]
    [InlineData("postgres://u@/d", "127.0.0.1", "5432", "d", "u", "")]
    [InlineData("postgres://u:a:b@h/d", "h", "5432", "d", "u", "a:b")]
    [InlineData("postgres://u:a@b@h/d", "h", "5432", "d", "u", "a@b")]
    [InlineData("postgres://u@%2Fvar%2Frun%2Fpostgresql/d", "/var/run/postgresql", "5432", "d", "u", "")]
    [InlineData("Host=h;Username=u;Password=p;Database=d;Port=9193", "h", "9193", "d", "u", "p")]
    [InlineData("Server=h;User Id=u;Password='p;q'", "h", "5432", "u", "u", "p;q")]
    [InlineData("host=h user=u password='it''s' dbname=d", null, null, null, null, null)]
    [InlineData("host=h user=u password='it\\'s me' dbname=d port=9193", "h", "9193", "d", "u", "it's me")]
    [InlineData("host = h user=u", "h", "5432", "u", "u", "")]
    [InlineData("Host=127.0.0.1:55999;Username=u", "127.0.0.1", "55999", "u", "u", "")]
    [InlineData("Host=h:7;Port=7;Username=u", "h", "7", "u", "u", "")]
    [InlineData("Host=[::1]:55999;Username=u", "::1", "55999", "u", "u", "")]
    [InlineData("Host=[::1];Username=u", "::1", "5432", "u", "u", "")]
    [InlineData("Host=2001:db8::1;Username=u", "2001:db8::1", "5432", "u", "u", "")]
    [InlineData("host=h:7 user=u", "h", "7", "u", "u", "")]
    [InlineData("postgres://u@[fe80::1%25lo]:9193/d", "fe80::1%lo", "9193", "d", "u", "")]
    [InlineData("Server=127.0.0.1", "127.0.0.1", "5432", "steampipe", "steampipe", "")]
    [InlineData("UserName=u", "127.0.0.1", "5432", "u", "u", "")]
    [InlineData("default", "127.0.0.1", "9193", "steampipe", "steampipe", "")]
    [InlineData("connection.steampipe.default", "127.0.0.1", "9193", "steampipe", "steampipe", "")]
    public void Every_form_of_a_connection_is_understood(string text, string? host, string? port, string? database, string? user, string? password)
    {
        if (host is null)
        {
            Assert.Equal("InvalidDatabase", Fault(text).ErrorId);
            return;
        }

        var settings = Settings(text);

        Assert.Equal(
            (host, port, database, user, password),
            (settings("Host"), settings("Port") ?? "5432", settings("Database"), settings("Username"), settings("Password") ?? ""));
    }

    [Theory]
    [InlineData("disable", "Disable")]
    [InlineData("allow", "Allow")]
    [InlineData("prefer", "Prefer")]
    [InlineData("require", "Require")]
    [InlineData("verify-ca", "VerifyCA")]
    [InlineData("verify-full", "VerifyFull")]
    public void Sslmode_has_the_names_of_libpq(string mode, string expected)
    {
        Assert.Equal(expected, Settings($"postgres://u@db.example.net/d?sslmode={mode}")("SSL Mode") ?? "Prefer");
        Assert.Equal(expected, Settings($"host=db.example.net sslmode={mode}")("SSL Mode") ?? "Prefer");
        Assert.Equal(expected, Settings($"Host=db.example.net;SSL Mode={expected}")("SSL Mode") ?? "Prefer");
        Assert.Equal(expected, Settings($"Host=db.example.net;SslMode={expected}")("SSL Mode") ?? "Prefer");
    }

    [Theory]
    [InlineData("postgres://u@127.0.0.1/d", "Prefer")]
    [InlineData("postgres://u@127.8.9.10/d", "Prefer")]
    [InlineData("postgres://u@[::1]/d", "Prefer")]
    [InlineData("postgres://u@localhost/d", "Prefer")]
    [InlineData("postgres://u@localhost.example.net/d", "Require")]
    [InlineData("postgres://u@10.0.0.1/d", "Require")]
    [InlineData("Host=127.0.0.1:55999;Username=u", "Prefer")]
    [InlineData("Host=10.0.0.1:55999;Username=u", "Require")]
    [InlineData("Host=db;Username=u", "Require")]
    [InlineData("postgres://u@db/d?sslrootcert=system", "VerifyFull")]
    [InlineData("postgres://u@db/d?sslmode=disable", "Disable")]
    public void TLS_is_required_for_other_machines_unless_sslmode_is_given(string text, string mode)
        => Assert.Equal(mode, Settings(text)("SSL Mode") ?? "Prefer");

    [Fact]
    public void Other_parameters_are_passed_on()
    {
        var settings = Settings("postgres://u@h/d?connect_timeout=7&application_name=audit&search_path=aws_all&options=-c%20x.y%3D1&target_session_attrs=any");

        Assert.Equal(("7", "audit", "aws_all", "-c x.y=1"), (settings("Timeout"), settings("Application Name"), settings("Search Path"), settings("Options")));
        Assert.Equal("False", settings("Pooling"));
    }

    [Fact]
    public void An_at_sign_in_a_parameter_and_a_port_in_the_host_are_understood()
    {
        Assert.Equal("a@b", Settings("postgres://u:p@h/d?application_name=a@b")("Application Name"));
        Assert.Equal("a@b", Settings("postgres://h/d?user=u&application_name=a@b&connect_timeout=7")("Application Name"));
        Assert.Equal("127.0.0.1:55999/u", Parse("Host=127.0.0.1:55999;Username=u").Place);
    }

    [Theory]
    [InlineData("")]
    [InlineData("prod@hidden")]
    [InlineData("steampipe:hidden")]
    [InlineData("hidden secret")]
    [InlineData("mysql://u:hidden@h/d")]
    [InlineData("postgres://u:hid/den@h/d")]
    [InlineData("postgres://u:hid?den@h/d")]
    [InlineData("postgres://u:hidden%@h/d")]
    [InlineData("postgres://u:hidden%zz@h/d")]
    [InlineData("postgres://u:hidden%ff@h/d")]
    [InlineData("postgres://u:hidden%00@h/d")]
    [InlineData("postgres://u:hidden@h:port/d")]
    [InlineData("postgres://u:hidden@h:0/d")]
    [InlineData("postgres://u:hidden@h:70000/d")]
    [InlineData("postgres://u:hidden@[::1/d")]
    [InlineData("postgres://u:hidden@[::1]x/d")]
    [InlineData("postgres://u:hidden@a,b/d")]
    [InlineData("postgres://hid?den=1@h/d")]
    [InlineData("postgres://u:1?x&hidden=1@h/d")]
    [InlineData("postgres://u:hidden@[fe80::1%zz]/d")]
    [InlineData("Host=h:hidden;Username=u")]
    [InlineData("Host=h:0;Username=u")]
    [InlineData("Host=h:1;Port=2;Password=hidden")]
    [InlineData("Port=2;Host=h:1;Password=hidden")]
    [InlineData("Host=a:1,b:2;Password=hidden")]
    [InlineData("user=u pass word=hidden")]
    [InlineData("postgres://u:hidden@h/d?hidden")]
    [InlineData("postgres://u:hidden@h/d?hidden=1")]
    [InlineData("postgres://u:hidden@h/d?sslmode=hidden")]
    [InlineData("postgres://u:hidden@h/d?connect_timeout=hidden")]
    [InlineData("postgres://u:hidden@h/d?sslrootcert=/no/such/file")]
    [InlineData("Host=h;Password=hidden;Nonsense=1")]
    [InlineData("Host=h;Password=hidden;Port=hidden")]
    [InlineData("Host=h;Password=hidden;=")]
    [InlineData("host=h password=hidden nonsense=1")]
    [InlineData("host=h password='hidden")]
    [InlineData("=hidden")]
    public void A_wrong_connection_is_refused_without_repeating_it(string text)
    {
        var fault = Fault(text);

        Assert.Equal("InvalidDatabase", fault.ErrorId);
        Assert.DoesNotContain("hid", fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("prod")]
    [InlineData("connection.steampipe.prod")]
    [InlineData("Connection.Steampipe.prod")]
    [InlineData("default")]
    public void A_configured_name_is_the_source_and_one_that_is_not_configured_is_an_error(string text)
    {
        var bare = text.Split('.')[^1];

        var options = SteampipeConnectionOptions.Parse(text, name => name == bare ? Connection("postgres://u:p@h/d") : null, SteampipeLab.ResolveNothing);

        Assert.Equal((bare, "h:5432/d"), (options.Name, options.Place));
        if (bare != "default")
        {
            var fault = Fault(text);
            Assert.Equal("ConnectionNotFound", fault.ErrorId);
            Assert.Contains($"'{text}'", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Connections_and_passwords_may_be_references()
    {
        string Resolve(string value) => value switch
        {
            "env:DB" => "postgres://u:env%3APASSWORD@h/d",
            "env:PASSWORD" => "p@ss",
            "vault:db" => "Host=h;Username=u;Password=vault:password",
            "vault:password" => "w;rd",
            "env:NAME" => "prod",
            _ => throw new InvalidOperationException(value),
        };

        Assert.Equal("p@ss", Password("env:DB", name => null));
        Assert.Equal("w;rd", Password("vault:db", name => null));
        Assert.Equal("p@ss", Password("prod", name => name == "prod" ? Connection("env:DB") : null));
        Assert.Equal("p@ss", Password("env:NAME", name => name == "prod" ? Connection("env:DB") : null));

        string? Password(string text, Func<string, ConfiguredConnection?> configured)
            => Read(SteampipeConnectionOptions.Parse(text, configured, Resolve), "Password");
    }

    [Fact]
    public void The_value_of_a_variable_is_not_repeated()
    {
        var fault = Assert.Throws<CisException>(() => SteampipeConnectionOptions.Parse("env:DB", _ => null, _ => "hidden")).Fault;

        Assert.Equal("ConnectionNotFound", fault.ErrorId);
        Assert.DoesNotContain("hidden", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_visible_text_of_a_connection_contains_its_password()
    {
        var options = Parse("postgres://user:hidden@h/d");

        Assert.Equal("h:5432/d", options.ToString());
        Assert.DoesNotContain("hidden", $"{options.Name} {options.Place}", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_user_password_and_database_is_read_as_it_was_written()
        => Gen.Select(AnyText, AnyText, AnyText).Sample((user, password, database) =>
        {
            var settings = Settings($"postgres://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@h/{Uri.EscapeDataString(database)}");
            var quoted = Settings($"host=h user={Quote(user)} password={Quote(password)} dbname={Quote(database)}");

            foreach (var read in new[] { settings, quoted })
            {
                Assert.Equal(password, read("Password") ?? "");
                Assert.Equal(user.Length == 0 ? "steampipe" : user, read("Username"));
                Assert.Equal(database.Length > 0 ? database : user.Length > 0 ? user : "steampipe", read("Database"));
            }
        });

    [Fact]
    public void No_text_causes_another_exception_or_shows_the_password()
        => Gen.Select(AnyText, AnyText, Gen.Int[0, Forms.Length - 1].Select(index => Forms[index]))
            .Sample((noise, other, form) =>
            {
                var text = string.Format(CultureInfo.InvariantCulture, form, $"hidden{noise}", other);
                try
                {
                    SteampipeConnectionOptions.Parse(text, _ => null, value => throw new CisException(CisFaults.InvalidDatabase(".")));
                }
                catch (CisException e) when (e.Fault.ErrorId != "ConnectionNotFound")
                {
                    Assert.DoesNotContain("hidden", $"{e.Fault.Message} {e.Fault.RecommendedAction}", StringComparison.Ordinal);
                }
                catch (CisException e)
                {
                    // Only what looks like a name is repeated.
                    Assert.All(text.Trim(), character => Assert.True(char.IsLetterOrDigit(character) || character is '_' or '-' or '.', e.Fault.Message));
                }
            });

    private static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static ConfiguredConnection Connection(string text) => new(text, Password: null);

    private static SteampipeConnectionOptions Parse(string text) => SteampipeConnectionOptions.Parse(text, _ => null, SteampipeLab.ResolveNothing);

    private static CisFault Fault(string text) => Assert.Throws<CisException>(() => Parse(text)).Fault;

    private static Func<string, string?> Settings(string text)
    {
        var options = Parse(text);
        return name => Read(options, name);
    }

    private static string? Read(SteampipeConnectionOptions options, string name)
        => new DbConnectionStringBuilder { ConnectionString = options.ConnectionString }.TryGetValue(name, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
}
