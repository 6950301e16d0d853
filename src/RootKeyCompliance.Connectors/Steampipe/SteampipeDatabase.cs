using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>A connection to the database, and the statements that are put to it: one at a time, rows as they come.</summary>
internal sealed class SteampipeDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private SteampipeDatabase(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        _source = source;
        _connection = connection;
    }

    /// <exception cref="CisException">It cannot be opened.</exception>
    internal static async Task<SteampipeDatabase> OpenAsync(SteampipeConnectionOptions options, CancellationToken cancellationToken)
    {
        NpgsqlDataSource? source = null;
        try
        {
            source = NpgsqlDataSource.Create(options.ConnectionString);
            return new SteampipeDatabase(source, await source.OpenConnectionAsync(cancellationToken));
        }
        catch (Exception e)
        {
            if (source is not null)
            {
                await source.DisposeAsync();
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw new CisException(SteampipeFaults.FromOpening(e, options), e);
        }
    }

    /// <summary>How long a statement may be silent, in seconds; null for as long as the user said.</summary>
    internal int? Patience { get; set; }

    /// <summary>Opens the connection again where it broke.</summary>
    /// <exception cref="CisException">It cannot be opened.</exception>
    internal async Task ReopenAsync(SteampipeConnectionOptions options, CancellationToken cancellationToken)
    {
        if (_connection.State == ConnectionState.Open)
        {
            return;
        }

        try
        {
            await _connection.CloseAsync();
            await _connection.OpenAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CisException(SteampipeFaults.FromOpening(e, options), e);
        }
    }

    /// <summary>A schema's or table's name as SQL takes it.</summary>
    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Rows, one at a time: nothing is kept but the one at hand. Null stands for NULL.</summary>
    internal async IAsyncEnumerable<object?[]> ReadAsync(string sql, IReadOnlyList<object> parameters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        command.CommandTimeout = Patience ?? command.CommandTimeout;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        var ended = false;
        try
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var row = new object?[reader.FieldCount];
                for (var column = 0; column < row.Length; column++)
                {
                    row[column] = reader.GetValue(column) is var value and not DBNull ? value : null;
                }

                yield return row;
            }

            ended = true;
        }
        finally
        {
            // Closing a reader reads on to the end: the server is told to come to it.
            if (!ended)
            {
                command.Cancel();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }
}
