using CsCheck;

namespace RootKeyCompliance.Tests;

/// <summary>Which keys somebody may be asked about.</summary>
public sealed class RootKeyRemovalRuleTests
{
    private const string First = "AKIAFIRSTKEY00AAAA";
    private const string Second = "AKIASECONDKEY0BBBB";

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly RemovalPolicy Usual = new(90, AllowRecentlyUsed: false, AccessKeyId: null);

    [Fact]
    public void Of_an_account_all_keys_may_be_asked_about()
        => Assert.Equal(["AKIA…AAAA ask", "AKIA…BBBB ask"], Decide([], [Key(First), Key(Second)]));

    [Fact]
    public void An_account_without_a_key_is_answered_for() => Assert.Equal(["- gone"], Decide([], []));

    [Fact]
    public void Of_a_finding_only_its_own_keys() => Assert.Equal(
        ["AKIA…AAAA ask", "AKIA…BBBB AccessKeyNotInFinding"], Decide([Known("AKIA…AAAA")], [Key(First), Key(Second)]));

    [Fact]
    public void A_finding_whose_key_is_gone_is_stale() => Assert.Equal(["AKIA…AAAA gone"], Decide([Known("AKIA…AAAA")], []));

    [Fact]
    public void A_key_that_took_the_place_of_the_findings_is_kept() => Assert.Equal(
        ["AKIA…BBBB AccessKeyNotInFinding", "AKIA…AAAA gone"], Decide([Known("AKIA…AAAA")], [Key(Second)]));

    [Fact]
    public void Another_key_of_the_same_mask_is_another_key() => Assert.Equal(
        ["AKIA…AAAA AccessKeyNotInFinding", "AKIA…AAAA gone"], Decide([Known("AKIA…AAAA", Now.AddDays(-10))], [Key(First, created: Now.AddDays(-5))]));

    [Theory]
    [InlineData(First)]
    [InlineData("AKIA…AAAA")]
    public void One_key_alone_is_meant_by_its_whole_or_masked_id(string id) => Assert.Equal(
        ["AKIA…AAAA ask"], Decide([], [Key(First), Key(Second)], Usual with { AccessKeyId = id }));

    [Fact]
    public void One_key_that_is_not_there_is_gone_where_no_other_is_and_else_not_found()
    {
        Assert.Equal(["AKIA…AAAA gone"], Decide([], [], Usual with { AccessKeyId = First }));
        Assert.Equal(["AKIA…AAAA AccessKeyNotFound"], Decide([], [Key(Second)], Usual with { AccessKeyId = First }));
    }

    [Fact]
    public void A_finding_of_other_keys_does_not_speak_of_the_one_that_is_meant() => Assert.Equal(
        ["AKIA…AAAA AccessKeyNotInFinding"], Decide([Known("AKIA…BBBB")], [Key(First), Key(Second)], Usual with { AccessKeyId = First }));

    [Fact]
    public void A_mask_that_fits_two_keys_means_neither()
    {
        var twin = Key("AKIATWINKEY000AAAA");
        Assert.Equal(["AKIA…AAAA AccessKeyAmbiguous", "AKIA…AAAA AccessKeyAmbiguous"], Decide([], [Key(First), twin], Usual with { AccessKeyId = "AKIA…AAAA" }));
        Assert.Equal(["AKIA…AAAA ask"], Decide([], [Key(First), twin], Usual with { AccessKeyId = First }));
    }

    [Fact]
    public void The_key_that_signs_is_last_and_counts_as_used()
    {
        var signing = Key(First, isSigning: true);
        Assert.Equal(["AKIA…BBBB ask", "AKIA…AAAA AccessKeyRecentlyUsed"], Decide([], [signing, Key(Second)]));
        Assert.Equal(["AKIA…BBBB ask", "AKIA…AAAA ask"], Decide([], [signing, Key(Second)], Usual with { AllowRecentlyUsed = true }));
    }

    [Fact]
    public void A_use_that_is_not_known_is_no_good_sign() => Assert.Equal(
        ["AKIA…AAAA AccessKeyLastUseUnknown"], Decide([], [new ListedRootKey(First) { Status = RootAccessKeyStatus.Active, IsUseKnown = false }]));

    [Fact]
    public void The_last_use_decides_in_whole_days_as_they_are_shown()
    {
        Assert.Equal(["AKIA…AAAA AccessKeyRecentlyUsed"], Decide([], [Key(First, used: Now.AddDays(-91).AddSeconds(1))]));
        Assert.Equal(["AKIA…AAAA ask"], Decide([], [Key(First, used: Now.AddDays(-91))]));
        Assert.Equal(["AKIA…AAAA AccessKeyRecentlyUsed"], Decide([], [Key(First, used: Now.AddDays(1))]));
    }

