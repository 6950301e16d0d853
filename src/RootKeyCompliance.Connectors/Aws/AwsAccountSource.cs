using Amazon.IdentityManagement.Model;
using RootKeyCompliance.Connectors.Aws.Access;
using RootKeyCompliance.Connectors.Aws.Sessions;
using RootKeyCompliance.Connectors.CredentialReports;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>
/// Looks at the root users of accounts through IAM's API: of the account that a set of credentials belongs to, and, where it is said how to
/// enter them, of others. Only reads.
/// </summary>
/// <param name="options">Credentials, region and endpoint.</param>
/// <param name="access">How other accounts are entered.</param>
/// <param name="skipKeyDetail">Whether to leave out what tells active keys from inactive ones.</param>
public sealed class AwsAccountSource(AwsConnectionOptions options, AccountAccess access, bool skipKeyDetail) : IDisposable
{
    private readonly AwsSessions _sessions = new(options);

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
        var evidence = target.ToEvidence(CisEvidenceSource.Iam) with
        {
            SourceName = options.NamesCredentials ? options.AccessKey is null ? options.ProfileName : null : target.ProfileName,
        };
        try
        {
            var session = await _sessions.OpenAsync(target.ProfileName, log, cancellationToken);
            evidence = evidence with { SourceName = session.ProfileName };
            var caller = await session.GetIdentityAsync(cancellationToken);
            evidence = evidence with { AccountId = target.AccountId ?? caller.AccountId, Partition = caller.Partition };
            return await LookAsync(session, caller, target, evidence, log, cancellationToken);
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
    public void Dispose() => _sessions.Dispose();

    private async Task<RootUserEvidence> LookAsync(
        AwsSession session, CallerIdentity caller, AccountTarget target, RootUserEvidence evidence, IActivityLog log, CancellationToken cancellationToken)
    {
        var entrance = new AccountEntrance(session, access);
        var isRenewable = false;
        RootUserEvidence? withKey = null;
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                var entry = await entrance.EnterAsync(caller, target, cancellationToken);
                isRenewable = isFirst && entry.Kind != EntryKind.Own;
                log.Verbose($"Checking account {evidence.AccountId} {entry.Way}.");
                using var view = new AccountView(session, entry);
                var seen = await SummaryAsync(view, evidence, cancellationToken);
                if (seen.AccessKeysPresent != true || skipKeyDetail)
                {
                    // Where the summary leaves it open, the root user's list of keys does not.
                    return view.IsRoot && seen is { AccessKeysPresent: null, Fault: null }
                        ? await AddKeysAsync(view, seen, isRenewable, log, cancellationToken)
                        : seen;
                }

                withKey = seen;
                return view.IsRoot
                    ? await AddKeysAsync(view, seen, isRenewable, log, cancellationToken)
                    : await AddReportAsync(view, seen, log, session.Patience.Time, cancellationToken);
            }
            catch (CisException e) when (isRenewable && e.Fault.ErrorId == nameof(CisFaults.ExpiredCredentials))
            {
                // The session of a moment ago has run out while it waited: once more, with a new one.
                isRenewable = false;
                log.Verbose($"The session in account {evidence.AccountId} has expired; entering it again.");
            }
            catch (Exception e) when (withKey is not null && !cancellationToken.IsCancellationRequested)
            {
                // Whatever went wrong with the detail, the key has been seen.
                var fault = (e as CisException)?.Fault ?? CisFaults.UnexpectedError(e);
                log.Warning($"Account {withKey.AccountId} has a root access key; whether it is active could not be seen: {fault.Message}");
                return withKey;
            }
        }
    }

    private static async Task<RootUserEvidence> SummaryAsync(AccountView view, RootUserEvidence evidence, CancellationToken cancellationToken)
        => await view.ReadSummaryAsync(cancellationToken) with
        {
            AccountId = evidence.AccountId,
            AccountName = evidence.AccountName,
            AccountState = evidence.AccountState,
            Partition = evidence.Partition,
            Source = evidence.Source,
            SourceName = evidence.SourceName,
            EvidenceTime = DateTimeOffset.UtcNow,
        };

    /// <summary>Tells active keys from inactive ones. Without the report the finding stands, with unknown counts.</summary>
    private static async Task<RootUserEvidence> AddReportAsync(
        AccountView view, RootUserEvidence seen, IActivityLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        var report = await new CredentialReportDownload(view, log, time).GetAsync(seen.AccountId!, cancellationToken);
        var root = CredentialReportReader.ReadCsv(report.Content, cancellationToken);
        return KeyDetail.Add(seen, root with { EvidenceTime = report.GeneratedTime }, report.IsFresh);
    }

    /// <summary>The keys themselves, as only the root user sees them.</summary>
    private static async Task<RootUserEvidence> AddKeysAsync(
        AccountView view, RootUserEvidence seen, bool isRenewable, IActivityLog log, CancellationToken cancellationToken)
    {
        var listed = await view.ListKeysAsync(cancellationToken);
        if (listed.Count == 0 && seen.AccessKeysPresent == true)
        {
            log.Warning($"AWS says that account {seen.AccountId} has a root access key and lists none; one may have been made or deleted a moment ago.");
            return seen;
        }

        var keys = new List<RootAccessKey>();
        foreach (var key in listed)
        {
            var use = await LastUseAsync(view, seen.AccountId!, key, isRenewable, log, cancellationToken);
            keys.Add(new RootAccessKey(
                key.Status == "Active" ? RootAccessKeyStatus.Active : RootAccessKeyStatus.Inactive,
                key.AccessKeyId is { } id ? KeyIds.Mask(id) : null,
                CreateDate: AwsValues.Time(key.CreateDate),
                LastUsedDate: AwsValues.Time(use?.LastUsedDate),
                LastUsedRegion: AwsValues.Word(use?.Region),
                LastUsedService: AwsValues.Word(use?.ServiceName)));
        }

        // A state that AWS has added since is not guessed at: the key is there, and may work.
        return listed.All(key => key.Status is "Active" or "Inactive" or "Expired")
            ? seen.WithKeys(keys)
            : seen with { AccessKeysPresent = true };
    }

    private static async Task<AccessKeyLastUsed?> LastUseAsync(
        AccountView view, string account, AccessKeyMetadata key, bool isRenewable, IActivityLog log, CancellationToken cancellationToken)
    {
        try
        {
            return key.AccessKeyId is { } id ? await view.ReadLastUseAsync(id, cancellationToken) : null;
        }
        catch (CisException e) when (!isRenewable || e.Fault.ErrorId != nameof(CisFaults.ExpiredCredentials))
        {
            log.Warning($"When a root access key of account {account} was last used could not be seen: {e.Fault.Message}");
            return null;
        }
    }
}
