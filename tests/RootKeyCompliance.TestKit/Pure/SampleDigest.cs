namespace RootKeyCompliance.TestKit;

/// <summary>Digests of made-up accounts.</summary>
internal static class SampleDigest
{
    /// <summary>Text that does harm wherever it is taken for more than a name.</summary>
    internal const string HostileName =
        "evil\r\nBcc: everybody@example.com\r\n\r\n.\r\nQUIT\r\n<script>alert(1)</script><img src=https://evil.example/x.png>"
        + "\u202Egnp.\u2066=?utf-8?q?=0D=0AX-Evil:_1?=\0\u2028😀";

    /// <summary>One account of every status at level verbose.</summary>
    internal static CisNotification Mixed { get; } = Of(
        CisNotificationLevel.Verbose, Failing("111122223333", "payments & <co>"), Broken("444455556666"), Passing("333344445555"));

    internal static CisNotification Short(CisNotificationLevel level = CisNotificationLevel.Info) => Of(level, Failing("111122223333", "payments"));

    internal static CisNotification Many(int count, string name = "account") => Of(
        CisNotificationLevel.Info, [.. Enumerable.Range(0, count).Select(number => Failing($"{100_000_000_000 + number}", name))]);

    internal static CisNotification Of(CisNotificationLevel level, params CisFinding[] findings) => SampleDigests.Of(level, findings);

    internal static CisFinding Failing(string id, string? name = null) => SampleFindings.Fail(id, name);

    internal static CisFinding Passing(string id, string? name = null) => SampleFindings.Pass(id, name);

    internal static CisFinding Broken(string id, string? name = null) => SampleFindings.Error(id, name);
}
