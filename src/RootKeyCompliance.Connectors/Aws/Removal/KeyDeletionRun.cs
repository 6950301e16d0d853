using Amazon.Runtime;
using RootKeyCompliance.Connectors.Aws.Access;
using RootKeyCompliance.Connectors.Aws.Runtime;
using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Connectors.Aws.Removal;

/// <summary>
/// The deletion of one key. A request is sent, and then the list of keys says what became of it: after a success, because it has to be proven;
/// after a lost answer, because nothing else knows. Only when the key is still listed is another request sent.
/// </summary>
internal sealed class KeyDeletionRun(AwsSession session, RootKeyAccount account, ListedRootKey key, Func<Task<AccountEntry>> enter, IActivityLog log)
{
    private const int Attempts = 4;

    // AWS's lists lag behind for some seconds at most.
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    private bool _isRenewed;

    private enum Listing
    {
        Listed,
        Gone,
        Unknown,
    }

    internal async Task<KeyDeletion> RunAsync(CancellationToken cancellationToken)
    {
        var isOneLost = false;
        CisFault? last = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                var requestId = await AskAsync(view => view.DeleteKeyAsync(key.WholeId, cancellationToken));
                var isGone = await LookAsync(Listing.Gone, cancellationToken) == Listing.Gone;
                return new KeyDeletion(CisRemovalOutcome.Deleted, isGone, requestId, Fault: null);
            }
            catch (CisException e) when (e.InnerException is AmazonServiceException { ErrorCode: "NoSuchEntity" or "NoSuchEntityException" })
            {
                // After a lost answer that is ours.
                var isGone = await LookAsync(Listing.Gone, cancellationToken) == Listing.Gone;
                return new KeyDeletion(isOneLost ? CisRemovalOutcome.Deleted : CisRemovalOutcome.AlreadyGone, isGone, RequestId: null, Fault: null);
            }
            catch (CisException e) when (!HadNoEffect(e))
            {
                isOneLost = true;
                last = e.Fault;
                log.Verbose($"The answer to the deletion of {key.MaskedId} was lost ({e.Fault.ErrorId}); looking whether it is gone.");
            }

            switch (await LookAsync(Listing.Listed, cancellationToken))
            {
                case Listing.Gone:
                    return new KeyDeletion(CisRemovalOutcome.Deleted, IsVerified: true, RequestId: null, Fault: null);
                case Listing.Unknown:
                    return Failed(CisFaults.AccessKeyFateUnknown(last));
                default:
                    await Task.Delay(Pauses[attempt], session.Patience.Time, cancellationToken);
                    break;
            }
        }

        return Failed(CisFaults.AccessKeyNotDeleted(last));
    }

    /// <summary>Whether the request was not sent, or AWS said that it did nothing: all else may have taken effect.</summary>
    private static bool HadNoEffect(CisException exception) => exception.InnerException switch
    {
        UnansweredException unanswered => unanswered.Silence is not null,
        AmazonServiceException { ErrorCode: not null } service => (int)service.StatusCode is >= 400 and < 500 || exception.Fault.Kind == CisFaultKind.Throttling,
        _ => false,
    };

    private static KeyDeletion Failed(CisFault fault) => new(CisRemovalOutcome.Failed, IsVerified: false, RequestId: null, fault);

    /// <summary>Looks at the list until it is as expected, for some seconds.</summary>
    private async Task<Listing> LookAsync(Listing expected, CancellationToken cancellationToken)
    {
        var seen = Listing.Unknown;
        for (var look = 0; ; look++)
        {
            try
            {
                var keys = await AskAsync(view => view.ListKeysAsync(cancellationToken));
                seen = keys.Any(listed => listed.AccessKeyId == key.WholeId) ? Listing.Listed : Listing.Gone;
            }
            catch (CisException e) when (key.IsSigning && e.Fault.ErrorId == nameof(CisFaults.InvalidCredentials))
            {
                // What signed is what was deleted.
                seen = Listing.Gone;
            }
            catch (CisException e)
            {
                log.Verbose($"The root access keys of account {account.Target.AccountId} could not be listed: {e.Fault.Message}");
            }

            if (seen == expected || seen == Listing.Gone || look == Pauses.Length)
            {
                return seen;
            }

            await Task.Delay(Pauses[look], session.Patience.Time, cancellationToken);
        }
    }

    /// <summary>Asks in the account's session, and once in a new one when that has expired: somebody has thought about it meanwhile.</summary>
    private async Task<T> AskAsync<T>(Func<AccountView, Task<T>> ask)
    {
        try
        {
            using var view = new AccountView(session, account.Entry!);
            return await ask(view);
        }
        catch (CisException e) when (!_isRenewed && account.Entry!.Kind == EntryKind.Root && e.Fault.ErrorId == nameof(CisFaults.ExpiredCredentials))
        {
            _isRenewed = true;
            log.Verbose($"The session in account {account.Target.AccountId} has expired; entering it again.");
            account.Entry = await enter();
            using var view = new AccountView(session, account.Entry);
            return await ask(view);
        }
    }
}
