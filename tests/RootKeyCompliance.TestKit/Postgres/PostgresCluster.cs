using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace RootKeyCompliance.TestKit;

/// <summary>
/// A PostgreSQL of its own in a temporary folder, on a free loopback port: stopped and removed when disposed of. PostgreSQL does not run
/// as root; where we are root it runs as another user.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    internal const string AdminPassword = "admin";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly string _programs;
    private readonly string? _user;
    private bool _disposed;

    private PostgresCluster(DirectoryInfo folder, string programs, string? user, int port)
    {
        _folder = folder;
        _programs = programs;
        _user = user;
        Port = port;
    }

    /// <summary>Why there can be no PostgreSQL here; null when there can.</summary>
    internal static string? Missing => FindPrograms() is null ? "no initdb in /usr/lib/postgresql/*/bin nor in PATH" : null;

    internal int Port { get; }

    /// <summary>The authority that signed the server's certificate, in PEM.</summary>
    internal string RootCertificate => Path.Combine(_folder.FullName, "root.crt");

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <param name="tls">Whether the server speaks TLS, with a certificate for localhost of an authority of its own.</param>
    /// <param name="hba">Lines of pg_hba.conf that come before "everybody with a password".</param>
    internal static async Task<PostgresCluster> StartAsync(bool tls, string hba = "")
    {
        var programs = FindPrograms() ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory("rkc-postgres-");
        var cluster = new PostgresCluster(folder, programs, Environment.UserName == "root" ? await FindUserAsync() : null, FreePort());
        try
        {
            await cluster.InitializeAsync(tls, hba);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A URL that leads here.</summary>
    internal string Url(string database, string user = "postgres", string? password = AdminPassword, string host = "127.0.0.1", string parameters = "")
        => string.Create(
            CultureInfo.InvariantCulture,
            $"postgres://{Uri.EscapeDataString(user)}{(password is null ? "" : ":" + Uri.EscapeDataString(password))}@{host}:{Port}/{Uri.EscapeDataString(database)}{(parameters.Length > 0 ? "?" + parameters : "")}");

    /// <summary>Runs SQL as the administrator; what it returns: a line for each row, with | between the columns.</summary>
    internal async Task<string> RunAsync(string sql, string database = "postgres")
    {
        await using var session = await OpenAsync(database);
        return await session.RunAsync(sql);
    }

    /// <summary>A session of the administrator that stays open: <paramref name="sql"/> has been run when this returns, its locks are held.</summary>
    internal async Task<PostgresSession> HoldAsync(string sql, string database = "postgres")
    {
        var session = await OpenAsync(database);
        await session.RunAsync(sql);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        AppDomain.CurrentDomain.ProcessExit -= StopNow;
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await EndAsync(Start("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"], asUser: true));
        }

        _folder.Delete(recursive: true);
    }

    private static string? FindPrograms()
    {
        var extension = OperatingSystem.IsWindows() ? ".exe" : "";
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return debian.Concat(path)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb" + extension)));
    }

    private static async Task<string> FindUserAsync()
    {
        using var id = Process.Start(new ProcessStartInfo("id", ["-u", "postgres"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        await id.WaitForExitAsync();
        return id.ExitCode == 0 ? "postgres" : "nobody";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task InitializeAsync(bool tls, string hba)
    {
        var passwordFile = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(passwordFile, AdminPassword);
        await GiveAwayAsync();
        await EndAsync(Start("initdb", ["-D", Data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-A", "scram-sha-256", $"--pwfile={passwordFile}"], asUser: true));
        await File.WriteAllTextAsync(Path.Combine(Data, "pg_hba.conf"), $"{hba}\nhost all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");
        if (tls)
        {
            WriteCertificates();
        }

        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), string.Create(CultureInfo.InvariantCulture, $"""

            listen_addresses = '127.0.0.1'
            port = {Port}
            unix_socket_directories = ''
            fsync = off
            max_connections = 100
            ssl = {(tls ? "on" : "off")}

            """));
        await GiveAwayAsync();
        AppDomain.CurrentDomain.ProcessExit += StopNow;
        await EndAsync(Start("pg_ctl", ["-D", Data, "-l", Path.Combine(Data, "log"), "-w", "start"], asUser: true));
    }

    private void StopNow(object? sender, EventArgs e) => DisposeAsync().AsTask().Wait(TimeLimit);

    private async Task GiveAwayAsync()
    {
        if (_user is not null)
        {
            await EndAsync(Process.Start(new ProcessStartInfo("chown", ["-R", _user, _folder.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!);
        }
    }

    /// <summary>An authority, and a certificate for localhost that it signed; not for 127.0.0.1.</summary>
    private void WriteCertificates()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=An authority of tests", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        server.CertificateExtensions.Add(names.Build());
        using var certificate = server.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));

        File.WriteAllText(RootCertificate, authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(Data, "server.crt"), certificate.ExportCertificatePem());
        var key = Path.Combine(Data, "server.key");
        File.WriteAllText(key, serverKey.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private async Task<PostgresSession> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = database,
            Username = "postgres",
            Password = AdminPassword,
            SslMode = SslMode.Disable,
            ApplicationName = "tests",
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return new PostgresSession(connection);
    }

    private Process Start(string program, string[] arguments, bool asUser)
    {
        var path = Path.Combine(_programs, program);
        var start = asUser && _user is not null
            ? new ProcessStartInfo("setpriv", ["--reuid", _user, "--regid", _user == "nobody" ? "nogroup" : _user, "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = _folder.FullName;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static async Task<string> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        using (process)
        {
            // The server inherits pg_ctl's streams: only its exit ends the reading.
            var output = process.StartInfo.ArgumentList.Contains("start") ? Task.FromResult("") : process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StartInfo.ArgumentList.Contains("start") ? Task.FromResult("") : process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? (await output).Trim()
                : throw new InvalidOperationException($"{process.StartInfo.FileName} failed: {await error}");
        }
    }
}

/// <summary>A session that stays open.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : IAsyncDisposable
{
    /// <summary>Runs SQL to its end.</summary>
    /// <returns>A line for each row, with | between the columns.</returns>
    internal async Task<string> RunAsync(string sql)
    {
        var rows = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader[column]))));
            }
        }
        while (await reader.NextResultAsync());
        return string.Join('\n', rows);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static string? Text(object value) => value is bool flag ? flag ? "t" : "f" : Convert.ToString(value, CultureInfo.InvariantCulture);
}
