using Amazon.IdentityManagement.Model;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>
/// Looks at the root user of the account that a set of credentials belongs to, through IAM's API. Only reads.
/// </summary>
/// <param name="options">Credentials, region and endpoint.</param>
/// <param name="skipKeyDetail">Whether to leave out the credential report, which tells active keys from inactive ones.</param>
public sealed class AwsAccountSource(AwsConnectionOptions options, bool skipKeyDetail) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private AwsSession? _session;
    private CisFault? _refusal;

    /// <summary>Checks what can be checked without looking anything up.</summary>
    /// <param name="options">Credentials, region and endpoint.</param>
    /// <exception cref="CisException">A region or endpoint cannot be one.</exception>
    public static void Validate(AwsConnectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        AwsSettings.Validate(options);
    }

    /// <summary>Looks at one account. What goes wrong is in the evidence's fault.</summary>
    /// <param name="target">The account; without an id, whichever the credentials belong to.</param>
    /// <param name="log">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<RootUserEvidence> ReadAsync(AccountTarget target, IActivityLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(log);
        var evidence = target.ToEvidence(CisEvidenceSource.Iam) with { SourceName = options.AccessKey is null ? options.ProfileName : null };
        try
        {
            var session = await OpenAsync(log, cancellationToken);
            evidence = evidence with { SourceName = session.ProfileName };
            var identity = await session.GetIdentityAsync(cancellationToken);
            if (target.AccountId is { } wanted && wanted != identity.AccountId)
            {
                throw new CisException(CisFaults.AccountMismatch(wanted, identity.AccountId));
            }

            evidence = evidence with { AccountId = identity.AccountId, Partition = identity.Partition };
            log.Verbose($"Checking account {identity.AccountId} as {identity.Arn}.");
            return await ReadSummaryAsync(session, evidence, log, cancellationToken);
        }
        catch (CisException e)
        {
            return evidence with { Fault = e.Fault };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The place, not the text: that may hold anything.
            log.Debug($"{e.GetType().FullName}{Environment.NewLine}{e.StackTrace}");
            return evidence with { Fault = CisFaults.UnexpectedError(e) };
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _session, null)?.Dispose();
        _gate.Dispose();
    }

    private static async Task<GetAccountSummaryResponse> GetSummaryAsync(AwsSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Iam.GetAccountSummaryAsync(new GetAccountSummaryRequest(), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CisException(AwsFaults.From(e, "iam:GetAccountSummary", session.Iam), e);
        }
    }

    private async Task<RootUserEvidence> ReadSummaryAsync(
        AwsSession session, RootUserEvidence evidence, IActivityLog log, CancellationToken cancellationToken)
    {
        var summary = (await GetSummaryAsync(session, cancellationToken)).SummaryMap;
        var seen = AccountSummaryEvidence.FromSummary(name => summary.TryGetValue(name, out var value) ? value : null) with
        {
            AccountId = evidence.AccountId,
            AccountName = evidence.AccountName,
            AccountState = evidence.AccountState,
            Partition = evidence.Partition,
            Source = evidence.Source,
            SourceName = evidence.SourceName,
            EvidenceTime = DateTimeOffset.UtcNow,
        };
        return seen.AccessKeysPresent == true && !skipKeyDetail ? await AddDetailAsync(session, seen, log, cancellationToken) : seen;
    }

    /// <summary>Tells active keys from inactive ones. Without the report the finding stands, with unknown counts.</summary>
    private static async Task<RootUserEvidence> AddDetailAsync(
        AwsSession session, RootUserEvidence seen, IActivityLog log, CancellationToken cancellationToken)
    {
        try
        {
            var report = await new CredentialReportDownload(session.Iam, log, session.Patience.Time).GetAsync(seen.AccountId!, cancellationToken);
            var root = CredentialReportReader.ReadCsv(report.Content, cancellationToken);
            return KeyDetail.Add(seen, root with { EvidenceTime = report.GeneratedTime }, report.IsFresh);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever went wrong with the detail, the key has been seen.
            var fault = (e as CisException)?.Fault ?? CisFaults.UnexpectedError(e);
            log.Warning($"Account {seen.AccountId} has a root access key; whether it is active could not be seen: {fault.Message}");
            return seen;
        }
    }

    private async Task<AwsSession> OpenAsync(IActivityLog log, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_refusal is not null)
            {
                throw new CisException(_refusal);
            }

            return _session ??= await AwsSession.OpenAsync(options, log, cancellationToken);
        }
        catch (CisException e)
        {
            // The same credentials fail the same way for every account: they are looked for once.
            _refusal = e.Fault;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }
}
