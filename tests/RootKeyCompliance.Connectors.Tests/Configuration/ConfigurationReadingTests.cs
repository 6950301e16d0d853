using System.Globalization;
using System.Text;
using RootKeyCompliance.Connectors.Configuration;
using RootKeyCompliance.Connectors.Steampipe;

namespace RootKeyCompliance.Tests;

/// <summary>What the configuration file may contain, and how its mistakes are reported.</summary>
public sealed class ConfigurationReadingTests : IDisposable
{
    private const string Canary = "kingfisher7";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Notifiers_and_connections_are_found_by_name_in_the_order_of_the_file()
    {
        var configuration = Read(
            """
            {
              "$schema": "https://example.com/config.schema.json",
              "notifiers": {
                "Security": [
                  { "type": "slack", "webhookUrl": "env:SLACK_URL" },
                  { "type": "Email", "smtpServer": "mail.example.com", "port": 2525, "security": "tls", "from": "a@example.com", "to": "b@example.com", "cc": ["c@example.com", "d@example.com"] }
                ],
                "default": { "type": "console" },
                "ops_1.2-x": { "type": "slack", "token": "vault:slack", "channel": "#ops" },
                "teams": { "type": "teams", "webhookUrl": "https://example.com/x" },
                "hook": { "type": "webhook", "uri": "https://example.com/y", "signingKey": "env:KEY" },
                "topic": { "type": "SNS", "topicArn": "arn:aws:sns:eu-central-1:111122223333:alerts", "profileName": "audit" }
              },
              "connections": { "steampipe": {
                "default": "postgres://steampipe@127.0.0.1:9193/steampipe",
                "Other": { "connectionString": "env:DATABASE", "password": "vault:database" }
              } }
            }
            """);

        Assert.Equal(["Security", "default", "ops_1.2-x", "teams", "hook", "topic"], configuration.NotifierNames);
        var targets = configuration.Notifiers("SECURITY");
        Assert.Equal([CisNotifierKind.Slack, CisNotifierKind.Email], targets.Select(target => target.Kind));
        Assert.All(targets, target => Assert.Equal("Security", target.Name));
        Assert.Equal("2525", targets[1].Text(NotifierSetting.Port));
        Assert.Equal("b@example.com, c@example.com, d@example.com", targets[1].Target);
        Assert.Equal(["default", "Other"], configuration.ConnectionNames);
        Assert.Equal(new ConfiguredConnection("env:DATABASE", "vault:database"), configuration.Connection("other"));
        Assert.Null(configuration.Connection("none"));
        Assert.Empty(configuration.Notifiers("none"));
    }

