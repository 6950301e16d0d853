using System.Collections;
using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>The password of a Steampipe database, which the user of the test has in a real server, too.</summary>
internal sealed class DatabaseSecretLab(SteampipeLab steampipe) : SecretLab
{
    private readonly Canary _password = new("the database's password", "{0}/+ :\"ü'\\;{1}");
    private EchoingPostgres? _echo;

    internal override IReadOnlyList<Canary> Secrets => [_password];

    internal override string Script => Vault + AllStreams +
        """
        Test-CisRootAccessKey -Database $database @all
        Invoke-CisPipeline cis_v400_1_4 -Database $database -PassThru @all
        """;

    internal override async Task PrepareAsync(string way, string failure)
    {
        if (failure.Contains("{0}", StringComparison.Ordinal))
        {
            // What cannot be parsed may be the password, any part of it.
            Session.With("database", failure.Replace("{0}", _password.Text, StringComparison.Ordinal));
            return;
        }

        var (port, user, database, parameters) = failure switch
        {
            None => await StartServerAsync(),
            "no such database" => await StartServerAsync() with { Database = "nothing" },
            "no such user" => await StartServerAsync() with { User = "nobody" },
            "reset" or "nonsense" => (StartRaw(failure, [_password.Text]).Port, "steampipe", "steampipe", ""),
            "nonsense instead of TLS" => (StartRaw("Snonsense", [_password.Text]).Port, "steampipe", "steampipe", "sslmode=require"),
            "no TLS" => (Keep(new RawServer(listensFirst: true, "N")).Port, "steampipe", "steampipe", "sslmode=require"),
            NoAnswer => (Keep(new RawServer(listensFirst: true, RawServer.Silence)).Port, "steampipe", "steampipe", "connect_timeout=1"),
            _ => (StartEcho(failure).Port, "steampipe", "steampipe", ""),
        };
        Give(way, port, user, database, parameters);
    }

    internal override void AssertOutcome(string failure, SessionRun run)
    {
        if (failure.Contains("{0}", StringComparison.Ordinal))
        {
            Assert.All(run.ErrorIds, id => Assert.StartsWith("InvalidDatabase,", id, StringComparison.Ordinal));
            Assert.Equal(2, run.ErrorIds.Count);
            return;
        }

        var errorId = failure switch
        {
            None => null,
            "no such database" => "DatabaseNotFound",
            "no such user" => "DatabaseLoginFailed",
            "reset" or "nonsense" or NoAnswer => "DatabaseUnreachable",
            "no TLS" or "nonsense instead of TLS" => "DatabaseTlsFailed",
            _ => "DatabaseRefused",
        };
        Assert.Equal([errorId, errorId], run.Findings.Select(finding => finding.ErrorId), StringComparer.Ordinal);
        Assert.Equal(failure == None, run.Findings.All(finding => finding.Status == CisStatus.Pass));
        Assert.True(_echo is null || _echo.Password == _password.Text);
    }

    private async Task<(int Port, string User, string Database, string Parameters)> StartServerAsync()
    {
        var server = await steampipe.CreateAsync();
        await server.ConnectionAsync("one");
        await server.AccountAsync("one", "111122223333");
        await server.SearchAsync("one");
        var user = $"canary_{server.Database}";
        await server.RunAsync(
            $"create role {user} login superuser password '{_password.Text.Replace("'", "''", StringComparison.Ordinal)}';");
        return (server.Cluster.Port, user, server.Database, "");
    }

    private EchoingPostgres StartEcho(string failure)
        => _echo = Keep(new EchoingPostgres(letsIn: failure == "echo of the query", password => Echo.Of(FormOf(failure), [password])));

    private void Give(string way, int port, string user, string database, string parameters)
    {
        var secret = _password.Text;
        var place = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}/{database}?{parameters}");
        var url = $"postgres://{user}:{Uri.EscapeDataString(secret)}@{place}";
        var open = $"postgres://{user}@{place}";
        switch (way)
        {
            case "env:" or "password=env:":
                Variables["RKC_CANARY_DATABASE"] = way == "env:" ? url : secret;
                break;
            case "PGPASSWORD":
                Variables["PGPASSWORD"] = secret;
                break;
            case "pgpass":
                var line = $"127.0.0.1:*:*:{user}:{Escape(secret, ":")}";
                Variables["PGPASSFILE"] = Private(Folder.Write("pgpass", $"# passwords\nelsewhere:*:*:*:other\n{line}\n"));
                break;
            case "configured":
                Configure(new { connectionString = url });
                break;
            case "configured password":
                Configure(new { connectionString = open, password = secret });
                break;
            default:
                break;
        }

        Session.With("vault", new Hashtable(StringComparer.Ordinal) { ["database"] = url }).With("database", way switch
        {
            "URL" => url,
            "keywords" => $"host=127.0.0.1 port={port} user={user} dbname={database} password='{Escape(secret, "'")}' {parameters}",
            "keywords of .NET" => $"Host=127.0.0.1;Port={port};Username={user};Database={database};Password=\"{Double(secret)}\"",
            "env:" => "env:RKC_CANARY_DATABASE",
            "vault:" => "vault:database",
            "password=env:" => $"{open}&password=env:RKC_CANARY_DATABASE",
            "configured" or "configured password" => "canary",
            _ => open,
        });
    }

    private void Configure(object connection) => Variables[Repository.ConfigurationVariable] = Folder.Write(
        "config.json", System.Text.Json.JsonSerializer.Serialize(new { connections = new { steampipe = new { canary = connection } } }));

    private static string Escape(string text, string mark)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(mark, $"\\{mark}", StringComparison.Ordinal);

    private static string Double(string text) => text.Replace("\"", "\"\"", StringComparison.Ordinal);

    private static string Private(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }
}
