using RootKeyCompliance.Connectors.Aws.Removal;
using RootKeyCompliance.Pipeline;

namespace RootKeyCompliance.Removals;

/// <summary>What somebody says who is asked whether a key may be deleted.</summary>
internal enum Consent
{
    /// <summary>Yes.</summary>
    Given,

    /// <summary>No.</summary>
    Declined,

    /// <summary>This is a rehearsal.</summary>
    Rehearsed,

    /// <summary>There is nobody to ask.</summary>
    Unavailable,
}

/// <summary>
/// Looks up the root access keys of accounts, asks about each on the pipeline thread, and deletes those that it has consent for. All that is known
/// of a key is known before it is asked about. Each key, and each account without one, leaves exactly one removal.
/// </summary>
internal sealed class RemovalRunner
{
    private readonly RemovalPolicy _policy;
    private readonly PipelineBridge<(RemovalRequest Request, RootKeyAccount Account)> _lookUps;
    private readonly PipelineBridge<IReadOnlyList<CisKeyRemoval>> _deletions;
    private readonly Action<ActivityMessage> _onMessage;
    private readonly AccountQueue _accounts = new();
    private RootKeyRemover? _remover;

    internal RemovalRunner(RemovalPolicy policy, int throttleLimit, Action<ActivityMessage> onMessage, CancellationToken stop)
    {
        _policy = policy;
        _onMessage = onMessage;
        _lookUps = new PipelineBridge<(RemovalRequest Request, RootKeyAccount Account)>(throttleLimit, stop)
        {
            OnResult = seen => Ask(seen.Request, seen.Account),
            OnMessage = onMessage,
        };
        _deletions = new PipelineBridge<IReadOnlyList<CisKeyRemoval>>(throttleLimit, stop) { OnResult = HandOut, OnMessage = onMessage };
    }

    /// <summary>As whom accounts are entered.</summary>
    internal required Func<RootKeyRemover> OpenRemover { private get; init; }

    /// <summary>Asks whether a key may be deleted, on the pipeline thread.</summary>
    internal required Func<string, Consent> AskConsent { private get; init; }

    /// <summary>Whether somebody is going to be asked, and thinks meanwhile.</summary>
    internal required bool AsksAloud { private get; init; }

    /// <summary>Takes what became of a key, on the pipeline thread.</summary>
    internal required Action<CisKeyRemoval> OnRemoval { private get; init; }

    /// <summary>Called on the pipeline thread when what belongs together has been handed out.</summary>
    internal required Action OnBatch { private get; init; }

    /// <summary>Where decisions are written down; null when they are not.</summary>
    internal RemovalAudit? Audit { private get; init; }

    /// <summary>Starts with an account.</summary>
    internal void Remove(RemovalRequest request)
    {
        var id = request.Target.AccountId;
        var refusal = request.Refusal ?? (!AwsAccountId.IsValid(id) ? CisFaults.InvalidRemovalAccount(id)
            : RootAccessKeyRule.IsSkipped(request.Target.AccountState) ? CisFaults.AccountNotActive(request.Target.AccountState) : null);
        if (refusal is not null)
        {
            // What could not be listed, or is no account at all, has failed: nobody knows whether there is a key.
            var outcome = refusal.ErrorId is nameof(CisFaults.FindingNotFail) or nameof(CisFaults.AccountNotActive) ? CisRemovalOutcome.Refused : CisRemovalOutcome.Failed;
            Settle(Removal(request, null, null, outcome, refusal));
        }
        else if (_accounts.Add(request))
        {
            LookUp(request);
        }
        else
        {
            _onMessage(new ActivityMessage(ActivityKind.Verbose, $"Account {id} has been given before, and is looked at once."));
        }
    }

    /// <summary>Waits for the deletions that are under way, and hands out what became of the keys.</summary>
    internal void CompleteDeletions() => _deletions.Complete();

