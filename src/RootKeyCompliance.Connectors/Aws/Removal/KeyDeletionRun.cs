using Amazon.Runtime;
using RootKeyCompliance.Connectors.Aws.Access;
using RootKeyCompliance.Connectors.Aws.Runtime;
using RootKeyCompliance.Connectors.Aws.Sessions;

namespace RootKeyCompliance.Connectors.Aws.Removal;

/// <summary>
/// The deletion of one key. Whoever consented may have thought for long: the key is looked at once more. Then a request is sent, and the list of
/// keys says what became of it: after a success, because it has to be proven; after a lost answer, because nothing else knows. Only when the key
/// is still listed is another request sent.
/// </summary>
/// <param name="session">Whose session it is.</param>
/// <param name="account">The account, as it was looked up.</param>
/// <param name="key">The key, as somebody has consented to its deletion.</param>
/// <param name="enter">Enters the account anew, and proves it.</param>
/// <param name="onAnswer">Told of AWS's answer that the key is deleted, with the request's id, before anything else is done.</param>
/// <param name="log">Told what is being done.</param>
internal sealed class KeyDeletionRun(
    AwsSession session, RootKeyAccount account, ListedRootKey key, Func<Task<AccountEntry>> enter, Action<string?> onAnswer, IActivityLog log)
{
    private const int Attempts = 4;

    // AWS's lists lag behind for some seconds at most.
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    private bool _isRenewed;
    private bool _isAnswered;
    private bool _isOneLost;
    private CisFault? _last;
    private string? _requestId;

    private enum Listing
    {
        Listed,
        Gone,
        Unknown,
    }

    internal async Task<KeyDeletion> RunAsync(CancellationToken cancellationToken)
    {
        if (await LookAgainAsync(cancellationToken) is { } changed)
        {
            return changed;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                _requestId = await AskAsync(view => view.DeleteKeyAsync(key.WholeId, cancellationToken));
                _isAnswered = true;
                onAnswer(_requestId);
                var isGone = await LookAsync(Listing.Gone, cancellationToken) == Listing.Gone;
                return new KeyDeletion(CisRemovalOutcome.Deleted, isGone, _requestId, Fault: null);
            }
            catch (CisException e) when (e.InnerException is AmazonServiceException { ErrorCode: "NoSuchEntity" or "NoSuchEntityException" })
            {
                return await ExplainAbsenceAsync(cancellationToken);
            }
            catch (CisException e) when (HadNoEffect(e))
            {
                return await ExplainRefusalAsync(e, cancellationToken);
            }
            catch (CisException e)
            {
                _isOneLost = true;
                _last = e.Fault;
                _requestId = (e.InnerException as AmazonServiceException)?.RequestId;
                log.Verbose($"The answer to the deletion of {key.MaskedId} was lost ({e.Fault.ErrorId}); looking whether it is gone.");
            }

            switch (await LookAsync(Listing.Listed, cancellationToken))
            {
                case Listing.Gone:
                    return new KeyDeletion(CisRemovalOutcome.Deleted, IsVerified: true, _requestId, Fault: null);
                case Listing.Unknown:
                    return Failed(CisFaults.AccessKeyFateUnknown(_last));
                case Listing.Listed when attempt < Attempts - 1:
                    await Task.Delay(Pauses[attempt], session.Patience.Time, cancellationToken);
                    break;
                default:
                    break;
            }
        }

        return Failed(CisFaults.AccessKeyNotDeleted(_last));
    }

    /// <summary>Whether the request was not sent, or AWS said that it did nothing: all else may have taken effect.</summary>
    private static bool HadNoEffect(CisException exception) => exception.InnerException switch
    {
        UnansweredException unanswered => unanswered.Silence is not null,
        AmazonServiceException { ErrorCode: not null } service => (int)service.StatusCode is >= 400 and < 500 || exception.Fault.Kind == CisFaultKind.Throttling,
        AmazonServiceException => false,
        { } other => !ReadRetryPolicy.IsDamaged(other),
        null => true,
    };

    private KeyDeletion Failed(CisFault fault) => new(CisRemovalOutcome.Failed, IsVerified: false, _requestId, fault);

    /// <summary>What has changed since somebody consented; null when nothing has.</summary>
    private async Task<KeyDeletion?> LookAgainAsync(CancellationToken cancellationToken)
    {
        var listed = (await AskAsync(view => view.ListKeysAsync(cancellationToken))).FirstOrDefault(other => other.AccessKeyId == key.WholeId);
        if (listed is null)
        {
            return new KeyDeletion(CisRemovalOutcome.AlreadyGone, IsVerified: true, RequestId: null, Fault: null);
        }

        var now = await AskAsync(view => RootKeyRemover.DescribeAsync(view, listed, key.IsSigning ? key.WholeId : null, log, cancellationToken));
        var isSame = now.Status == key.Status && (!key.IsUseKnown || key.IsSigning || (now.IsUseKnown && now.LastUsedDate == key.LastUsedDate));
        return isSame ? null : new KeyDeletion(CisRemovalOutcome.Refused, IsVerified: false, RequestId: null, CisFaults.AccessKeyChanged());
    }

    /// <summary>AWS does not know the key: after a lost answer that is ours.</summary>
    private async Task<KeyDeletion> ExplainAbsenceAsync(CancellationToken cancellationToken)
    {
        var seen = await LookAsync(Listing.Gone, cancellationToken);
        return seen == Listing.Listed
            ? Failed(CisFaults.AccessKeyNotDeleted(_last))
            : new KeyDeletion(_isOneLost ? CisRemovalOutcome.Deleted : CisRemovalOutcome.AlreadyGone, seen == Listing.Gone, _requestId, Fault: null);
    }

    /// <summary>This request did nothing; one before it may have.</summary>
    private async Task<KeyDeletion> ExplainRefusalAsync(CisException refusal, CancellationToken cancellationToken)
    {
        _requestId ??= (refusal.InnerException as AmazonServiceException)?.RequestId;
        return !_isOneLost ? Failed(refusal.Fault) : await LookAsync(Listing.Gone, cancellationToken) switch
        {
            Listing.Gone => new KeyDeletion(CisRemovalOutcome.Deleted, IsVerified: true, _requestId, Fault: null),
            Listing.Unknown => Failed(CisFaults.AccessKeyFateUnknown(refusal.Fault)),
            _ => Failed(refusal.Fault),
        };
    }

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
            catch (CisException e) when (_isAnswered && key.IsSigning && e.InnerException is AmazonServiceException { ErrorCode: "InvalidClientTokenId" })
            {
                // AWS has said that it is deleted, and does not know any more who signs.
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
        catch (CisException e) when (!_isRenewed && e.Fault.ErrorId == nameof(CisFaults.ExpiredCredentials))
        {
            log.Verbose($"The session in account {account.Target.AccountId} has expired; entering it again.");
            account.Entry = await enter();
            _isRenewed = true;
            using var view = new AccountView(session, account.Entry);
            return await ask(view);
        }
    }
}
