namespace RootKeyCompliance.Tests;

/// <summary>The lines about keys that were to be deleted, by level and outcome.</summary>
public sealed class RemovalMessagesTests
{
    private const string Header = SampleDigests.Title;
    private const string OneDeleted = "Deleted 1 root access key(s).";
    private const string NoneDeleted = "Deleted 0 root access key(s).";

    /// <summary>Written out here once more: which outcome has a line at which level, and how it reads.</summary>
    private static readonly Dictionary<CisRemovalOutcome, (string Levels, string Line)> Table = new()
    {
        [CisRemovalOutcome.Deleted] = ("Info Verbose", "Deleted root access key AKIA…WXYZ of account 111122223333 (data)."),
        [CisRemovalOutcome.AlreadyGone] = ("Verbose", "Root access key AKIA…WXYZ of account 111122223333 (data) is not there any more."),
        [CisRemovalOutcome.Refused] = (
            "Info Verbose", "Kept root access key AKIA…WXYZ of account 111122223333 (data): it was used within 90 days, by iam on 2026-01-02."),
        [CisRemovalOutcome.Declined] = ("Verbose", "Kept root access key AKIA…WXYZ of account 111122223333 (data): the answer was no."),
        [CisRemovalOutcome.WhatIf] = ("Verbose", "Would ask to delete root access key AKIA…WXYZ of account 111122223333 (data)."),
        [CisRemovalOutcome.Failed] = (
            "Error Info Verbose",
            "Could not delete root access key AKIA…WXYZ of account 111122223333 (data): AWS throttled iam:DeleteAccessKey until all retries were used up."),
    };

    private static readonly string[] FailureAlone = [Header, "Could not delete root access key AKIA…WXYZ of account 444444444444 (sandbox): AWS throttled iam:DeleteAccessKey until all retries were used up."];

    private static readonly string[] Told =
    [
        "Deleted root access key AKIA…WXYZ of account 666666666666 (prod).",
        FailureAlone[1],
        "Kept root access key AKIA…WXYZ of account 222222222222 (data): it was used within 90 days, by iam on 2026-01-02.",
    ];

    /// <summary>In the order in which they came.</summary>
    private static readonly string[] Rest =
    [
        "Would ask to delete root access key AKIA…WXYZ of account 111111111111.",
        "Root access key AKIA…WXYZ of account 333333333333 is not there any more.",
        "Kept root access key AKIA…WXYZ of account 555555555555: the answer was no.",
    ];

    private static string CountOf(CisRemovalOutcome outcome) => outcome switch
    {
        CisRemovalOutcome.Deleted => OneDeleted,
        CisRemovalOutcome.WhatIf => "Rehearsal: 1 root access key(s) would be asked about, none was deleted.",
        _ => NoneDeleted,
    };

    public static TheoryData<CisNotificationLevel, CisRemovalOutcome> EveryCase
        => new(from level in Enum.GetValues<CisNotificationLevel>() from outcome in Enum.GetValues<CisRemovalOutcome>() select (level, outcome));

    public static TheoryData<CisNotificationLevel> EveryLevel => new(Enum.GetValues<CisNotificationLevel>());

    [Theory]
    [MemberData(nameof(EveryCase))]
    public void A_removal_alone_says_what_the_table_says(CisNotificationLevel level, CisRemovalOutcome outcome)
    {
        var (levels, line) = Table[outcome];
        var isTold = levels.Split(' ').Contains($"{level}", StringComparer.Ordinal);

        string[] expected = level == CisNotificationLevel.Error
            ? isTold ? [Header, line] : []
            : [Header, CountOf(outcome), .. isTold ? new[] { line } : []];
        Assert.Equal(expected, Lines(level, [SampleRemovals.Of(outcome, name: "data")]));
        Assert.Equal(isTold, CisMessages.SpeaksOf(outcome, level));
    }

    [Fact]
    public void Info() => Assert.Equal([Header, OneDeleted, .. Told], Lines(CisNotificationLevel.Info, SampleRemovals.OneOfEach));

    [Fact]
    public void Verbose() => Assert.Equal([Header, OneDeleted, .. Told, .. Rest], Lines(CisNotificationLevel.Verbose, SampleRemovals.OneOfEach));

    [Fact]
    public void Error() => Assert.Equal(FailureAlone, Lines(CisNotificationLevel.Error, SampleRemovals.OneOfEach));

    [Fact]
    public void Within_an_outcome_the_order_is_that_in_which_they_came()
    {
        string[] ids = ["333333333333", "111111111111", "222222222222"];
        var removals = ids.SelectMany(id => new[] { SampleRemovals.Of(CisRemovalOutcome.Refused, id), SampleRemovals.Deleted(id), SampleRemovals.Of(CisRemovalOutcome.Failed, id) });

        var told = SampleRemovals.Digest(CisNotificationLevel.Info, removals).Messages.Select(message => message.Removal).OfType<CisKeyRemoval>().ToList();

        Assert.Equal([.. ids, .. ids, .. ids], told.Select(removal => removal.AccountId!), StringComparer.Ordinal);
        Assert.Equal("Deleted Failed Refused", string.Join(' ', told.Select(removal => removal.Outcome).Distinct()));
    }

