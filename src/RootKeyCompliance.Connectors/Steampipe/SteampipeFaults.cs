using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>Turns what the database client threw into a fault.</summary>
internal static class SteampipeFaults
{
    private const string NoPassword = "No password has been provided";
    private const string NoHandshake = "Exception while performing SSL handshake";
    private const string NoTls = "SSL connection requested. No SSL enabled connection";

    /// <summary>The connection could not be opened.</summary>
    internal static CisFault FromOpening(Exception exception, SteampipeConnectionOptions options) => exception switch
    {
        CisException known => known.Fault,
        PostgresException server => FromRefusal(server, options),
        _ when Causes.Find<TimeoutException>(exception) is not null => CisFaults.DatabaseUnreachable(options.Place, "no answer came within connect_timeout."),
        _ when Causes.Find<AuthenticationException>(exception) is { } tls => CisFaults.DatabaseTlsFailed(options.Place, tls.Message),
        _ when Causes.Find<CryptographicException>(exception) is { } certificate => CisFaults.DatabaseTlsFailed(options.Place, certificate.Message),

        // No code and no type of their own: the client's words, which no culture changes and tests hold it to.
        NpgsqlException { InnerException: { } inner } client when client.Message.StartsWith(NoHandshake, StringComparison.Ordinal)
            => CisFaults.DatabaseTlsFailed(options.Place, inner.Message),
        NpgsqlException client when client.Message.StartsWith(NoPassword, StringComparison.Ordinal)
            => CisFaults.DatabaseLoginFailed(options.Place, options.User),
        NpgsqlException client when options.WantsTls && client.Message.StartsWith(NoTls, StringComparison.Ordinal)
            => CisFaults.DatabaseTlsFailed(options.Place, "the server does not offer it."),
        _ when Causes.Find<SocketException>(exception) is { } socket => CisFaults.DatabaseUnreachable(options.Place, socket.Message),
        _ when Causes.Find<IOException>(exception) is { } io => CisFaults.DatabaseUnreachable(options.Place, io.Message),
        NpgsqlException client => CisFaults.DatabaseUnreachable(options.Place, Clean(client.Message, options)),
        _ => CisFaults.UnexpectedError(exception),
    };

    /// <summary>A statement failed on an open connection.</summary>
    internal static CisFault FromQuery(Exception exception, string table, SteampipeConnectionOptions options) => exception switch
    {
        CisException known => known.Fault,
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => CisFaults.QueryTimedOut(options.Place),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => CisFaults.TableDenied(table, options.Place),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } => CisFaults.TableMissing(table, options.Place),
        PostgresException server when IsEndOfConnection(server) => CisFaults.ConnectionLost(options.Place),
        PostgresException server => CisFaults.QueryFailed(server.SqlState, Clean(server.MessageText, options)),
        _ when Causes.Find<TimeoutException>(exception) is not null => CisFaults.QueryTimedOut(options.Place),
        NpgsqlException or IOException or ObjectDisposedException => CisFaults.ConnectionLost(options.Place),
        _ => CisFaults.UnexpectedError(exception),
    };

    /// <summary>Whether the statement failed for what it read, so that another one on the same connection may succeed.</summary>
    internal static bool IsOfTheRows(Exception exception) => exception is PostgresException server
        && server.SqlState is not (PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.UndefinedColumn)
        && !IsEndOfConnection(server);

    private static bool IsEndOfConnection(PostgresException exception)
        => exception.SqlState.StartsWith("08", StringComparison.Ordinal) || exception.SqlState.StartsWith("57P", StringComparison.Ordinal);

    private static CisFault FromRefusal(PostgresException exception, SteampipeConnectionOptions options) => exception.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => CisFaults.DatabaseLoginFailed(options.Place, options.User),

        // One code for "pg_hba.conf does not let you in" and for "no such role": the place in the server tells them apart in any language.
        PostgresErrorCodes.InvalidAuthorizationSpecification => exception.Routine == "ClientAuthentication"
            ? CisFaults.DatabaseRefused(options.Place, Clean(exception.MessageText, options))
            : CisFaults.DatabaseLoginFailed(options.Place, options.User),
        PostgresErrorCodes.InvalidCatalogName => CisFaults.DatabaseNotFound(options.Place),
        _ => CisFaults.DatabaseRefused(options.Place, Clean(exception.MessageText, options)),
    };

    /// <summary>The other side's text without the passwords.</summary>
    private static string Clean(string text, SteampipeConnectionOptions options) => options.Redaction.Clean(text);
}