    /// <summary>Hands out what is still to come.</summary>
    internal void Complete()
    {
        _lookUps.Complete();
        _deletions.Complete();
    }

    /// <summary>Closes connections and audit file once the cancelled work has let go of them.</summary>
    internal void Close() => _ = Task.WhenAll(_lookUps.WhenIdle(), _deletions.WhenIdle()).ContinueWith(
        _ =>
        {
            _remover?.Dispose();
            Audit?.Dispose();
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void LookUp(RemovalRequest request)
    {
        var remover = _remover ??= OpenRemover();
        _lookUps.Start(async (log, cancellationToken) => (request, await remover.LookUpAsync(request.Target, log, cancellationToken)));
    }

    private void Ask(RemovalRequest request, RootKeyAccount account)
    {
        if (account.Fault is { } fault)
        {
            if (_accounts.Missed(request) is { } otherWay)
            {
                _onMessage(new ActivityMessage(ActivityKind.Verbose, $"Account {request.Target.AccountId} was not reached by profile '{request.Target.ProfileName}': {fault.Message}"));
                LookUp(otherWay);
                return;
            }

            var isRefused = fault.ErrorId is nameof(CisFaults.CallerNotRoot) or nameof(CisFaults.AccountMismatch) or nameof(CisFaults.ManagementAccountOutOfReach);
            Settle(Removal(request, account, null, isRefused ? CisRemovalOutcome.Refused : CisRemovalOutcome.Failed, fault));
            return;
        }

        _accounts.Reached(request);

        // A question may stand for long, and be the last thing that is answered: what is under way is told first.
        if (AsksAloud)
        {
            _deletions.Complete();
        }
        else
        {
            _deletions.HandOutReady();
        }

        var consented = new List<ListedRootKey>();
        var now = DateTimeOffset.UtcNow;
        foreach (var decision in RootKeyRemovalRule.Decide(request, account.Keys, _policy, now))
        {
            if (!decision.MayBeAsked)
            {
                var outcome = decision.Refusal is null ? CisRemovalOutcome.AlreadyGone : CisRemovalOutcome.Refused;
                Settle(Removal(request, account, decision.Key, outcome, decision.Refusal, decision.MaskedId));
                continue;
            }

            var key = decision.Key!;
            switch (AskConsent(RemovalText.Question(request.Target.AccountId!, request.Target.AccountName, key, now)))
            {
                case Consent.Given:
                    consented.Add(key);
                    break;
                case Consent.Rehearsed:
                    Settle(Removal(request, account, key, CisRemovalOutcome.WhatIf, null));
                    break;
                case Consent.Unavailable:
                    Settle(Removal(request, account, key, CisRemovalOutcome.Refused, CisFaults.ConsentUnavailable()));
                    break;
                default:
                    Settle(Removal(request, account, key, CisRemovalOutcome.Declined, null));
                    break;
            }
        }

        if (consented.Count > 0)
        {
            _deletions.Start((log, cancellationToken) => DeleteAsync(request, account, consented, log, cancellationToken));
        }
    }

    /// <summary>One key of an account after the other: the one that signs is the last.</summary>
    private async Task<IReadOnlyList<CisKeyRemoval>> DeleteAsync(
        RemovalRequest request, RootKeyAccount account, IReadOnlyList<ListedRootKey> keys, IActivityLog log, CancellationToken cancellationToken)
    {
        var removals = new List<CisKeyRemoval>();
        foreach (var key in keys)
        {
            // Nothing could be done about the others without it.
            var isNeeded = key.IsSigning && removals.Any(removal => removal.Outcome is not (CisRemovalOutcome.Deleted or CisRemovalOutcome.AlreadyGone));
            removals.Add(isNeeded ? Kept(request, account, key, log) : await DeleteAsync(request, account, key, log, cancellationToken));
        }

        return removals;
    }

    private async Task<CisKeyRemoval> DeleteAsync(
        RemovalRequest request, RootKeyAccount account, ListedRootKey key, IActivityLog log, CancellationToken cancellationToken)
    {
        var planned = Removal(request, account, key, CisRemovalOutcome.Failed, null);
        try
        {
            Audit?.Announce(planned);
        }
        catch (CisException e)
        {
            return Removal(request, account, key, CisRemovalOutcome.Failed, e.Fault);
        }

        KeyDeletion? answered = null;
        KeyDeletion deletion;
        try
        {
            deletion = await RootKeyRemover.DeleteAsync(account, key, Answer, log, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (answered is null)
            {
                Audit?.Interrupt(planned);
            }
            else
            {
                Audit?.Settle(Removal(request, account, key, answered));
            }

            throw;
        }

        var removal = Removal(request, account, key, deletion);
        WriteDown(removal, audit => audit.Settle(removal), log);
        return removal;

        void Answer(string? requestId)
        {
            answered = new KeyDeletion(CisRemovalOutcome.Deleted, IsVerified: false, requestId, Fault: null);
            var soFar = Removal(request, account, key, answered);
            WriteDown(soFar, audit => audit.Answer(soFar), log);
        }
    }

    private CisKeyRemoval Kept(RemovalRequest request, RootKeyAccount account, ListedRootKey key, IActivityLog log)
    {
        var kept = Removal(request, account, key, CisRemovalOutcome.Refused, CisFaults.SigningKeyNeeded());
        WriteDown(kept, audit => audit.Settle(kept), log);
        return kept;
    }

    /// <summary>Writes down what is done already: it stays true when it cannot be written.</summary>
    private void WriteDown(CisKeyRemoval removal, Action<RemovalAudit> write, IActivityLog log)
    {
        try
        {
            if (Audit is { } audit)
            {
                write(audit);
            }
        }
        catch (CisException e)
        {
            log.Warning($"{e.Fault.Message} It lacks: {removal.Message}");
        }
    }

    private void HandOut(IReadOnlyList<CisKeyRemoval> removals)
    {
        foreach (var removal in removals)
        {
            OnRemoval(removal);
        }

        OnBatch();
    }

    /// <summary>Hands out and writes down what needs no deletion.</summary>
    private void Settle(CisKeyRemoval removal)
    {
        OnRemoval(removal);
        try
        {
            Audit?.Settle(removal);
        }
        catch (CisException)
        {
            // It ends the run, but not what has been consented to and sent.
            CompleteDeletions();
            throw;
        }

        OnBatch();
    }

    private static CisKeyRemoval Removal(RemovalRequest request, RootKeyAccount account, ListedRootKey key, KeyDeletion deletion)
        => Removal(request, account, key, deletion.Outcome, deletion.Fault, isVerified: deletion.IsVerified, requestId: deletion.RequestId);

    private static CisKeyRemoval Removal(
        RemovalRequest request,
        RootKeyAccount? account,
        ListedRootKey? key,
        CisRemovalOutcome outcome,
        CisFault? fault,
        string? maskedId = null,
        bool isVerified = false,
        string? requestId = null) => new(request.Control, outcome)
        {
            // A key id in the wrong place is shown no more than in the right one.
            AccountId = request.Target.AccountId is { Length: > 0 } id ? KeyIds.MaskAllIn(id) : null,
            AccountName = request.Target.AccountName is { } name ? KeyIds.MaskAllIn(name) : null,
            Partition = account?.Partition,
            AccessKeyId = key?.MaskedId ?? maskedId,
            StatusBefore = key?.Status,
            CreateDate = key?.CreateDate,
            LastUsedDate = key?.LastUsedDate,
            LastUsedRegion = key?.LastUsedRegion,
            LastUsedService = key?.LastUsedService,

            // What the list did not have was seen not to be there.
            Verified = isVerified || (outcome == CisRemovalOutcome.AlreadyGone && key is null),
            Time = DateTimeOffset.UtcNow,
            RequestId = requestId,
            Fault = fault,
        };
}
