using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
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
            var keys = await KeysAsync(view, (await entry.Credentials.GetCredentialsAsync()).AccessKey, log, cancellationToken);
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
    /// <param name="onAnswer">Told of AWS's answer that the key is deleted, with the request's id, before it is looked for.</param>
    /// <param name="log">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the deletion, whatever has become of it.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public static async Task<KeyDeletion> DeleteAsync(
        RootKeyAccount account, ListedRootKey key, Action<string?> onAnswer, IActivityLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(onAnswer);
        ArgumentNullException.ThrowIfNull(log);
        if (account is not { Session: { } session })
        {
            throw new ArgumentException("The account's keys have not been looked up.", nameof(account));
        }

        try
        {
            return await new KeyDeletionRun(session, account, key, () => EnterAsync(session, account.Target, cancellationToken), onAnswer, log)
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

    /// <summary>A key as it is listed, with its last use.</summary>
    internal static async Task<ListedRootKey> DescribeAsync(
        AccountView view, AccessKeyMetadata listed, string? signing, IActivityLog log, CancellationToken cancellationToken)
    {
        var id = listed.AccessKeyId ?? throw new CisException(CisFaults.MalformedResponse("iam:ListAccessKeys"));
        var use = await UseAsync(view, id, log, cancellationToken);
        return new ListedRootKey(id)
        {
            Status = EnumWord.Read<RootAccessKeyStatus>(listed.Status),
            CreateDate = AwsValues.Time(listed.CreateDate),

            // Of a key that was never used AWS says so: nothing said is not known.
            IsUseKnown = use is { LastUsedDate: not null } or { ServiceName: "N/A" },
            LastUsedDate = AwsValues.Time(use?.LastUsedDate),
            LastUsedRegion = AwsValues.Word(use?.Region),
            LastUsedService = AwsValues.Word(use?.ServiceName),
            IsSigning = id == signing,
        };
    }

    /// <summary>Becomes the account's root user, and makes sure of it: what is listed and deleted is whoever's that signs.</summary>
    private static async Task<AccountEntry> EnterAsync(AwsSession session, AccountTarget target, CancellationToken cancellationToken)
    {
        var caller = await session.GetIdentityAsync(cancellationToken);
        var entry = target.AccountId == caller.AccountId
            ? new AccountEntry(EntryKind.Root, "as its root user", await KeysOfNowAsync(session))
            : await new AccountEntrance(session, ByRootSession, RootTask.Delete).EnterAsync(caller, target, cancellationToken);
        var entered = await session.IdentifyAsync(entry.Credentials, cancellationToken);
        if (entered.AccountId != target.AccountId)
        {
            throw new CisException(CisFaults.RemovalSessionMismatch(target.AccountId!, entered.AccountId));
        }

        return IsRoot(entered.Arn) ? entry : throw new CisException(CisFaults.CallerNotRoot(entered.AccountId, entered.Arn));
    }

    /// <summary>The session's keys as they are now: those that are proven sign everything after, whatever the session's own turn into.</summary>
    private static async Task<AWSCredentials> KeysOfNowAsync(AwsSession session)
    {
        var keys = await session.Credentials.GetCredentialsAsync();
        return keys.UseToken ? new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, keys.Token) : new BasicAWSCredentials(keys.AccessKey, keys.SecretKey);
    }

    /// <summary>Whether an identity is no user's and no role's. How AWS writes a root session's is nowhere said to the letter.</summary>
    private static bool IsRoot(string arn) => AwsAccountId.TryParseArn(arn, out _, out _, out var resource)
        && !resource.StartsWith("user/", StringComparison.Ordinal) && !resource.StartsWith("role/", StringComparison.Ordinal)
        && !resource.StartsWith("assumed-role/", StringComparison.Ordinal) && !resource.StartsWith("federated-user/", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<ListedRootKey>> KeysAsync(AccountView view, string? signing, IActivityLog log, CancellationToken cancellationToken)
    {
        var keys = new List<ListedRootKey>();
        foreach (var listed in await view.ListKeysAsync(cancellationToken))
        {
            keys.Add(await DescribeAsync(view, listed, signing, log, cancellationToken));
        }

        return keys;
    }

    private static async Task<AccessKeyLastUsed?> UseAsync(AccountView view, string accessKeyId, IActivityLog log, CancellationToken cancellationToken)
    {
        try
        {
            return await view.ReadLastUseAsync(accessKeyId, cancellationToken);
        }
        catch (CisException e) when (e.Fault.ErrorId != nameof(CisFaults.ExpiredCredentials))
        {
            log.Verbose($"When {KeyIds.Mask(accessKeyId)} was last used could not be seen: {e.Fault.Message}");
            return null;
        }
    }
}
