using System.Globalization;

namespace RootKeyCompliance;

/// <summary>The sentences about keys that are to be deleted.</summary>
internal static class RemovalText
{
    private const int LongestName = 50;

    internal static string Of(CisKeyRemoval removal)
    {
        var what = removal.AccessKeyId is { } id ? $"root access key {PlainText.OneLine(id)} of {Account(removal.AccountId, removal.AccountName)}" : Account(removal.AccountId, removal.AccountName);
        return removal.Outcome switch
        {
            CisRemovalOutcome.Deleted when removal.Verified => $"Deleted {what}.",
            CisRemovalOutcome.Deleted => $"Deleted {what}; the list of keys has not confirmed it yet.",
            CisRemovalOutcome.AlreadyGone when removal.AccessKeyId is null => $"{Capital(what)} has no root access key.",
            CisRemovalOutcome.AlreadyGone => $"{Capital(what)} is not there any more.",
            CisRemovalOutcome.Declined => $"Kept {what}: the answer was no.",
            CisRemovalOutcome.WhatIf => $"Would ask to delete {what}.",
            CisRemovalOutcome.Refused => $"Kept {Keys(removal, what)}: {PlainText.OneLine(removal.Fault?.Message)}",
            _ when removal.AccessKeyId is null => $"Could not look up the root access keys of {what}: {PlainText.OneLine(removal.Fault?.Message)}",
            _ => $"Could not delete {what}: {PlainText.OneLine(removal.Fault?.Message)}",
        };
    }

    /// <summary>What is shown when somebody is asked: everything that matters, in one line.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="accountName">Its name, if it has one.</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time that ages are counted from.</param>
    internal static string Question(string accountId, string? accountName, ListedRootKey key, DateTimeOffset now)
        => $"Delete root access key {key.MaskedId} of account {accountId}: {State(key)}, {Age(key, now)}, {Use(key, now)}{Called(accountName)}";

    // Last, in quotes and short: a name is somebody else's, and may be written to look like the facts before it.
    private static string Called(string? name) => PlainText.OneLine(name).Replace('"', '\'') switch
    {
        { Length: 0 } => "",
        { Length: > LongestName } text => $"; the account's name is \"{text[..LongestName]}…\"",
        var text => $"; the account's name is \"{text}\"",
    };

    private static string State(ListedRootKey key) => key.Status?.ToString() ?? "in an unknown state";

    private static string Age(ListedRootKey key, DateTimeOffset now)
        => key.CreateDate is { } created ? FormattableString.Invariant($"{Days(created, now)} old (made {created.UtcDateTime:yyyy-MM-dd})") : "of unknown age";

    private static string Use(ListedRootKey key, DateTimeOffset now) => key switch
    {
        { IsSigning: true } => "in use now, by this command",
        { IsUseKnown: false } => "last use unknown",
        { LastUsedDate: { } used } => FormattableString.Invariant(
            $"last used {used.UtcDateTime:yyyy-MM-dd} ({Days(used, now)} ago) by {PlainText.OneLine(key.LastUsedService ?? "an unknown service")} in {PlainText.OneLine(key.LastUsedRegion ?? "an unknown region")}"),
        _ => "never used",
    };

    private static string Days(DateTimeOffset since, DateTimeOffset now)
        => Math.Max(0, (int)(now - since).TotalDays) is var days && days == 1 ? "1 day" : days.ToString(CultureInfo.InvariantCulture) + " days";

    private static string Account(string? id, string? name) => (PlainText.OneLine(id), PlainText.OneLine(name)) switch
    {
        ({ Length: 0 }, { Length: 0 }) => "an account without an id",
        ({ Length: 0 }, var known) => $"account {known}",
        (var known, { Length: 0 }) => $"account {known}",
        var (known, called) => $"account {known} ({called})",
    };

    private static string Keys(CisKeyRemoval removal, string what) => removal.AccessKeyId is null ? $"the root access keys of {what}, if it has any" : what;

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
