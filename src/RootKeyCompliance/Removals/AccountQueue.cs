namespace RootKeyCompliance.Removals;

/// <summary>
/// Each account is looked at once. One that is given again by another profile waits, and has its turn when the profile before it led nowhere.
/// Used on the pipeline thread alone.
/// </summary>
internal sealed class AccountQueue
{
    private readonly Dictionary<string, Entry> _accounts = new(StringComparer.Ordinal);

    /// <summary>Takes an account in.</summary>
    /// <returns>Whether it is to be looked at now; else it waits, or is answered for.</returns>
    internal bool Add(RemovalRequest request)
    {
        if (!_accounts.TryGetValue(request.Target.AccountId!, out var entry))
        {
            _accounts[request.Target.AccountId!] = entry = new Entry();
        }

        if (!entry.Profiles.Add(request.Target.ProfileName ?? "") || entry.IsReached)
        {
            return false;
        }

        if (entry.IsBusy)
        {
            entry.Waiting.Enqueue(request);
            return false;
        }

        return entry.IsBusy = true;
    }

    /// <summary>The account has been reached: nobody else need try.</summary>
    internal void Reached(RemovalRequest request) => _accounts[request.Target.AccountId!].IsReached = true;

    /// <summary>The account could not be reached this way.</summary>
    /// <returns>The next way to try; null when there is none.</returns>
    internal RemovalRequest? Missed(RemovalRequest request)
    {
        var entry = _accounts[request.Target.AccountId!];
        entry.IsBusy = entry.Waiting.TryDequeue(out var next);
        return next;
    }

    private sealed class Entry
    {
        internal HashSet<string> Profiles { get; } = new(StringComparer.Ordinal);

        internal Queue<RemovalRequest> Waiting { get; } = [];

        internal bool IsBusy { get; set; }

        internal bool IsReached { get; set; }
    }
}