    [Fact]
    public void A_finding_of_two_keys_means_both_and_one_of_which_one_is_known_neither_more()
    {
        Assert.Equal(["AKIA…AAAA ask", "AKIA…BBBB ask"], Decide([Known("AKIA…AAAA"), Known("AKIA…BBBB")], [Key(First), Key(Second)]));

        // A finding that only counts: as many keys as it has seen may go, and none when there are more.
        Assert.Equal(["AKIA…AAAA ask"], Decide(Counted(1), [Key(First)]));
        Assert.Equal(["AKIA…AAAA AccessKeyNotInFinding", "AKIA…BBBB AccessKeyNotInFinding"], Decide(Counted(1), [Key(First), Key(Second)]));
    }

    [Fact]
    public void Times_of_creation_have_to_agree_where_both_are_known()
    {
        var made = Now.AddDays(-10);
        Assert.Equal(["AKIA…AAAA ask"], Decide([Known("AKIA…AAAA", made)], [Key(First, created: made)]));
        Assert.Equal(["AKIA…AAAA ask"], Decide([Known("AKIA…AAAA")], [Key(First, created: made)]));
        Assert.Equal(["AKIA…AAAA ask"], Decide([Known("AKIA…AAAA", made)], [Key(First)]));
    }

    [Theory]
    [InlineData(First)]
    [InlineData("AKIA…AAAA")]
    public void A_key_of_the_finding_that_is_meant_and_gone_is_said_to_be(string id)
    {
        Assert.Equal(["AKIA…AAAA gone"], Decide([Known("AKIA…AAAA"), Known("AKIA…BBBB")], [], Usual with { AccessKeyId = id }));
    }

    [Fact]
    public void Every_key_that_is_meant_has_one_decision_and_no_other_has()
    {
        var days = Gen.Int[0, 400];
        var key = Gen.Select(Gen.Int[0, 9], days, Gen.Bool, Gen.Bool, (digit, used, isKnown, isSigning) => new ListedRootKey($"AKIAKEYOFTEST{digit:0000}")
        {
            IsUseKnown = isKnown,
            LastUsedDate = isKnown && used > 0 ? Now.AddDays(-used) : null,
            IsSigning = isSigning,
        });
        var known = Gen.Int[0, 9].Select(digit => Known($"AKIA…{digit:0000}"));
        Gen.Select(key.Array[0, 2], known.Array[0, 2], days.Where(number => number > 0), Gen.Bool).Sample((listed, named, within, allow) =>
        {
            listed = [.. listed.DistinctBy(one => one.MaskedId, StringComparer.Ordinal)];
            named = [.. named.DistinctBy(one => one.AccessKeyId, StringComparer.Ordinal)];
            var decisions = RootKeyRemovalRule.Decide(Request(named), listed, new RemovalPolicy(within, allow, null), Now);

            string[] expected = [.. listed.Select(one => one.MaskedId).Union(named.Select(one => one.AccessKeyId!), StringComparer.Ordinal).DefaultIfEmpty("-")];
            Assert.Equal(expected.Sorted(), decisions.Select(decision => decision.MaskedId ?? "-").Sorted());
            foreach (var decision in decisions.Where(decision => decision.MayBeAsked))
            {
                Assert.True(named.Length == 0 || named.Any(one => one.AccessKeyId == decision.MaskedId));
                Assert.True(allow || (decision.Key is { IsUseKnown: true, IsSigning: false } && !(decision.Key.LastUsedDate > Now.AddDays(-within - 1))));
            }
        });
    }

    private static RemovalRequest Counted(int keys) => Request([]) with { KnownCount = keys };

    private static string[] Decide(RootAccessKey[] known, ListedRootKey[] listed, RemovalPolicy? policy = null) => Decide(Request(known), listed, policy);

    private static string[] Decide(RemovalRequest request, ListedRootKey[] listed, RemovalPolicy? policy = null)
        => [.. RootKeyRemovalRule.Decide(request, listed, policy ?? Usual, Now)
            .Select(decision => $"{decision.MaskedId ?? "-"} {(decision.MayBeAsked ? "ask" : decision.Refusal?.ErrorId ?? "gone")}")];

    private static RemovalRequest Request(RootAccessKey[] known)
        => new(new AccountTarget("111122223333", null, null), CisPipelineCatalogue.Get("cis_v400_1_4"), known);

    private static RootAccessKey Known(string id, DateTimeOffset? created = null) => new(RootAccessKeyStatus.Active, id, created);

    private static ListedRootKey Key(string id, DateTimeOffset? used = null, DateTimeOffset? created = null, bool isSigning = false) => new(id)
    {
        Status = RootAccessKeyStatus.Active,
        IsUseKnown = true,
        LastUsedDate = used,
        CreateDate = created,
        IsSigning = isSigning,
    };
}
