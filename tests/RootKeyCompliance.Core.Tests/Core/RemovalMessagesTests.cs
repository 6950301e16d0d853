namespace RootKeyCompliance.Tests;

/// <summary>The lines about keys that were to be deleted, by level and outcome.</summary>
public sealed class RemovalMessagesTests
{
    private const string Header = SampleDigests.Title;
    private const string OneDeleted = "Deleted 1 root access key(s).";
    private const string NoneDeleted = "Deleted 0 root access key(s).";

    /// <summary>Which outcome has a line at which level, and how it reads.</summary>
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

    private static readonly string[] Included =
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
    public void A_single_removal_has_the_lines_of_its_outcome_and_the_level(CisNotificationLevel level, CisRemovalOutcome outcome)
    {
        var (levels, line) = Table[outcome];
        var hasLine = levels.Split(' ').Contains($"{level}", StringComparer.Ordinal);

        string[] expected = level == CisNotificationLevel.Error
            ? hasLine ? [Header, line] : []
            : [Header, CountOf(outcome), .. hasLine ? new[] { line } : []];
        Assert.Equal(expected, Lines(level, [SampleRemovals.Of(outcome, name: "data")]));
        Assert.Equal(hasLine, CisMessages.SpeaksOf(outcome, level));
    }

    [Fact]
    public void Level_info_has_its_lines_in_order() => Assert.Equal([Header, OneDeleted, .. Included], Lines(CisNotificationLevel.Info, SampleRemovals.OneOfEach));

    [Fact]
    public void Level_verbose_has_its_lines_in_order() => Assert.Equal([Header, OneDeleted, .. Included, .. Rest], Lines(CisNotificationLevel.Verbose, SampleRemovals.OneOfEach));

    [Fact]
    public void Level_error_has_its_lines_in_order() => Assert.Equal(FailureAlone, Lines(CisNotificationLevel.Error, SampleRemovals.OneOfEach));

    [Fact]
    public void Removals_of_one_outcome_keep_their_order()
    {
        string[] ids = ["333333333333", "111111111111", "222222222222"];
        var removals = ids.SelectMany(id => new[] { SampleRemovals.Of(CisRemovalOutcome.Refused, id), SampleRemovals.Deleted(id), SampleRemovals.Of(CisRemovalOutcome.Failed, id) });

        var told = SampleRemovals.Digest(CisNotificationLevel.Info, removals).Messages.Select(message => message.Removal).OfType<CisKeyRemoval>().ToList();

        Assert.Equal([.. ids, .. ids, .. ids], told.Select(removal => removal.AccountId!), StringComparer.Ordinal);
        Assert.Equal("Deleted Failed Refused", string.Join(' ', told.Select(removal => removal.Outcome).Distinct()));
    }

    [Fact]
    public void A_deletion_that_is_not_confirmed_is_counted_and_marked()
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
    public void Lines_about_findings_come_first_and_both_are_as_they_are_alone(CisNotificationLevel level)
    {
        var findings = Lines(level, [], SampleDigests.OneOfEach);
        var removals = Lines(level, SampleRemovals.OneOfEach);

        Assert.Equal([.. findings, .. removals.Skip(1)], Lines(level, SampleRemovals.OneOfEach, SampleDigests.OneOfEach));
        Assert.Equal([Header, Header], [findings[0], removals[0]]);
    }

    [Fact]
    public void Level_error_has_one_header_when_a_check_or_a_deletion_failed_and_none_otherwise()
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
    public void Beside_removals_a_Pass_is_counted_as_0_root_users_with_keys()
        => Assert.Equal(
            [Header, "Detected 0 IAM root user(s) with access keys.", OneDeleted, SampleRemovals.Deleted().Message],
            Lines(CisNotificationLevel.Info, [SampleRemovals.Deleted()], SampleDigests.Pass("333344445555")));

    [Theory]
    [MemberData(nameof(EveryLevel))]
    public void Only_lines_about_keys_carry_a_removal(CisNotificationLevel level)
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
