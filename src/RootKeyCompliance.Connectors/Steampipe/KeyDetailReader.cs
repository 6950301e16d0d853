using System.Globalization;
using System.Threading.Channels;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>
/// Adds what the credential reports tell about root access keys, in batches and on a connection of its own, while the accounts are
/// still being read. An account whose report cannot be had is passed on as it was seen; the run says so once, at its end.
/// </summary>
internal sealed class KeyDetailReader : IAsyncDisposable
{
    private const string Table = "aws_iam_credential_report";
    private const int BatchSize = 200;

    // Accounts with a key that wait for their report. When it is full the reading waits: memory has a bound.
    private const int Waiting = 2000;

    private readonly SteampipeConnectionOptions _options;
    private readonly IActivityLog _log;
    private readonly ChannelWriter<RootUserEvidence> _output;
    private readonly CancellationToken _cancellationToken;
    private readonly Channel<RootUserEvidence> _queue = Channel.CreateBounded<RootUserEvidence>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly List<string> _examples = [];
    private Task? _work;
    private SteampipeDatabase? _database;
    private HashSet<string> _columns = [];
    private ReportColumn[] _wanted = [];
    private CisFault? _refusal;
    private string? _reason;
    private int _missing;

    internal KeyDetailReader(SteampipeConnectionOptions options, IActivityLog log, ChannelWriter<RootUserEvidence> output, CancellationToken cancellationToken)
    {
        _options = options;
        _log = log;
        _output = output;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Takes an account that has a key.</summary>
    internal ValueTask AddAsync(RootUserEvidence evidence)
    {
        _work ??= Task.Run(WorkAsync, CancellationToken.None);
        return _queue.Writer.WriteAsync(evidence, _cancellationToken);
    }

    /// <summary>Ends when all of them have been passed on.</summary>
    internal async Task CompleteAsync()
    {
        _queue.Writer.TryComplete();
        if (_work is not null)
        {
            await _work;
        }

        if (_missing > 0)
        {
            var accounts = string.Join(", ", _examples) + (_missing > _examples.Count ? $" and {_missing - _examples.Count} more" : "");
            _log.Warning($"Whether root access keys are active could not be seen for {accounts}: {_reason}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (_work is not null)
        {
            // Its own exception has been, or is being, told by whoever waited for it.
            await _work.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            var batch = new List<RootUserEvidence>(BatchSize);
            while (await _queue.Reader.WaitToReadAsync(_cancellationToken))
            {
                batch.Clear();
                while (batch.Count < BatchSize && _queue.Reader.TryRead(out var evidence))
                {
                    batch.Add(evidence);
                }

                await PassOnAsync(batch);
            }
        }
        catch (Exception e)
        {
            // Whoever adds must not wait for a reader that is gone.
            _queue.Writer.TryComplete(e);
            throw;
        }
    }

    private async Task PassOnAsync(List<RootUserEvidence> batch)
    {
        var reports = new Dictionary<(string?, string), RootUserEvidence>();
        if (await TryReadAsync(Table, batch, reports) is { } failure && _refusal is null && batch.Count > 1)
        {
            // Steampipe fails a whole query for one report that is not ready: the others may be.
            _log.Debug($"{Table}: {failure.Message}");
            foreach (var evidence in batch)
            {
                await TryReadAsync(TableOf(evidence), [evidence], reports);
            }
        }

        foreach (var evidence in batch)
        {
            var report = evidence.AccountId is { } id ? reports.GetValueOrDefault((evidence.SourceName, id)) ?? reports.GetValueOrDefault((null, id)) : null;
            if (report is null)
            {
                _missing++;
                _reason ??= "there is no credential report of theirs.";
                if (_examples.Count < 3)
                {
                    _examples.Add(evidence.AccountId ?? PlainText.OneLine(evidence.SourceName));
                }
            }

            await _output.WriteAsync(report is null ? evidence : KeyDetail.Add(evidence, report, reportIsFresh: false), _cancellationToken);
        }
    }

    /// <summary>Older servers cannot be told which connections to ask but by their schemas.</summary>
    private string TableOf(RootUserEvidence evidence)
        => evidence.SourceName is { } name && name != _options.Name && !_columns.Contains("sp_connection_name") ? $"{SteampipeDatabase.Quote(name)}.{Table}" : Table;

    /// <returns>Why it could not be read; null when it was.</returns>
    private async Task<CisFault?> TryReadAsync(string table, IReadOnlyList<RootUserEvidence> accounts, Dictionary<(string?, string), RootUserEvidence> reports)
    {
        if (_refusal is not null)
        {
            return _refusal;
        }

        try
        {
            await ReadAsync(table, accounts, reports);
            return null;
        }
        catch (Exception e) when (!_cancellationToken.IsCancellationRequested)
        {
            var fault = SteampipeFaults.FromQuery(e, table, _options);
            _reason ??= fault.Message;

            // What is wrong with the connection or the table is wrong for all accounts.
            var isOfOne = SteampipeFaults.IsOfTheRows(e)
                || (table != Table && fault.ErrorId is nameof(CisFaults.TableMissing) or nameof(CisFaults.TableDenied));
            _refusal = isOfOne ? null : fault;
            return fault;
        }
    }

    private async Task ReadAsync(string table, IReadOnlyList<RootUserEvidence> accounts, Dictionary<(string?, string), RootUserEvidence> reports)
    {
        if (_database is null)
        {
            _database = await SteampipeDatabase.OpenAsync(_options, _cancellationToken);
            _columns = await SummaryRows.ColumnsAsync(_database, Table, _cancellationToken);
            if (_columns.Count == 0)
            {
                throw new CisException(CisFaults.TableMissing(Table, _options.Place));
            }

            _wanted = [.. ReportColumn.Find(_columns)];
            if (CredentialReportRow.RequiredColumns.Where(name => !Array.Exists(_wanted, column => column.Name == name)).ToArray() is { Length: > 0 } missing)
            {
                throw new CisException(CisFaults.ReportColumnsMissing(missing));
            }
        }

        var name = SummaryRows.ConnectionName(_columns);
        var user = Array.Find(_wanted, column => column.Name == CredentialReportRow.UserColumn)!;
        var sql = $"select {string.Join(", ", _wanted.Select(column => column.Sql))}, {name ?? "null::text"} from {table} "
            + $"where {user.Sql} = '{CredentialReportRow.RootUser}' and account_id = any($1)";
        List<object> parameters = [accounts.Select(account => account.AccountId).OfType<string>().Distinct(StringComparer.Ordinal).ToArray()];
        if (name == "sp_connection_name")
        {
            // Steampipe asks only the connections that this names.
            sql += " and sp_connection_name = any($2)";
            parameters.Add(accounts.Select(account => account.SourceName).OfType<string>().Distinct(StringComparer.Ordinal).ToArray());
        }

        await foreach (var row in _database.ReadAsync(sql, parameters, _cancellationToken))
        {
            if (ToEvidence(row) is { AccountId: { } id } report)
            {
                reports[(row[^1] as string, id)] = report;
            }
        }
    }

    private RootUserEvidence? ToEvidence(object?[] row)
    {
        int IndexOf(string name) => Array.FindIndex(_wanted, column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

        try
        {
            return CredentialReportRow.ToEvidence(name => IndexOf(name) is >= 0 and var index ? Text(row[index]) : null) with
            {
                EvidenceTime = IndexOf(ReportColumn.Time) is >= 0 and var at && row[at] is DateTime time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null,
            };
        }
        catch (CisException e)
        {
            _reason ??= e.Fault.Message;
            return null;
        }
    }

    /// <summary>As the report itself has it: the plugin makes NULL of N/A, booleans of words, and times of the rest.</summary>
    private static string Text(object? value) => value switch
    {
        null => "N/A",
        bool yes => yes ? "true" : "false",
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A column that is read.</summary>
    /// <param name="Name">Its name in a credential report.</param>
    /// <param name="Sql">Its name in the plugin's table, as SQL takes it.</param>
    private sealed record ReportColumn(string Name, string Sql)
    {
        internal const string Time = "generated_time";

        // The plugin's own names for what the report calls user and arn; its first versions had the report's.
        private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { [CredentialReportRow.UserColumn] = "user_name", ["arn"] = "user_arn" };

        /// <summary>Those that a table has. password_enabled is left out: the plugin makes true of not_supported.</summary>
        internal static IEnumerable<ReportColumn> Find(HashSet<string> columns) => CredentialReportRow.Columns
            .Where(name => name != "password_enabled")
            .Append(Time)
            .Select(name => (Name: name, Column: Names.GetValueOrDefault(name) is { } other && columns.Contains(other) ? other : name))
            .Where(found => columns.Contains(found.Column))
            .Select(found => new ReportColumn(found.Name, SteampipeDatabase.Quote(found.Column)));
    }
}
