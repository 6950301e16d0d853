using System.Globalization;

namespace RootKeyCompliance.TestKit;

/// <summary>Findings and digests to send.</summary>
internal static class SampleDigests
{
    internal const string Title = "1.4 Ensure no 'root' user account access key exists";

    internal static CisFinding Pass(string id, string? name = null) => SampleFindings.Pass(id, name);

    internal static CisFinding Fail(string id, string? name = null) => SampleFindings.Fail(id, name);

    internal static CisFinding Error(string id, string? name = null) => SampleFindings.Error(id, name);

    internal static CisFinding Skipped(string id, string? name = null) => SampleFindings.Skipped(id, name);

    /// <summary>One of each, not in the order of the lines.</summary>
    internal static IReadOnlyList<CisFinding> OneOfEach { get; } =
        [Pass("333344445555", "data"), Error("444455556666", "sandbox"), Fail("111122223333"), Skipped("555566667777", "old")];

    internal static IEnumerable<CisFinding> Failing(int count) => Enumerable.Range(0, count).Select(number => Fail(Id(number)));

    internal static string Id(int number) => number.ToString("000000000000", CultureInfo.InvariantCulture);

    internal static CisNotification Of(CisNotificationLevel level, IEnumerable<CisFinding> findings)
        => Of(new CisDigest(CisPipelineCatalogue.Get("cis_v400_1_4"), level), findings, []);

    /// <summary>The one notification of findings and removals of one control.</summary>
    internal static CisNotification Of(CisDigest digest, IEnumerable<CisFinding> findings, IEnumerable<CisKeyRemoval> removals)
    {
        foreach (var finding in findings)
        {
            digest.Add(finding);
        }

        foreach (var removal in removals)
        {
            digest.Add(removal);
        }

        return digest.Notifications().Single();
    }

    internal static CisNotification Small { get; } = Of(CisNotificationLevel.Info, OneOfEach);

    /// <summary>What the lines must be, the header apart.</summary>
    internal static IReadOnlyList<string> LinesOf(CisNotification notification)
        => [.. notification.Messages.Where(message => message.Kind != CisMessageKind.Header).Select(message => message.Text)];
}