    [Fact]
    public void A_key_that_is_deleted_and_not_confirmed_counts_and_says_so()
        => Assert.Equal(
            [Header, OneDeleted, "Deleted root access key AKIA…WXYZ of account 111122223333; the list of keys has not confirmed it yet."],
            Lines(CisNotificationLevel.Info, [SampleRemovals.Of(CisRemovalOutcome.Deleted, isVerified: false)]));

    [Theory]
    [InlineData(CisRemovalOutcome.AlreadyGone, "Account 111122223333 has no root access key.")]
    [InlineData(CisRemovalOutcome.Refused, "Kept the root access keys of account 111122223333, if it has any: it was used within 90 days, by iam on 2026-01-02.")]
    [InlineData(CisRemovalOutcome.Failed, "Could not look up the root access keys of account 111122223333: AWS throttled iam:DeleteAccessKey until all retries were used up.")]
    public void A_removal_without_a_key_is_about_the_account(CisRemovalOutcome outcome, string line)
        => Assert.Equal([Header, NoneDeleted, line], Lines(CisNotificationLevel.Verbose, [SampleRemovals.Of(outcome, key: null)]));

    [Theory]
    [MemberData(nameof(EveryLevel))]
    public void Findings_come_first_and_neither_changes_what_is_said_of_the_other(CisNotificationLevel level)
    {
        var findings = Lines(level, [], SampleDigests.OneOfEach);
        var removals = Lines(level, SampleRemovals.OneOfEach);

        Assert.Equal([.. findings, .. removals.Skip(1)], Lines(level, SampleRemovals.OneOfEach, SampleDigests.OneOfEach));
        Assert.Equal([Header, Header], [findings[0], removals[0]]);
    }

    /// <summary>At level error the header comes once, for whichever failure there is.</summary>
    [Fact]
    public void Level_error_has_a_header_beside_a_failure_of_either_kind_and_only_there()
    {
        var error = SampleDigests.Error("444455556666");
        var failed = SampleRemovals.Of(CisRemovalOutcome.Failed);
        CisKeyRemoval[] fine = [.. SampleRemovals.OneOfEach.Where(removal => removal.Outcome != CisRemovalOutcome.Failed)];
        CisFinding[] clean = [.. SampleDigests.OneOfEach.Where(finding => finding.Status != CisStatus.Error)];

        Assert.Equal([Header, error.Message], Lines(CisNotificationLevel.Error, fine, error));
        Assert.Equal([Header, failed.Message], Lines(CisNotificationLevel.Error, [failed], clean));
        Assert.Equal([Header, error.Message, failed.Message], Lines(CisNotificationLevel.Error, [failed], error));
        Assert.Empty(Lines(CisNotificationLevel.Error, fine, clean));
        Assert.Empty(Lines(CisNotificationLevel.Error, fine));
    }

    [Fact]
    public void Findings_without_a_key_are_counted_as_none_beside_removals()
        => Assert.Equal(
            [Header, "Detected 0 IAM root user(s) with access keys.", OneDeleted, SampleRemovals.Deleted().Message],
            Lines(CisNotificationLevel.Info, [SampleRemovals.Deleted()], SampleDigests.Pass("333344445555")));

    [Theory]
    [MemberData(nameof(EveryLevel))]
    public void Lines_about_keys_carry_their_removals_and_nothing_else_does(CisNotificationLevel level)
    {
        var notification = SampleRemovals.Digest(level, SampleRemovals.OneOfEach, SampleDigests.OneOfEach);

        Assert.Equal(SampleRemovals.OneOfEach, notification.Removals);
        Assert.All(notification.Messages, message =>
        {
            Assert.Equal(message.Kind == CisMessageKind.Removal, message.Removal is not null);
            Assert.Equal(message.Kind == CisMessageKind.Finding, message.Finding is not null);
            Assert.Equal(message.Text, message.Removal?.Message ?? message.Finding?.Message ?? message.Text);
        });
        Assert.Equal(
            SampleRemovals.OneOfEach.Count(removal => CisMessages.SpeaksOf(removal.Outcome, level)), notification.Messages.Count(message => message.Removal is not null));
    }

    [Fact]
    public void Each_control_has_its_own_removals()
    {
        var digest = new CisDigest(CisNotificationLevel.Info);
        digest.Add(SampleDigests.Pass("333344445555"));
        digest.Add(new CisKeyRemoval(CisPipelineCatalogue.Get("cis_v120_1_12"), CisRemovalOutcome.Deleted) { AccountId = "222233334444", AccessKeyId = SampleRemovals.Key, Verified = true });
        digest.Add(SampleRemovals.Deleted());

        Assert.Equal(
            [
                [Header, "Detected 0 IAM root user(s) with access keys.", OneDeleted, "Deleted root access key AKIA…WXYZ of account 111122223333."],
                ["1.12 Ensure no 'root' user account access key exists", OneDeleted, "Deleted root access key AKIA…WXYZ of account 222233334444."],
            ],
            digest.Notifications().Select(notification => notification.Messages.Select(message => message.Text).ToArray()));
    }

    private static string[] Lines(CisNotificationLevel level, IEnumerable<CisKeyRemoval> removals, params IEnumerable<CisFinding> findings)
        => [.. SampleRemovals.Digest(level, removals, findings).Messages.Select(message => message.Text)];
}