    [Fact]
    public void No_file_means_that_nothing_is_configured()
    {
        Assert.Empty(UserConfiguration.Load(Path.Combine(_folder.Path, "none.json")).NotifierNames);
        Assert.Empty(UserConfiguration.Load(Path.Combine(_folder.Path, "no folder", "none.json")).ConnectionNames);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        var path = Path.Combine(_folder.Path, "config.json");
        File.WriteAllText(path, """{ "notifiers": { "a": { "type": "console" } } }""", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(["a"], UserConfiguration.Load(path).NotifierNames);

        File.WriteAllText(path, """{ "notifier": {} }""", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        AssertAt(1, 3, Assert.Throws<CisException>(() => UserConfiguration.Load(path)));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("  \n ", 2, 2)]
    [InlineData("{", 1, 2)]
    [InlineData("[]", 1, 1)]
    [InlineData("null", 1, 1)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("{\n  // why\n}", 2, 3)]
    [InlineData("{\n  \"notifiers\": {},\n}", 3, 1)]
    [InlineData("{\r\n  \"notifiers\": { \"a\": { 'type': \"console\" } } }", 2, 25)]
    [InlineData("{ \"notifier\": {} }", 1, 3)]
    [InlineData("{ \"Notifiers\": {} }", 1, 3)]
    [InlineData("{ \"$schema\": 1 }", 1, 14)]
    [InlineData("{ \"notifiers\": [] }", 1, 16)]
    [InlineData("{ \"notifiers\": {}, \"notifiers\": {} }", 1, 20)]
    [InlineData("{ \"notifiers\": {\n \"a\": { \"type\": \"console\" },\n \"A\": { \"type\": \"console\" } } }", 3, 2)]
    [InlineData("{ \"notifiers\": { \"\": { \"type\": \"console\" } } }", 1, 18)]
    [InlineData("{ \"notifiers\": { \"a b\": { \"type\": \"console\" } } }", 1, 18)]
    [InlineData("{ \"notifiers\": { \"notifier.a\": { \"type\": \"console\" } } }", 1, 18)]
    [InlineData("{ \"notifiers\": { \"a\": [] } }", 1, 23)]
    [InlineData("{ \"notifiers\": { \"a\": \"console\" } }", 1, 23)]
    [InlineData("{ \"notifiers\": { \"a\": {} } }", 1, 23)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": 1 } } }", 1, 33)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"1\" } } }", 1, 33)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"console\", \"channel\": \"x\" } } }", 1, 44)]
    [InlineData("{ \"notifiers\": { \"ä\": { \"type\": \"pager\" } } }", 1, 33)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"slack\", \"webhookURL\": \"env:X\" } } }", 1, 42)]
    [InlineData("{ \"notifiers\": { \"a\": {\n \"webhookUrl\": \"http://example.com/x\",\n \"type\": \"slack\" } } }", 2, 16)]
    [InlineData("{ \"notifiers\": { \"a\": [ { \"type\": \"console\" },\n { \"type\": \"slack\" } ] } }", 2, 2)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"teams\", \"webhookUrl\": \" \" } } }", 1, 56)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"teams\", \"webhookUrl\": [\"env:X\"] } } }", 1, 56)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"teams\", \"webhookUrl\": \"\\ud800\" } } }", 1, 56)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"email\", \"smtpServer\": \"m\", \"from\": \"a@b.c\", \"to\": \"a@b.c\", \"port\": 25.5 } } }", 1, 101)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"email\", \"smtpServer\": \"m\", \"from\": \"a@b.c\", \"to\": \"a@b.c\", \"port\": 70000 } } }", 1, 101)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"email\", \"smtpServer\": \"m\", \"from\": \"a@b.c\", \"to\": [\"a@b.c\", 1] } } }", 1, 94)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"sns\", \"endpointUrl\": \"http://sns.example.com\",\n \"topicArn\": \"arn:aws:sns:eu-central-1:111122223333:alerts\" } } }", 1, 55)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"console,slack\", \"webhookUrl\": \"env:X\" } } }", 1, 33)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"email\", \"smtpServer\": \"m\", \"from\": \"a@b.c\", \"to\": \"a@b.c\", \"security\": \"None,Tls\" } } }", 1, 105)]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"email\", \"smtpServer\": \"m\", \"from\": \"a@b.c\", \"to\": \"a@b.c\", \"security\": \"StartTls,Tls\" } } }", 1, 105)]
    [InlineData("{ \"connections\": { \"postgres\": {} } }", 1, 20)]
    [InlineData("{ \"connections\": { \"steampipe\": { \"a\": 1 } } }", 1, 40)]
    [InlineData("{ \"connections\": { \"steampipe\": { \"connection.steampipe.a\": \"x\" } } }", 1, 35)]
    [InlineData("{ \"connections\": { \"steampipe\": { \"a\": { \"password\": \"x\" } } } }", 1, 40)]
    [InlineData("{ \"connections\": { \"steampipe\": { \"a\": { \"connectionString\": \"postgres://u:p@h/d\", \"password\": \"x\" } } } }", 1, 96)]
    public void A_mistake_is_reported_with_its_line_and_column(string text, int line, int column)
        => AssertAt(line, column, Assert.Throws<CisException>(() => Read(text)));

    [Fact]
    public void Bytes_that_are_no_text_are_reported_with_their_place()
    {
        var path = Path.Combine(_folder.Path, "config.json");
        File.WriteAllBytes(path, [.. "{\n  \"notifiers\": \""u8, 0xff, 0xfe, .. "\" }"u8]);

        AssertAt(2, 17, Assert.Throws<CisException>(() => UserConfiguration.Load(path)));
    }

    [Theory]
    [InlineData("{ \"kingfisher7\": {} }")]
    [InlineData("kingfisher7")]
    [InlineData("{ \"notifiers\": kingfisher7 }")]
    [InlineData("{ \"notifiers\": { \"kingfisher7 \": {} } }")]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"kingfisher7\" } } }")]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"slack\", \"xoxb-kingfisher7\": \"x\" } } }")]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"slack\", \"token\": \"kingfisher7\" } } }")]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"slack\", \"webhookUrl\": \"kingfisher7\" } } }")]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"slack\", \"webhookUrl\": \"http://example.com/kingfisher7\" } } }")]
    [InlineData("{ \"notifiers\": { \"a\": { \"type\": \"webhook\", \"uri\": \"https://u:kingfisher7@example.com\" } } }")]
    [InlineData("{ \"connections\": { \"steampipe\": { \"a\": { \"connectionString\": \"kingfisher7\", \"password\": \"kingfisher7\" } } } }")]
    public void No_value_of_the_file_is_repeated(string text)
    {
        var e = Assert.Throws<CisException>(() => Read(text));

        Assert.Equal("ConfigurationInvalid", e.Fault.ErrorId);
        Assert.DoesNotContain(Canary, e.ToString() + e.Fault, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_file_of_more_than_a_megabyte_and_a_folder_are_not_read()
    {
        var path = _folder.Write("config.json", "{" + new string(' ', ConfigurationFile.LongestFile - 2) + "}");
        Assert.Empty(UserConfiguration.Load(path).NotifierNames);

        File.AppendAllText(path, " ");
        Assert.Equal("ConfigurationNotReadable", Assert.Throws<CisException>(() => UserConfiguration.Load(path)).Fault.ErrorId);
        Assert.Equal("ConfigurationNotReadable", Assert.Throws<CisException>(() => UserConfiguration.Load(_folder.Path)).Fault.ErrorId);
    }

    [Fact]
    public void A_file_without_permission_is_not_a_missing_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "root may read everything; Windows has no modes.");
        var path = _folder.Write("config.json", "{}");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        Assert.Equal("ConfigurationNotReadable", Assert.Throws<CisException>(() => UserConfiguration.Load(path)).Fault.ErrorId);
    }

    [Theory]
    [InlineData("postgres://u@h:9193/d?sslmode=disable", "p@:/ ä", "p@:/ ä")]
    [InlineData("postgres://h/d", "p", "p")]
    [InlineData("postgres://u@h/d?sslpassword=s", "p", "p")]
    [InlineData("Host=h;Username=u", "a;b\"c", "a;b\"c")]
    [InlineData("host=h user=u", "a'b\\c d", "a'b\\c d")]
    [InlineData("env:DATABASE", "vault:p", "env:no more")]
    public void A_separate_password_is_the_password_of_the_connection(string text, string password, string expected)
    {
        static string Follow(string value) => value switch { "env:DATABASE" => " postgres://u@h/d ", "vault:p" => "env:no more", _ => throw new InvalidOperationException(value) };

        var options = SteampipeConnectionOptions.Parse("prod", _ => new ConfiguredConnection(text, password), Follow);

        Assert.Equal(expected, new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString).Password);
        Assert.StartsWith("h:", options.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://u:q@h/d")]
    [InlineData("postgres://h/d?password=q")]
    [InlineData("Host=h;PWD=q")]
    [InlineData("host=h password=q")]
    [InlineData("nothing")]
    public void A_second_password_is_refused_when_the_reference_is_resolved(string text)
    {
        var connection = new ConfiguredConnection("env:DATABASE", Canary);
        Assert.Null(connection.Flaw);

        var e = Assert.Throws<CisException>(() => SteampipeConnectionOptions.Parse("prod", _ => connection, value => text));

        Assert.Equal("ConnectionInvalid", e.Fault.ErrorId);
        Assert.DoesNotContain(Canary, e.ToString() + connection, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://u@h/d?sslpassword=s", true)]
    [InlineData("host=h user=u", true)]
    [InlineData("host=h password=q", false)]
    [InlineData("Host=h;PWD=q", false)]
    [InlineData("postgres://h/d?password=q", false)]
    public void A_second_password_is_found_when_the_file_is_read(string text, bool isFirst)
        => Assert.Equal(isFirst, new ConfiguredConnection(text, Canary).Flaw is null);

    private UserConfiguration Read(string text) => UserConfiguration.Load(_folder.Write("config.json", text));

    private void AssertAt(int line, int column, CisException e)
    {
        Assert.Equal("ConfigurationInvalid", e.Fault.ErrorId);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}:"), e.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.Path, "config.json"), e.Message, StringComparison.Ordinal);
    }
}
