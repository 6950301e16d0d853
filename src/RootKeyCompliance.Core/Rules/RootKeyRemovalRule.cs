namespace RootKeyCompliance;

/// <summary>What may be deleted, as far as the user has said.</summary>
/// <param name="UsedWithinDays">A key that was used in so many days is kept,</param>
/// <param name="AllowRecentlyUsed">unless this says otherwise.</param>
/// <param name="AccessKeyId">The one key that is meant, whole or masked; null: all.</param>
public sealed record RemovalPolicy(int UsedWithinDays, bool AllowRecentlyUsed, string? AccessKeyId);

/// <summary>What is to be done about one key, or about an account without one.</summary>
/// <param name="Key">The key as it is listed; null when it is not.</param>
/// <param name="MaskedId">The key's masked id; null when the account has no key.</param>
/// <param name="Refusal">Why it is kept; null when it is gone already, or may be asked about.</param>
public sealed record KeyDecision(ListedRootKey? Key, string? MaskedId, CisFault? Refusal)
{
    /// <summary>Whether somebody may be asked.</summary>
    public bool MayBeAsked => Key is not null && Refusal is null;
}

/// <summary>Decides which keys somebody may be asked about. Pure: it looks at nothing and deletes nothing.</summary>
public static class RootKeyRemovalRule
{
    /// <summary>One decision for each key that is meant; one without a key where there is none. The key that signs comes last: nothing can be done after it.</summary>
    /// <param name="request">What is to go.</param>
    /// <param name="listed">What is there.</param>
    /// <param name="policy">What the user has said.</param>
    /// <param name="now">The time that uses are counted from.</param>
    public static IReadOnlyList<KeyDecision> Decide(RemovalRequest request, IReadOnlyList<ListedRootKey> listed, RemovalPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(listed);
        ArgumentNullException.ThrowIfNull(policy);
        var decisions = new List<KeyDecision>();
        foreach (var key in listed.OrderBy(key => key.IsSigning))
        {
            if (policy.AccessKeyId is null || key.Is(policy.AccessKeyId))
            {
                decisions.Add(new KeyDecision(key, key.MaskedId, Refusal(request, key, listed, policy, now)));
            }
        }

        foreach (var known in request.Known)
        {
            // What the finding has seen and AWS lists no more.
            if (!listed.Any(key => IsSame(known, key)) && (policy.AccessKeyId is null || policy.AccessKeyId == known.AccessKeyId || KeyIds.Mask(policy.AccessKeyId) == known.AccessKeyId))
            {
                decisions.Add(new KeyDecision(null, known.AccessKeyId, null));
            }
        }

        if (decisions.Count == 0)
        {
            // Beside other keys one that is not there is more likely a slip of the pen than gone.
            var masked = policy.AccessKeyId is { } id ? KeyIds.Mask(id) : null;
            decisions.Add(new KeyDecision(null, masked, masked is not null && listed.Count > 0 ? CisFaults.AccessKeyNotFound(listed.Count) : null));
        }

        return decisions;
    }

    private static CisFault? Refusal(
        RemovalRequest request, ListedRootKey key, IReadOnlyList<ListedRootKey> listed, RemovalPolicy policy, DateTimeOffset now)
    {
        // Of two keys that look the same under their masks only one was meant.
        if (policy.AccessKeyId is { } one && listed.Count(other => other.Is(one)) > 1)
        {
            return CisFaults.AccessKeyAmbiguous();
        }

        // A report, and what a job has flattened, names no keys, and counts them all the same.
        if ((request.Known.Count > 0 && !request.Known.Any(known => IsSame(known, key))) || listed.Count > (request.KnownCount ?? int.MaxValue))
        {
            return CisFaults.AccessKeyNotInFinding();
        }

        if (policy.AllowRecentlyUsed)
        {
            return null;
        }

        return key switch
        {
            { IsSigning: true } => CisFaults.AccessKeyRecentlyUsed(policy.UsedWithinDays, "this very command"),
            { IsUseKnown: false } => CisFaults.AccessKeyLastUseUnknown(),
            { LastUsedDate: { } used } when used > now.AddDays(-policy.UsedWithinDays)
                => CisFaults.AccessKeyRecentlyUsed(policy.UsedWithinDays, FormattableString.Invariant($"{key.LastUsedService ?? "a service"} on {used.UtcDateTime:yyyy-MM-dd}")),
            _ => null,
        };
    }

    /// <summary>A mask leaves most of an id out: where both say when the key was made, that has to agree, too.</summary>
    private static bool IsSame(RootAccessKey known, ListedRootKey key)
        => known.AccessKeyId == key.MaskedId && (known.CreateDate is null || key.CreateDate is null || known.CreateDate == key.CreateDate);
}
