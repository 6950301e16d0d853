using System.Globalization;

namespace RootKeyCompliance.Fakes;

/// <summary>Makes accounts of a kind, or many of mixed kinds from a seed.</summary>
public static class FakeAccounts
{
    public static FakeAccount NoKey(string id) => Create(id, FakeAccountKind.NoKey);

    public static FakeAccount OneActiveKey(string id) => Create(id, FakeAccountKind.OneActive);

    public static FakeAccount OneInactiveKey(string id) => Create(id, FakeAccountKind.OneInactive);

    public static FakeAccount TwoActiveKeys(string id) => Create(id, FakeAccountKind.TwoActive);

    public static FakeAccount OneActiveAndOneInactiveKey(string id) => Create(id, FakeAccountKind.OneEach);

    public static FakeAccount Suspended(string id) => Create(id, FakeAccountKind.Suspended);

    public static FakeAccount Denied(string id) => Create(id, FakeAccountKind.Denied);

    public static FakeAccount RoleDenied(string id) => Create(id, FakeAccountKind.RoleDenied);

    public static FakeAccount Create(string id, FakeAccountKind kind, string partition = "aws")
    {
        var account = new FakeAccount(id, partition);
        account.RootAccessKeys = kind switch
        {
            FakeAccountKind.OneActive or FakeAccountKind.Denied or FakeAccountKind.RoleDenied => [Key(account, 1, active: true)],
            FakeAccountKind.OneInactive => [Key(account, 1, active: false)],
            FakeAccountKind.TwoActive => [Key(account, 1, active: true), Key(account, 2, active: true)],
            // The inactive one first: slot 1 is not "the" key, and a client that looks there only is wrong.
            FakeAccountKind.OneEach => [Key(account, 1, active: false), Key(account, 2, active: true)],
            _ => [],
        };

        switch (kind)
        {
            case FakeAccountKind.Suspended:
                account.State = FakeAccountState.Suspended;
                break;
            case FakeAccountKind.Denied:
                account.Denied = new HashSet<string>(StringComparer.Ordinal) { FakeAccount.AllActions };
                break;
            case FakeAccountKind.RoleDenied:
                account.Denied = new HashSet<string>(StringComparer.Ordinal) { "AssumeRole" };
                break;
        }

        return account;
    }

    /// <summary>The id of the n-th generated account, so that a test can name one.</summary>
    public static string IdOf(int index) => (200_000_000_000L + index).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// So many accounts of mixed kinds, the same ones for the same seed: mostly without a key, some of every other kind.
    /// Give <paramref name="kinds"/> to take turns through those alone.
    /// </summary>
    public static IReadOnlyList<FakeAccount> Generate(int count, int seed, params ReadOnlySpan<FakeAccountKind> kinds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var accounts = new FakeAccount[count];
        for (var index = 0; index < count; index++)
        {
            var dice = StableHash.Unit(seed, IdOf(index), "kind", 0);
            var kind = kinds.IsEmpty ? KindFor(dice) : kinds[index % kinds.Length];
            var account = Create(IdOf(index), kind);
            account.RootMfaActive = StableHash.Unit(seed, account.Id, "mfa", 0) < 0.7;
            account.RootPasswordPresent = StableHash.Unit(seed, account.Id, "password", 0) < 0.6;
            accounts[index] = account;
        }

        return accounts;
    }

    private static FakeAccountKind KindFor(double dice) => dice switch
    {
        < 0.80 => FakeAccountKind.NoKey,
        < 0.85 => FakeAccountKind.OneActive,
        < 0.88 => FakeAccountKind.OneInactive,
        < 0.90 => FakeAccountKind.TwoActive,
        < 0.93 => FakeAccountKind.OneEach,
        < 0.96 => FakeAccountKind.Suspended,
        < 0.98 => FakeAccountKind.Denied,
        _ => FakeAccountKind.RoleDenied,
    };

    private static FakeRootAccessKey Key(FakeAccount account, int slot, bool active)
    {
        var used = active ? account.CreateDate.AddDays(400 + slot) : (DateTimeOffset?)null;
        return new FakeRootAccessKey($"AKIAROT{slot.ToString(CultureInfo.InvariantCulture)}{account.Id}")
        {
            Active = active,
            CreateDate = account.CreateDate.AddDays(slot),
            LastUsedDate = used,
            LastUsedRegion = used is null ? "N/A" : account.Partition.IamRegion,
            LastUsedService = used is null ? "N/A" : "iam",
        };
    }
}
