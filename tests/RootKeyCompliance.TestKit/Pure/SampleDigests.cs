using System.Globalization;

namespace RootKeyCompliance.TestKit;

/// <summary>Findings and digests to send,.</summary>
internal static class SampleDigests
{
    internal const string Title = "1.4 Ensure no 'root' user account access key exists";

    internal static CisFinding Pass(string id, string? name = null) => Judged(id, name, evidence => evidence with { AccessKeysPresent = false, ActiveKeyCount = 0, InactiveKeyCount = 0 });

    internal static CisFinding Fail(string id, string? name = null) => Judged(id, name, evidence => evidence.WithKeys(
    [
        new RootAccessKey(RootAccessKeyStatus.Active, "AKIA…WXYZ", new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)), LastUsedService: "iam"),
    ]));

    internal static CisFinding Error(string id, string? name = null) => Judged(id, name, evidence => evidence with { Fault = CisFaults.ClockSkew() });

    internal static CisFinding Skipped(string id, string? name = null) => Judged(id, name, evidence => evidence with { AccountState = "SUSPENDED" });

    /// <summary>One of each, not in the order of the lines.</summary>
    internal static IReadOnlyList<CisFinding> OneOfEach { get; } =
        [Pass("333344445555", "data"), Error("444455556666", "sandbox"), Fail("111122223333"), Skipped("555566667777", "old")];

    internal static IEnumerable<CisFinding> Failing(int count) => Enumerable.Range(0, count).Select(number => Fail(Id(number)));

    internal static string Id(int number) => number.ToString("000000000000", CultureInfo.InvariantCulture);

    internal static CisNotification Of(CisNotificationLevel level, IEnumerable<CisFinding> findings)
    {
        var digest = new CisDigest(CisPipelineCatalogue.Get("cis_v400_1_4"), level);
        foreach (var finding in findings)
        {
            digest.Add(finding);
        }

        return digest.Notifications().Single();
    }

    internal static CisNotification Small { get; } = Of(CisNotificationLevel.Info, OneOfEach);

    /// <summary>What the lines must be, the header apart.</summary>
    internal static IReadOnlyList<string> LinesOf(CisNotification notification)
        => [.. notification.Messages.Where(message => message.Kind != CisMessageKind.Header).Select(message => message.Text)];

    private static CisFinding Judged(string id, string? name, Func<RootUserEvidence, RootUserEvidence> see)
        => SampleFindings.Judge(see(new RootUserEvidence { Source = CisEvidenceSource.Iam, AccountId = id, AccountName = name, AccountState = "ACTIVE" }));
}
