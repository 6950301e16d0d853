namespace RootKeyCompliance.Tests;

public sealed class CisMessagesTests
{
    private const string Header = "1.4 Ensure no 'root' user account access key exists";
    private const string TwoFound = "Detected 2 IAM root user(s) with access keys.";
    private const string NoneFound = "Detected 0 IAM root user(s) with access keys.";
    private const string Counted = "Detected IAM <root_account> [111122223333] with 2 access key(s) (1 active, 1 inactive).";
    private const string Uncounted = "Detected IAM <root_account> [555566667777] with access key(s).";
    private const string Failed = "Could not check account 444455556666 (sandbox): AWS throttled iam:GetAccountSummary until all retries were used up.";
    private const string Passed = "Account 222233334444 (data): no root access key.";
    private const string Allowed = "Account 333344445555: no active root access key (1 inactive).";
    private const string Skipped = "Account 666677778888 (old): not checked, the account is SUSPENDED.";

    // Not in the order of the lines, so that the test sees the lines being sorted.
    private static CisFinding[] Findings =>
    [
        Finding("222233334444", "data", evidence => evidence.WithKeys([])),
        Finding("444455556666", "sandbox", evidence => evidence with { Fault = CisFaults.Throttled("iam:GetAccountSummary") }),
        Finding("111122223333", null, evidence => evidence.WithKeys([new(RootAccessKeyStatus.Active), new(RootAccessKeyStatus.Inactive)])),
        Finding("666677778888", "old", evidence => evidence with { AccountState = "SUSPENDED" }),
        Finding("333344445555", null, evidence => evidence.WithKeys([new(RootAccessKeyStatus.Inactive)])),
        Finding("555566667777", "dev", evidence => evidence with { AccessKeysPresent = true }),
    ];

    /// <summary>Which status has a line at which level, and how it reads.</summary>
    private static readonly Dictionary<CisStatus, (string Levels, string Line)> Table = new()
    {
        [CisStatus.Pass] = ("Verbose", "Account 111122223333 (data): no root access key."),
        [CisStatus.Fail] = ("Info Verbose", "Detected IAM <root_account> [111122223333] with 1 access key(s) (1 active, 0 inactive)."),
        [CisStatus.Skipped] = ("Verbose", "Account 111122223333 (data): not checked, the account is SUSPENDED."),
        [CisStatus.Error] = ("Error Info Verbose", SampleFindings.Error("111122223333", "data").Message),
    };

    public static TheoryData<CisNotificationLevel, CisStatus> EveryCase
        => new(from level in Enum.GetValues<CisNotificationLevel>() from status in Enum.GetValues<CisStatus>() select (level, status));

    [Theory]
    [MemberData(nameof(EveryCase))]
    public void A_single_finding_has_the_lines_of_its_status_and_the_level(CisNotificationLevel level, CisStatus status)
    {
        var (levels, line) = Table[status];
        var hasLine = levels.Split(' ').Contains($"{level}", StringComparer.Ordinal);
        var count = status == CisStatus.Fail ? "Detected 1 IAM root user(s) with access keys." : NoneFound;

        var digest = Digest(level, [SampleFindings.Of(status, "111122223333", "data")]);

        string[] expected = (level, hasLine) switch
        {
            (CisNotificationLevel.Error, true) => [Header, line],
            (CisNotificationLevel.Error, false) => [],
            (_, true) => [Header, count, line],
            _ => [Header, count],
        };
        Assert.Equal(expected, digest.Messages.Select(message => message.Text), StringComparer.Ordinal);
        Assert.Equal((hasLine, hasLine ? 1 : 0), (CisMessages.SpeaksOf(status, level), digest.Findings.Length));
    }

    [Fact]
    public void Level_info_has_its_lines_in_order() => Assert.Equal([Header, TwoFound, Counted, Uncounted, Failed], Lines(CisNotificationLevel.Info, Findings), StringComparer.Ordinal);

    [Fact]
    public void Level_verbose_has_its_lines_in_order() => Assert.Equal(
        [Header, TwoFound, Counted, Uncounted, Failed, Passed, Skipped, Allowed],
        Lines(CisNotificationLevel.Verbose, Findings), StringComparer.Ordinal);

    [Fact]
    public void Level_error_has_its_lines_in_order() => Assert.Equal([Header, Failed], Lines(CisNotificationLevel.Error, Findings), StringComparer.Ordinal);

    [Theory]
    [InlineData(CisNotificationLevel.Info)]
    [InlineData(CisNotificationLevel.Verbose)]
    public void Without_findings_the_count_is_0(CisNotificationLevel level) => Assert.Equal([Header, NoneFound], Lines(level, []), StringComparer.Ordinal);

    [Fact]
    public void Lines_about_accounts_carry_their_findings()
    {
        var findings = Findings;
        var messages = Digest(CisNotificationLevel.Verbose, findings).Messages;

        Assert.Equal([CisMessageKind.Header, CisMessageKind.Count], messages[..2].Select(message => message.Kind));
        Assert.All(messages[2..], message => Assert.Equal((CisMessageKind.Finding, message.Text), (message.Kind, message.Finding?.Message)));
        Assert.Equal(findings.Length, messages[2..].Select(message => message.Finding).Distinct().Count());
    }

    [Theory]
    [InlineData(CisNotificationLevel.Error)]
    [InlineData(CisNotificationLevel.Info)]
    [InlineData(CisNotificationLevel.Verbose)]
    public void A_digest_keeps_the_findings_of_its_level_and_counts_all(CisNotificationLevel level)
    {
        var findings = Findings;

        var digest = Digest(level, findings);

        Assert.Equal(findings.Where(finding => CisMessages.SpeaksOf(finding.Status, level)), digest.Findings);
        Assert.Equal(findings.Length, digest.Counts.Total);
        Assert.Equal(findings.Count(finding => finding.Status == CisStatus.Fail), digest.Counts.Fail);
        Assert.Equal(digest.Findings, digest.Messages.Select(message => message.Finding).OfType<CisFinding>().OrderBy(finding => Array.IndexOf(findings, finding)));
    }

    private static IEnumerable<string> Lines(CisNotificationLevel level, CisFinding[] findings)
        => Digest(level, findings).Messages.Select(message => message.Text);

    private static CisNotification Digest(CisNotificationLevel level, CisFinding[] findings) => SampleDigests.Of(level, findings);

    private static CisFinding Finding(string id, string? name, Func<RootUserEvidence, RootUserEvidence> seen)
        => SampleFindings.Judge(seen(SampleFindings.Seen(id, name)), allowInactiveKey: true);
}
