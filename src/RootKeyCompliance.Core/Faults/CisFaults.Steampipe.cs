using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults of Steampipe databases. A connection string is never repeated: it may hold a password.</summary>
public static partial class CisFaults
{
    private const string SeeSteampipe = "Get-Help about_RootKeyCompliance_Steampipe shows the forms of -Database.";

    /// <summary>The text of a connection cannot be one.</summary>
    public static CisFault InvalidDatabase(string reason) => new(
        nameof(InvalidDatabase), InvalidArgument,
        $"The database connection cannot be used: {reason}",
        $"Give a URL such as postgres://steampipe@127.0.0.1:9193/steampipe, with odd characters written as %40 and the like. {SeeSteampipe}");

    /// <summary>No connection of that name is configured.</summary>
    public static CisFault ConnectionNotFound(string name) => new(
        nameof(ConnectionNotFound), NotFound,
        $"There is no database connection '{PlainText.OneLine(name)}'.",
        $"Use 'default', a configured connection's name, or a postgres:// URL. {SeeSteampipe}");

    /// <summary>Nobody answers at that address.</summary>
    public static CisFault DatabaseUnreachable(string place, string reason) => new(
        nameof(DatabaseUnreachable), Connection,
        $"The database {place} could not be reached: {Sentence(reason)}",
        "Start it with 'steampipe service start', which listens on port 9193; check host, port and firewall.");

    /// <summary>The server is there and takes no connection.</summary>
    public static CisFault DatabaseRefused(string place, string reason) => new(
        nameof(DatabaseRefused), Connection,
        $"The database {place} refused the connection: {Sentence(reason)}",
        "Check the server's pg_hba.conf and its number of connections; 'steampipe service start --database-listen network' lets other machines in.");

    /// <summary>User or password is wrong.</summary>
    public static CisFault DatabaseLoginFailed(string place, string user) => new(
        nameof(DatabaseLoginFailed), Authentication,
        $"The database {place} did not accept the login of '{PlainText.OneLine(user)}'.",
        "Check user and password; 'steampipe service status --show-password' shows it, PGPASSWORD or a pgpass file may hold it.");

    /// <summary>The server has no such database.</summary>
    public static CisFault DatabaseNotFound(string place) => new(
        nameof(DatabaseNotFound), NotFound,
        $"The server of {place} has no database of that name.",
        "Steampipe's database is called steampipe.");

    /// <summary>No encrypted connection, or no trust in the certificate.</summary>
    public static CisFault DatabaseTlsFailed(string place, string reason) => new(
        nameof(DatabaseTlsFailed), Connection,
        $"No TLS connection to the database {place}: {Sentence(reason)}",
        "Name the authority that signed the server's certificate with sslrootcert; write sslmode=disable only where the network can be trusted.");

    /// <summary>The connection broke while it was being read from.</summary>
    public static CisFault ConnectionLost(string place) => new(
        nameof(ConnectionLost), Connection,
        $"The connection to the database {place} was lost before all accounts were read; the remaining ones were not checked.",
        "Repeat the command; 'steampipe service status' and Steampipe's logs show whether the service has ended.");

    /// <summary>The server was silent for too long.</summary>
    public static CisFault QueryTimedOut(string place) => new(
        nameof(QueryTimedOut), CisFaultKind.Timeout,
        $"The database {place} did not answer in time; accounts that it had not told of by then were not checked.",
        "Raise -CommandTimeout, in seconds, or the server's statement_timeout; 0 waits without end.");

    /// <summary>The plugin's table is not there.</summary>
    public static CisFault TableMissing(string table, string place) => new(
        nameof(TableMissing), NotFound,
        $"The table {table} was not found in the database {place}.",
        "Run 'steampipe plugin install aws' and configure a connection; where the table is in another schema, add search_path=<schema> to the connection.");

    /// <summary>The login may not read the table.</summary>
    public static CisFault TableDenied(string table, string place) => new(
        nameof(TableDenied), Permission,
        $"The login may not read the table {table} of the database {place}.",
        $"Use a login that may, or grant it usage of the schema and select on {table}.");

    /// <summary>A query failed for another reason.</summary>
    public static CisFault QueryFailed(string sqlState, string reason) => new(
        nameof(QueryFailed), InvalidData,
        $"Steampipe reported an error ({PlainText.OneLine(sqlState)}): {Sentence(reason)}",
        "Check the connection in Steampipe with 'select account_id from <connection>.aws_iam_account_summary', and its credentials.");

    /// <summary>Steampipe itself says that a connection does not work.</summary>
    public static CisFault ConnectionBroken(string? reason) => new(
        nameof(ConnectionBroken), Connection,
        $"Steampipe could not load the connection: {Sentence(reason ?? "")}",
        "Mend the connection in Steampipe's configuration; 'steampipe plugin list' shows what failed.");

    /// <summary>A connection gave no row, and no error either.</summary>
    public static CisFault ConnectionSilent() => new(
        nameof(ConnectionSilent), InvalidData,
        "Steampipe returned no account for the connection.",
        "Check its credentials, and ignore_error_codes in its configuration, which turns errors into nothing.");

    /// <summary>The table is there and empty.</summary>
    public static CisFault NoAccounts(string place) => new(
        nameof(NoAccounts), InvalidData,
        $"The database {place} told of no account.",
        "Check the AWS connections in Steampipe's configuration, and ignore_error_codes, which turns errors into nothing.");
}
