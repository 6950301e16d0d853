using Amazon.IdentityManagement.Model;
using RootKeyCompliance.Connectors.Aws.Access;
using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Connectors.Aws.Removal;

/// <summary>
/// Looks up root access keys as the root user itself, and deletes those that it is told to: in member accounts by root sessions that AWS binds to
/// its policy for deleting credentials, in the credentials' own account when they are the root user's. Asks nobody.
/// </summary>
/// <param name="options">Credentials, region and endpoint.</param>
public sealed class RootKeyRemover(AwsConnectionOptions options) : IDisposable
{
    private static readonly AccountAccess ByRootSession = new() { CentralRootAccess = true };

    private readonly AwsSessions _sessions = new(options);

    /// <summary>Looks up an account's root access keys, and proves before that the session is that account's. What goes wrong is in the answer.</summary>
    /// <param name="target">The account.</param>
    /// <param name="log">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<RootKeyAccount> LookUpAsync(AccountTarget target, IActivityLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(log);
        string? partition = null;
        try
        {
            var session = await _sessions.OpenAsync(target.ProfileName, log, cancellationToken);
            var caller = await session.GetIdentityAsync(cancellationToken);
            partition = caller.Partition;
            var entry = await EnterAsync(session, target, cancellationToken);
            log.Verbose($"Looking up the root access keys of account {target.AccountId} {entry.Way}.");
            using var view = new AccountView(session, entry);
            var keys = await KeysAsync(view, await SigningKeyAsync(entry), log, cancellationToken);
            return RootKeyAccount.Seen(target, partition, session, entry, keys);
        }
        catch (CisException e)
        {
            return RootKeyAccount.Failed(
                target,
                partition,
                e.Fault.ErrorId == nameof(CisFaults.ManagementAccountOutOfReach) ? CisFaults.ManagementAccountKeepsItsKeys(target.AccountId!) : e.Fault);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The place, not the text: that may hold anything.
            log.Debug($"{e.GetType().FullName}{Environment.NewLine}{e.StackTrace}");
            return RootKeyAccount.Failed(target, partition, CisFaults.UnexpectedError(e));
        }
    }

    /// <summary>Deletes a key, and looks afterwards whether it is gone. What goes wrong is in the answer.</summary>
    /// <param name="account">The account, as it was looked up.</param>
    /// <param name="key">One of its keys.</param>
    /// <param name="log">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the deletion, whatever has become of it.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public static async Task<KeyDeletion> DeleteAsync(RootKeyAccount account, ListedRootKey key, IActivityLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(log);
        if (account is not { Session: { } session })
        {
            throw new ArgumentException("The account's keys have not been looked up.", nameof(account));
        }

        try
        {
            return await new KeyDeletionRun(session, account, key, () => EnterAsync(session, account.Target, cancellationToken), log)
                .RunAsync(cancellationToken);
        }
        catch (CisException e)
        {
            return new KeyDeletion(CisRemovalOutcome.Failed, IsVerified: false, RequestId: null, e.Fault);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.Debug($"{e.GetType().FullName}{Environment.NewLine}{e.StackTrace}");
            return new KeyDeletion(CisRemovalOutcome.Failed, IsVerified: false, RequestId: null, CisFaults.UnexpectedError(e));
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _sessions.Dispose();

    /// <summary>Becomes the account's root user, and makes sure of it: a deletion goes to whoever's keys they are that sign.</summary>
    private static async Task<AccountEntry> EnterAsync(AwsSession session, AccountTarget target, CancellationToken cancellationToken)
    {
        var caller = await session.GetIdentityAsync(cancellationToken);
        if (target.AccountId == caller.AccountId && caller.Arn != $"arn:{caller.Partition}:iam::{caller.AccountId}:root")
        {
            throw new CisException(CisFaults.CallerNotRoot(caller.AccountId, caller.Arn));
        }

        var entry = await new AccountEntrance(session, ByRootSession, RootTask.Delete).EnterAsync(caller, target, cancellationToken);
        if (entry.Kind != EntryKind.Own && await session.IdentifyAsync(entry.Credentials, cancellationToken) is var entered && entered.AccountId != target.AccountId)
        {
            throw new CisException(CisFaults.RemovalSessionMismatch(target.AccountId!, entered.AccountId));
        }

        return entry;
    }

    private static async Task<string?> SigningKeyAsync(AccountEntry entry)
        => entry.Kind == EntryKind.Own ? (await entry.Credentials.GetCredentialsAsync()).AccessKey : null;

    private static async Task<IReadOnlyList<ListedRootKey>> KeysAsync(AccountView view, string? signing, IActivityLog log, CancellationToken cancellationToken)
    {
        var keys = new List<ListedRootKey>();
        foreach (var listed in await view.ListKeysAsync(cancellationToken))
        {
            var id = listed.AccessKeyId ?? throw new CisException(CisFaults.MalformedResponse("iam:ListAccessKeys"));
            var use = await UseAsync(view, id, log, cancellationToken);
            keys.Add(new ListedRootKey(id)
            {
                Status = EnumWord.Read<RootAccessKeyStatus>(listed.Status),
                CreateDate = AwsValues.Time(listed.CreateDate),
                IsUseKnown = use is not null,
                LastUsedDate = AwsValues.Time(use?.LastUsedDate),
                LastUsedRegion = AwsValues.Word(use?.Region),
                LastUsedService = AwsValues.Word(use?.ServiceName),
                IsSigning = id == signing,
            });
        }

        return keys;
    }

    private static async Task<AccessKeyLastUsed?> UseAsync(AccountView view, string accessKeyId, IActivityLog log, CancellationToken cancellationToken)
    {
        try
        {
            return await view.ReadLastUseAsync(accessKeyId, cancellationToken);
        }
        catch (CisException e)
        {
            log.Verbose($"When {KeyIds.Mask(accessKeyId)} was last used could not be seen: {e.Fault.Message}");
            return null;
        }
    }
}
