using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>
/// One reading of a database. First the table that the search path leads to, all connections in one query. Steampipe lets the whole
/// query fail, or hang, when one connection does: then each of those that have not been read is asked by itself.
/// </summary>
internal sealed partial class SteampipeRun(
    SteampipeConnectionOptions options, IActivityLog log, ChannelWriter<RootUserEvidence> output, KeyDetailReader details)
{
    private const string Table = SteampipeCatalogue.SummaryTable;

    // Once one connection has been silent for as long as the user said, the others get less: many of them would add up to hours.
    private const int PatienceAfterSilence = 30;

    // One small number an account, so that nothing is told twice when a query fails half-way: connection and account id in one.
    private readonly HashSet<long> _told = [];
    private readonly Dictionary<string, (int Index, int Rows)> _seen = new(StringComparer.Ordinal);
    private bool _anonymous;
    private int _rows;

    /// <summary>Never throws for what is wrong with the database: the rest of the accounts is then one piece of evidence with a fault.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            log.Debug($"Steampipe is asked at {options.Place} as '{PlainText.OneLine(options.User)}'.");
            await using var database = await SteampipeDatabase.OpenAsync(options, cancellationToken);
            var catalogue = await SteampipeCatalogue.ReadAsync(database, log, cancellationToken);
            if (catalogue.Chosen is null)
            {
                await WithoutTableAsync(catalogue, cancellationToken);
                return;
            }

            log.Verbose($"Reading {Table} of schema '{PlainText.OneLine(catalogue.Chosen)}' at {options.Place}.");
            await ReadAsync(database, catalogue, catalogue.Chosen, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await TellFaultAsync(options.Name, Explain(e, Table), cancellationToken);
        }
    }

    private async Task WithoutTableAsync(SteampipeCatalogue catalogue, CancellationToken cancellationToken)
    {
        // Where no connection could be loaded there is no table: what is wrong with them tells more.
        var broken = catalogue.Broken.ToList();
        foreach (var connection in broken)
        {
            await TellFaultAsync(connection.Name, CisFaults.ConnectionBroken(connection.Error), cancellationToken);
        }

        if (broken.Count == 0 || catalogue.TableSchemas.Count > 0)
        {
            await TellFaultAsync(
                options.Name,
                catalogue.IsDenied ? CisFaults.TableDenied(Table, options.Place) : CisFaults.TableMissing(Table, options.Place),
                cancellationToken);
        }
    }

    private async Task ReadAsync(SteampipeDatabase database, SteampipeCatalogue catalogue, string chosen, CancellationToken cancellationToken)
    {
        var failure = await AskAsync(database, catalogue, Table, connectionName: null, cancellationToken);
        var scope = catalogue.ScopeOf(chosen, _seen.Keys);
        switch (failure?.ErrorId)
        {
            case null when scope is SteampipeScope.Aggregator aggregator:
                await TellSilentAsync(catalogue, aggregator.Members, cancellationToken);
                break;
            case null when _rows == 0:
                var connection = catalogue.Find(chosen);
                await TellFaultAsync(
                    connection is null ? options.Name : chosen,
                    connection is null ? CisFaults.NoAccounts(options.Place) : connection.IsBroken ? CisFaults.ConnectionBroken(connection.Error) : CisFaults.ConnectionSilent(),
                    cancellationToken);
                break;
            case null:
                break;
            case nameof(CisFaults.QueryFailed) or nameof(CisFaults.QueryTimedOut) when scope is SteampipeScope.Connection:
                await TellFaultAsync(chosen, failure, cancellationToken);
                break;
            case nameof(CisFaults.QueryFailed) or nameof(CisFaults.QueryTimedOut):
            case nameof(CisFaults.ConnectionLost) when scope is SteampipeScope.Aggregator:
                await ReadApartAsync(database, catalogue, scope, failure, cancellationToken);
                break;
            default:
                await TellFaultAsync(options.Name, failure, cancellationToken);
                break;
        }

        WarnOfOthers(catalogue, scope, hasFailed: failure is not null);
    }

    /// <summary>Connections of an aggregator that gave no row: broken ones, and those that Steampipe was told to forgive.</summary>
    private async Task TellSilentAsync(SteampipeCatalogue catalogue, IReadOnlyList<string> members, CancellationToken cancellationToken)
    {
        if (members.Count == 0 && _rows == 0)
        {
            await TellFaultAsync(options.Name, CisFaults.NoAccounts(options.Place), cancellationToken);
        }

        foreach (var name in members.Where(name => !_seen.ContainsKey(name)))
        {
            if (catalogue.Find(name) is { IsBroken: true } broken)
            {
                await TellFaultAsync(name, CisFaults.ConnectionBroken(broken.Error), cancellationToken);
            }
            else if (!_anonymous)
            {
                await TellFaultAsync(name, CisFaults.ConnectionSilent(), cancellationToken);
            }
        }
    }

    private async Task ReadApartAsync(
        SteampipeDatabase database, SteampipeCatalogue catalogue, SteampipeScope scope, CisFault failure, CancellationToken cancellationToken)
    {
        var isLost = failure.ErrorId == nameof(CisFaults.ConnectionLost);
        log.Verbose(isLost ? failure.Message : "The query over all connections failed; each of them is asked by itself.");

        // Rows of a connection that is no member: the list is not all there is.
        var isWhole = scope is SteampipeScope.Aggregator { Members.Count: > 0 } && _seen.Keys.All(name => name.Length == 0 || scope.Apart.Contains(name, StringComparer.Ordinal));
        var isExplained = false;
        var unread = scope.Apart.Where(IsUnread).ToList();
        for (var index = 0; index < unread.Count; index++)
        {
            if (isLost || !await IsOpenAsync(database, cancellationToken))
            {
                await TellAllAsync(unread[index..], CisFaults.ConnectionLost(options.Place), cancellationToken);
                isExplained = true;
                break;
            }

            var fault = await ReadOneAsync(database, catalogue, unread[index], cancellationToken);
            if (fault is null)
            {
                continue;
            }

            isExplained |= scope is SteampipeScope.Aggregator || IsSameReason(fault.Message, failure.Message);
            await TellFaultAsync(unread[index], fault, cancellationToken);
            if (fault.ErrorId == nameof(CisFaults.QueryTimedOut) && options.CommandTimeout > PatienceAfterSilence)
            {
                database.Patience = PatienceAfterSilence;
            }
        }

        if (isExplained)
        {
            return;
        }

        if (isWhole)
        {
            log.Warning($"The query over all connections of '{PlainText.OneLine(scope.Name)}' failed; each of them has been read all the same. {failure.Message}");
        }
        else
        {
            await TellFaultAsync(scope.Name, failure, cancellationToken);
        }
    }

    /// <summary>The table has one row for an account, and a connection is one account: what gave its row has been read.</summary>
    private bool IsUnread(string name) => _seen.GetValueOrDefault(name).Rows != 1;

    private async Task<bool> IsOpenAsync(SteampipeDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await database.ReopenAsync(options, cancellationToken);
            return true;
        }
        catch (CisException e)
        {
            log.Debug(e.Fault.Message);
            return false;
        }
    }

    private async Task<CisFault?> ReadOneAsync(SteampipeDatabase database, SteampipeCatalogue catalogue, string name, CancellationToken cancellationToken)
    {
        if (!catalogue.TableSchemas.Contains(name, StringComparer.Ordinal) && catalogue.Find(name) is { IsBroken: true } broken)
        {
            return CisFaults.ConnectionBroken(broken.Error);
        }

        return await AskAsync(database, catalogue, $"{SteampipeDatabase.Quote(name)}.{Table}", name, cancellationToken)
            ?? (_seen.ContainsKey(name) ? null : CisFaults.ConnectionSilent());
    }

    /// <returns>What was wrong, when not all rows came; null when they did.</returns>
    private async Task<CisFault?> AskAsync(
        SteampipeDatabase database, SteampipeCatalogue catalogue, string relation, string? connectionName, CancellationToken cancellationToken)
    {
        try
        {
            await TellRowsAsync(SummaryRows.ReadAsync(database, relation, connectionName, cancellationToken), catalogue, cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Explain(e, relation);
        }
    }

    private CisFault Explain(Exception exception, string relation)
    {
        if (exception is not (CisException or Npgsql.NpgsqlException or IOException or ObjectDisposedException))
        {
            // The place, not the text: that may hold anything.
            log.Debug($"{exception.GetType().FullName}{Environment.NewLine}{exception.StackTrace}");
        }

        return SteampipeFaults.FromQuery(exception, relation, options);
    }

    private async Task TellRowsAsync(IAsyncEnumerable<RootUserEvidence> rows, SteampipeCatalogue catalogue, CancellationToken cancellationToken)
    {
        await foreach (var evidence in rows.WithCancellation(cancellationToken))
        {
            _anonymous |= evidence.SourceName is null;
            var name = catalogue.Shared(evidence.SourceName ?? "");
            var (index, count) = _seen.GetValueOrDefault(name, (_seen.Count, 0));
            _seen[name] = (index, count + 1);

            // Where rows did not say whose they are, an account is told once and no more.
            index = _anonymous ? 0 : index;
            var account = evidence.AccountId is { } id ? long.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
            if (account != 0 && !_told.Add(((long)index << 40) | account))
            {
                continue;
            }

            _rows++;
            var told = evidence with { SourceName = evidence.SourceName ?? options.Name };
            await (told.AccessKeysPresent == true && !options.SkipKeyDetail
                ? details.AddAsync(told)
                : output.WriteAsync(told, cancellationToken));
        }
    }

    private void WarnOfOthers(SteampipeCatalogue catalogue, SteampipeScope scope, bool hasFailed)
    {
        var others = catalogue.Others.Where(name => !_seen.ContainsKey(name)).ToList();
        var some = PlainText.OneLine(string.Join(", ", others.Take(3))) + (others.Count > 3 ? $" and {others.Count - 3} more" : "");
        var chosen = PlainText.OneLine(scope.Name);
        switch (scope)
        {
            case SteampipeScope.Connection when others.Count > 0:
                log.Warning($"Only connection '{chosen}' was read, to which the search path leads; {some} was not. To read all, "
                    + (catalogue.OtherAggregator is { } all ? $"add search_path={PlainText.OneLine(all)} to the connection." : "define an aggregator in Steampipe and add search_path=<aggregator> to the connection."));
                break;
            case SteampipeScope.Unlisted when others.Count > 0 && _rows > 0 && !hasFailed:
                log.Warning($"Nothing was read of {some}: this version of Steampipe does not say whether the aggregator '{chosen}' stands for that, too.");
                break;
            case SteampipeScope.Aggregator { Members: var members } when others.Except(members, StringComparer.Ordinal).ToList() is { Count: > 0 } outside:
                log.Verbose($"Not part of the aggregator '{chosen}', and not read: {PlainText.OneLine(string.Join(", ", outside.Take(3)))}{(outside.Count > 3 ? $" and {outside.Count - 3} more" : "")}.");
                break;
            default:
                break;
        }
    }

    /// <summary>Whether two errors are one, but for the numbers that AWS gives to each request.</summary>
    private static bool IsSameReason(string one, string all)
        => Numbers().Replace(all, "").Contains(Numbers().Replace(one, ""), StringComparison.Ordinal);

    private async Task TellAllAsync(IEnumerable<string> names, CisFault fault, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await TellFaultAsync(name, fault, cancellationToken);
        }
    }

    private async Task TellFaultAsync(string name, CisFault fault, CancellationToken cancellationToken)
    {
        log.Debug($"'{PlainText.OneLine(name)}': {fault.Message}");
        await output.WriteAsync(new RootUserEvidence { Source = CisEvidenceSource.Steampipe, SourceName = name, Fault = fault }, cancellationToken);
    }

    [GeneratedRegex("[0-9a-fA-F-]{8,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
