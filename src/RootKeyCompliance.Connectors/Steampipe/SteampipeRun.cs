using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>
/// One reading of a database. First the table that the search path leads to, all connections in one query. Steampipe lets the whole
/// query fail when one connection does: then each of those that have not been read is asked by itself.
/// </summary>
internal sealed partial class SteampipeRun(
    SteampipeConnectionOptions options, IActivityLog log, ChannelWriter<RootUserEvidence> output, KeyDetailReader details)
{
    private const string Table = SteampipeCatalogue.SummaryTable;

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
            await ReadAsync(database, catalogue, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (e is not (CisException or Npgsql.NpgsqlException or IOException or ObjectDisposedException))
            {
                // The place, not the text: that may hold anything.
                log.Debug($"{e.GetType().FullName}{Environment.NewLine}{e.StackTrace}");
            }

            await TellFaultAsync(options.Name, SteampipeFaults.FromQuery(e, Table, options), cancellationToken);
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

    private async Task ReadAsync(SteampipeDatabase database, SteampipeCatalogue catalogue, CancellationToken cancellationToken)
    {
        var chosen = catalogue.Chosen!;
        var members = catalogue.Members();
        Exception? failure = null;
        try
        {
            await TellRowsAsync(SummaryRows.ReadAsync(database, Table, connectionName: null, cancellationToken), catalogue, cancellationToken);
        }
        catch (Exception e) when (SteampipeFaults.IsOfTheRows(e) && !cancellationToken.IsCancellationRequested)
        {
            failure = e;
        }

        var isAggregator = catalogue.ChosenIsAggregator ?? (_seen.Keys.Any(name => name != chosen) ? true : _seen.Count > 0 ? false : null);
        if (failure is null)
        {
            if (members is not null)
            {
                await TellSilentAsync(catalogue, members, cancellationToken);
            }
            else if (_rows == 0)
            {
                var connection = catalogue.Find(chosen);
                await TellFaultAsync(
                    connection is null ? options.Name : chosen,
                    connection is null ? CisFaults.NoAccounts(options.Place) : connection.IsBroken ? CisFaults.ConnectionBroken(connection.Error) : CisFaults.ConnectionSilent(),
                    cancellationToken);
            }
        }
        else if (isAggregator == false)
        {
            await TellFaultAsync(chosen, SteampipeFaults.FromQuery(failure, Table, options), cancellationToken);
        }
        else
        {
            log.Verbose("The query over all connections failed; each of them is asked by itself.");
            await ReadOneByOneAsync(database, catalogue, members ?? [.. catalogue.Others], isAggregator == true, failure, cancellationToken);
        }

        WarnOfOthers(catalogue, members, isAggregator);
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

    private async Task ReadOneByOneAsync(
        SteampipeDatabase database, SteampipeCatalogue catalogue, IReadOnlyList<string> members, bool isAggregator, Exception failure, CancellationToken cancellationToken)
    {
        var explained = false;
        foreach (var name in members)
        {
            // The table has one row for an account, and a connection is one account: what gave its row has been read.
            var before = _seen.GetValueOrDefault(name).Rows;
            if (before == 1)
            {
                continue;
            }

            var fault = await ReadOneAsync(database, catalogue, name, cancellationToken);
            if (fault is null && _seen.GetValueOrDefault(name).Rows == 0)
            {
                fault = CisFaults.ConnectionSilent();
            }

            if (fault is not null)
            {
                explained |= isAggregator || IsSameReason(fault.Message, SteampipeFaults.FromQuery(failure, Table, options).Message);
                await TellFaultAsync(name, fault, cancellationToken);
            }
        }

        if (!explained)
        {
            await TellFaultAsync(catalogue.Chosen!, SteampipeFaults.FromQuery(failure, Table, options), cancellationToken);
        }
    }

    private async Task<CisFault?> ReadOneAsync(SteampipeDatabase database, SteampipeCatalogue catalogue, string name, CancellationToken cancellationToken)
    {
        if (!catalogue.TableSchemas.Contains(name, StringComparer.Ordinal) && catalogue.Find(name) is { IsBroken: true } broken)
        {
            return CisFaults.ConnectionBroken(broken.Error);
        }

        var relation = $"{SteampipeDatabase.Quote(name)}.{Table}";
        try
        {
            await TellRowsAsync(SummaryRows.ReadAsync(database, relation, name, cancellationToken), catalogue, cancellationToken);
            return null;
        }
        catch (Npgsql.PostgresException e) when (!cancellationToken.IsCancellationRequested
            && SteampipeFaults.FromQuery(e, relation, options) is { ErrorId: not nameof(CisFaults.ConnectionLost) } fault)
        {
            return fault;
        }
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

    private void WarnOfOthers(SteampipeCatalogue catalogue, IReadOnlyList<string>? members, bool? isAggregator)
    {
        var others = catalogue.Others.Except(members ?? [], StringComparer.Ordinal).Where(name => !_seen.ContainsKey(name)).ToList();
        if (others.Count == 0 || isAggregator is null)
        {
            return;
        }

        var some = PlainText.OneLine(string.Join(", ", others.Take(3))) + (others.Count > 3 ? $" and {others.Count - 3} more" : "");
        var chosen = PlainText.OneLine(catalogue.Chosen);
        if (isAggregator == false)
        {
            log.Warning($"Only connection '{chosen}' was read, to which the search path leads; {some} was not. To read all, "
                + (catalogue.OtherAggregator is { } all ? $"add search_path={PlainText.OneLine(all)} to the connection." : "define an aggregator in Steampipe and add search_path=<aggregator> to the connection."));
        }
        else if (members is null)
        {
            log.Warning($"Nothing was read of {some}: this version of Steampipe does not say whether the aggregator '{chosen}' stands for that, too.");
        }
        else
        {
            log.Verbose($"Not part of the aggregator '{chosen}', and not read: {some}.");
        }
    }

    /// <summary>Whether two errors are one, but for the numbers that AWS gives to each request.</summary>
    private static bool IsSameReason(string one, string all)
        => Numbers().Replace(all, "").Contains(Numbers().Replace(one, ""), StringComparison.Ordinal);

    private async Task TellFaultAsync(string name, CisFault fault, CancellationToken cancellationToken)
    {
        log.Debug($"'{PlainText.OneLine(name)}': {fault.Message}");
        await output.WriteAsync(new RootUserEvidence { Source = CisEvidenceSource.Steampipe, SourceName = name, Fault = fault }, cancellationToken);
    }

    [GeneratedRegex("[0-9a-fA-F-]{8,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
