using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Amazon.Organizations.Model;
using Amazon.Runtime;
using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>
/// Lists the accounts of an organization, page by page and one request at a time: Organizations refuses what overlaps. Only reads.
/// </summary>
/// <param name="options">Credentials of the management account or of a delegated administrator, region and endpoint.</param>
public sealed partial class OrganizationSource(AwsConnectionOptions options) : IDisposable
{
    private readonly AwsSessions _sessions = new(options);

    /// <summary>Whether the text can be the id of an organizational unit or of a root.</summary>
    /// <param name="id">The text.</param>
    public static bool IsUnitId(string? id) => id is not null && UnitId().IsMatch(id);

    /// <summary>Lists accounts. What cannot be listed is an account of its own, the last, with a fault.</summary>
    /// <param name="units">Organizational units, each with everything below it; null for the whole organization.</param>
    /// <param name="log">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public IAsyncEnumerable<CisAccount> ListAsync(IReadOnlyList<string>? units, IActivityLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        return AnswerFor(FindAsync(units, log, cancellationToken), FaultOf, cancellationToken);

        CisFault FaultOf(Exception exception)
        {
            if (exception is CisException known)
            {
                return known.Fault;
            }

            log.Debug($"{exception.GetType().FullName}{Environment.NewLine}{exception.StackTrace}");
            return CisFaults.UnexpectedError(exception);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _sessions.Dispose();

    /// <summary>The accounts as they come, and what ends them as the last.</summary>
    private static async IAsyncEnumerable<CisAccount> AnswerFor(
        IAsyncEnumerable<CisAccount> found, Func<Exception, CisFault?> faultOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var accounts = found.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            CisFault? fault = null;
            try
            {
                if (!await accounts.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && (fault = faultOf(e)) is not null)
            {
                // It is an account of its own.
            }

            yield return fault is null ? accounts.Current : new CisAccount { Fault = fault, IsRest = true };
            if (fault is not null)
            {
                yield break;
            }
        }
    }

    private async IAsyncEnumerable<CisAccount> FindAsync(
        IReadOnlyList<string>? units, IActivityLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var organization = new OrganizationPages(await _sessions.OpenAsync(profileName: null, log, cancellationToken), cancellationToken);
        if (units is null)
        {
            var isEmpty = true;
            log.Verbose("Listing the accounts of the organization.");
            await foreach (var account in organization.AccountsAsync())
            {
                isEmpty = false;
                yield return Describe(account);
            }

            // An organization has at least its management account.
            if (isEmpty)
            {
                throw new CisException(CisFaults.OrganizationNotInUse());
            }

            yield break;
        }

        var seen = new HashSet<string?>(StringComparer.Ordinal);
        var rest = new List<string>(units);
        var hasPaths = true;
        log.Verbose($"Listing the accounts of the organization, to find those below {string.Join(", ", units)}.");
        await foreach (var account in organization.AccountsAsync())
        {
            if (account.Paths is not { Count: > 0 } paths)
            {
                hasPaths = false;
                break;
            }

            if (units.Where(unit => paths.Any(path => path.Split('/').Contains(unit, StringComparer.Ordinal))).ToList() is { Count: > 0 } found)
            {
                rest.RemoveAll(found.Contains);
                seen.Add(account.Id);
                yield return Describe(account);
            }
        }

        // Where AWS does not say where accounts are, and for units in which none was found: they may not be there at all.
        foreach (var unit in (hasPaths ? rest : units).Distinct(StringComparer.Ordinal))
        {
            log.Verbose($"Walking through {unit}.");
            await foreach (var account in AnswerFor(DescribeAsync(organization.BelowAsync(unit)), MissingUnit, cancellationToken))
            {
                if (account.Id is null || seen.Add(account.Id))
                {
                    yield return account;
                }
            }
        }
    }

    /// <summary>A unit that is not there is no reason to leave out the others.</summary>
    private static CisFault? MissingUnit(Exception exception)
        => exception is CisException { Fault: { ErrorId: nameof(CisFaults.OrganizationalUnitNotFound) } fault } ? fault : null;

    private static async IAsyncEnumerable<CisAccount> DescribeAsync(IAsyncEnumerable<Account> accounts)
    {
        await foreach (var account in accounts)
        {
            yield return Describe(account);
        }
    }

    private static CisAccount Describe(Account account) => new()
    {
        Id = account.Id,
        Name = account.Name,
        Email = account.Email,
        Arn = account.Arn,
        State = account.State ?? account.Status,
        OrganizationalUnitPath = account.Paths is [{ } path, ..] ? path[..(path.TrimEnd('/').LastIndexOf('/') + 1)] : null,
        IsManagementAccount = AwsAccountId.ManagementAccountOf(account.Arn) is { } management ? management == account.Id : null,
    };

    [GeneratedRegex(@"\A(?:r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UnitId();

    /// <summary>The organization's pages, followed to their end; an empty one is not the last.</summary>
    private sealed class OrganizationPages(AwsSession session, CancellationToken cancellationToken)
    {
        internal IAsyncEnumerable<Account> AccountsAsync() => AllAsync(
            "organizations:ListAccounts",
            token => session.Organizations.ListAccountsAsync(new ListAccountsRequest { NextToken = token }, cancellationToken),
            page => page.Accounts);

        /// <summary>The accounts of a unit and of all units below it.</summary>
        internal async IAsyncEnumerable<Account> BelowAsync(string unit)
        {
            var units = new Queue<string>([unit]);

            // Units that lead back to one that was there would never end.
            var known = new HashSet<string>([unit], StringComparer.Ordinal);
            while (units.TryDequeue(out var parent))
            {
                await foreach (var account in AllAsync(
                    "organizations:ListAccountsForParent",
                    token => session.Organizations.ListAccountsForParentAsync(
                        new ListAccountsForParentRequest { NextToken = token, ParentId = parent }, cancellationToken),
                    page => page.Accounts,
                    parent))
                {
                    yield return account;
                }

                await foreach (var child in AllAsync(
                    "organizations:ListOrganizationalUnitsForParent",
                    token => session.Organizations.ListOrganizationalUnitsForParentAsync(
                        new ListOrganizationalUnitsForParentRequest { NextToken = token, ParentId = parent }, cancellationToken),
                    page => page.OrganizationalUnits,
                    parent))
                {
                    var id = child.Id ?? throw new CisException(CisFaults.MalformedResponse("organizations:ListOrganizationalUnitsForParent"));
                    if (known.Add(id))
                    {
                        units.Enqueue(id);
                    }
                }
            }
        }

        private async IAsyncEnumerable<T> AllAsync<TPage, T>(
            string action, Func<string?, Task<TPage>> ask, Func<TPage, IReadOnlyList<T>> items, string? parent = null)
            where TPage : PageResponse
        {
            string? token = null;
            var tokens = new HashSet<string>(StringComparer.Ordinal);
            do
            {
                TPage page;
                try
                {
                    page = await session.RenewingAsync(() => ask(token), cancellationToken);
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    throw new CisException(FaultOf(e, action, parent), e);
                }

                // Pages that lead back to one that was there would never end.
                token = page.NextToken;
                if (!string.IsNullOrEmpty(token) && !tokens.Add(token))
                {
                    throw new CisException(CisFaults.MalformedResponse(action));
                }

                foreach (var item in items(page))
                {
                    yield return item;
                }
            }
            while (!string.IsNullOrEmpty(token));
        }

        private CisFault FaultOf(Exception exception, string action, string? parent) => exception switch
        {
            AmazonServiceException { ErrorCode: "AWSOrganizationsNotInUseException" } => CisFaults.OrganizationNotInUse(),
            AmazonServiceException { ErrorCode: "ParentNotFoundException" } => CisFaults.OrganizationalUnitNotFound(parent ?? ""),
            _ => AwsFaults.From(exception, action, session.Organizations, session.Credentials) is var fault && fault.ErrorId == nameof(CisFaults.AccessDenied)
                ? CisFaults.OrganizationAccessDenied(action, AwsFaults.Said(exception, session.Credentials))
                : fault,
        };
    }
}
