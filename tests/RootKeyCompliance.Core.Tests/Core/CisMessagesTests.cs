
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

    // In an order of their own, so that the order of the lines is the messages' doing.
    private static CisFinding[] Findings =>
    [
        Finding("222233334444", "data", evidence => evidence.WithKeys([])),
        Finding("444455556666", "sandbox", evidence => evidence with { Fault = CisFaults.Throttled("iam:GetAccountSummary") }),
        Finding("111122223333", null, evidence => evidence.WithKeys([new(RootAccessKeyStatus.Active), new(RootAccessKeyStatus.Inactive)])),
        Finding("666677778888", "old", evidence => evidence with { AccountState = "SUSPENDED" }),
        Finding("333344445555", null, evidence => evidence.WithKeys([new(RootAccessKeyStatus.Inactive)])),
        Finding("555566667777", "dev", evidence => evidence with { AccessKeysPresent = true }),
    ];

    [Fact]
    public void Info() => Assert.Equal([Header, TwoFound, Counted, Uncounted, Failed], Lines(CisNotificationLevel.Info, Findings), StringComparer.Ordinal);

    [Fact]
    public void Verbose() => Assert.Equal(
        [Header, TwoFound, Counted, Uncounted, Failed, Passed, Skipped, Allowed],
        Lines(CisNotificationLevel.Verbose, Findings), StringComparer.Ordinal);

    [Fact]
    public void Error() => Assert.Equal([Header, Failed], Lines(CisNotificationLevel.Error, Findings), StringComparer.Ordinal);

    [Fact]
    public void Level_error_without_an_error_says_nothing()
        => Assert.Empty(Lines(CisNotificationLevel.Error, [.. Findings.Where(finding => finding.Status != CisStatus.Error)]));

    [Theory]
    [InlineData(CisNotificationLevel.Info)]
    [InlineData(CisNotificationLevel.Verbose)]
    public void Nothing_checked(CisNotificationLevel level) => Assert.Equal([Header, NoneFound], Lines(level, []), StringComparer.Ordinal);

    /// <summary>Written out once more: the levels at which each finding has its line.</summary>
    public static TheoryData<int, string, string> EachFinding => new()
    {
        { 0, "Verbose", Passed },
        { 1, "Error Info Verbose", Failed },
        { 2, "Info Verbose", Counted },
        { 3, "Verbose", Skipped },
        { 4, "Verbose", Allowed },
        { 5, "Info Verbose", Uncounted },
    };

    [Theory]
    [MemberData(nameof(EachFinding))]
    public void A_finding_alone_has_its_line_at_its_levels(int index, string levels, string line)
    {
        var count = line is Counted or Uncounted ? "Detected 1 IAM root user(s) with access keys." : NoneFound;
        foreach (var level in Enum.GetValues<CisNotificationLevel>())
        {
            var hasLine = levels.Split(' ').Contains($"{level}", StringComparer.Ordinal);
            string[] expected = level != CisNotificationLevel.Error ? [Header, count, .. hasLine ? new[] { line } : []]
                : hasLine ? [Header, line] : [];

            Assert.Equal(expected, Lines(level, [Findings[index]]), StringComparer.Ordinal);
        }
    }

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
    public void A_digest_keeps_what_the_level_speaks_of_and_counts_everything(CisNotificationLevel level)
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

    private static CisNotification Digest(CisNotificationLevel level, CisFinding[] findings)
    {
        var digest = new CisDigest(CisPipelineCatalogue.Get("cis_v400_1_4"), level);
        Array.ForEach(findings, digest.Add);
        return Assert.Single(digest.Notifications());
    }

    private static CisFinding Finding(string accountId, string? name, Func<RootUserEvidence, RootUserEvidence> seen)
    {
        var evidence = seen(new RootUserEvidence { Source = CisEvidenceSource.Iam, AccountId = accountId, AccountName = name });
        return RootAccessKeyRule.Evaluate(CisPipelineCatalogue.Get("cis_v400_1_4"), evidence, allowInactiveKey: true, DateTimeOffset.UnixEpoch);
    }
}
