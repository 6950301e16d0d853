using System.Collections;
using System.Globalization;

namespace RootKeyCompliance.Tests;

/// <summary>A Steampipe database's password is seen nowhere, wherever it is kept and whatever the server does with it.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class DatabaseCanaryTests(SteampipeLab lab) : IDisposable
{
    private const string Script =
        """
        function global:Get-Secret { [CmdletBinding()] param($Name) $vault[$Name] }
        $all = @{ Verbose = $true; Debug = $true; ErrorAction = 'Continue'; WarningAction = 'Continue'; InformationAction = 'Continue' }
        Test-CisRootAccessKey -Database $database @all
        Invoke-CisPipeline cis_v400_1_4 -Database $database -PassThru @all
        """;

    private static readonly string[] Ways =
    [
        "URL", "keywords", "keywords of .NET", "env:", "vault:", "password=env:", "PGPASSWORD", "pgpass", "configured", "configured password",
    ];

    private static readonly bool[] LetsIn = [false, true];

    private readonly AwsEnvironment _environment = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleSession _session = ModuleSession.Open();
    private readonly Canary _password = new("the database's password", "{0}/+ :\"ü'\\;{1}");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
        _environment.Dispose();
    }

    public static TheoryData<string> EveryWay => new(Ways);

    public static TheoryData<string, string, bool> Echoes => new(
        from letsIn in LetsIn
        from item in Echo.FormsAndEvery.Select(form => ("URL", form)).Concat(Ways.Skip(1).Select(way => (way, Echo.Every)))
        select (item.Item1, item.Item2, letsIn));

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task A_database_that_is_read_or_refuses_shows_no_password(string way)
    {
        var server = await lab.CreateAsync();
        await server.ConnectionAsync("one");
        await server.AccountAsync("one", "111122223333");
        await server.SearchAsync("one");
        var role = $"canary_{server.Database}";
        await server.RunAsync($"create role {role} login superuser password '{_password.Text.Replace("'", "''", StringComparison.Ordinal)}';");

        var read = Run(way, server.Cluster.Port, role, server.Database);
        var refused = Run(way, server.Cluster.Port, role, "nothing");
        var unknown = Run(way, server.Cluster.Port, "nobody", server.Database);

        Assert.Equal([CisStatus.Pass, CisStatus.Pass], read.Findings.Select(finding => finding.Status));
        AssertBoth("DatabaseNotFound", refused);
        AssertBoth("DatabaseLoginFailed", unknown);
        AssertNothingShown(read, refused, unknown);
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_server_that_repeats_the_password_is_not_repeated(string way, string form, bool letsIn)
    {
        await using var server = new EchoingPostgres(letsIn, password => Echo.Of(form, [password]));

        var run = Run(way, server.Port, "steampipe", "steampipe");

        Assert.Equal(_password.Text, server.Password);
        AssertBoth("DatabaseRefused", run);
        AssertNothingShown(run);
    }

    [Theory]
    [InlineData("reset", "", "DatabaseUnreachable")]
    [InlineData("nonsense", "", "DatabaseUnreachable")]
    [InlineData("N", "sslmode=require", "DatabaseTlsFailed")]
    [InlineData("Snonsense", "sslmode=require", "DatabaseTlsFailed")]
    [InlineData(RawServer.Silence, "connect_timeout=1", "DatabaseUnreachable")]
    public async Task What_is_no_answer_of_a_database_shows_no_password(string answer, string parameters, string errorId)
    {
        var echo = $"{answer}{Echo.Of(Echo.Every, [_password.Text])}";
        await using var server = new RawServer(
            listensFirst: true, answer switch { "reset" => null, RawServer.Silence or "N" => answer, _ => echo });

        var run = Run("URL", server.Port, "steampipe", "steampipe", parameters);

        AssertBoth(errorId, run);
        AssertNothingShown(run);
    }

    /// <summary>What cannot be understood is repeated least of all: any of it may be the password.</summary>
    [Theory]
    [InlineData("postgres://steampipe:{0}@127.0.0.1:9193/steampipe")]
    [InlineData("postgres://steampipe:%{0}@127.0.0.1:9193/steampipe")]
    [InlineData("host=127.0.0.1 password={0}")]
    [InlineData("Host=127.0.0.1;Password={0}")]
    [InlineData("{0}")]
    public void A_connection_that_cannot_be_one_shows_no_password(string text)
    {
        _session.With("database", text.Replace("{0}", _password.Text, StringComparison.Ordinal));

        var run = _session.Run($"try {{ {Script} }} catch {{ throw }}");

        Assert.Equal("InvalidDatabase,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand", run.FailureId);
        AssertNothingShown(run);
    }

    private SessionRun Run(string way, int port, string user, string database, string parameters = "")
    {
        var secret = _password.Text;
        var place = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}/{database}?{parameters}");
        var url = $"postgres://{user}:{Uri.EscapeDataString(secret)}@{place}";
        var open = $"postgres://{user}@{place}";
        switch (way)
        {
            case "env:" or "password=env:":
                _environment["RKC_CANARY_DATABASE"] = way == "env:" ? url : secret;
                break;
            case "PGPASSWORD":
                _environment["PGPASSWORD"] = secret;
                break;
            case "pgpass":
                var line = $"127.0.0.1:*:*:{user}:{Escape(secret, ":")}";
                _environment["PGPASSFILE"] = Private(_folder.Write("pgpass", $"# passwords\nelsewhere:*:*:*:other\n{line}\n"));
                break;
            case "configured" or "configured password":
                Configure(way == "configured" ? new { connectionString = url } : new { connectionString = open, password = secret });
                break;
            default:
                break;
        }

        _session.With("vault", new Hashtable(StringComparer.Ordinal) { ["database"] = url });
        return _session.With("database", way switch
        {
            "URL" => url,
            "keywords" => $"host=127.0.0.1 port={port} user={user} dbname={database} password='{Escape(secret, "'")}' {parameters}",
            "keywords of .NET" => $"Host=127.0.0.1;Port={port};Username={user};Database={database};Password=\"{Double(secret)}\"",
            "env:" => "env:RKC_CANARY_DATABASE",
            "vault:" => "vault:database",
            "password=env:" => $"{open}&password=env:RKC_CANARY_DATABASE",
            "configured" or "configured password" => "canary",
            _ => open,
        }).Run(Script);
    }

    private void Configure(object connection) => _environment[Repository.ConfigurationVariable] = _folder.Write(
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

    /// <summary>That both commands say so.</summary>
    private static void AssertBoth(string errorId, SessionRun run)
        => Assert.Equal($"{errorId} {errorId}", string.Join(' ', run.Findings.Select(finding => finding.ErrorId)));

    private void AssertNothingShown(params SessionRun[] runs)
    {
        foreach (var run in runs)
        {
            Shown.AssertNone(Shown.By(run, _session), [_password]);
        }
    }
}
