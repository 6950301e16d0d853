namespace RootKeyCompliance.TestKit;

/// <summary>Names of accounts that do harm wherever they are taken for more than a name.</summary>
internal static class HostileNames
{
    internal static readonly string[] All =
    [
        "evil\r\nBcc: everybody@example.com\r\n\r\n.\r\nQUIT\r\n<script>alert(1)</script><img src=https://evil.example/x.png>"
        + "\u202Egnp.\u2066=?utf-8?q?=0D=0AX-Evil:_1?=\0\u2028😀",
        "a\u202Eb\u2066c", "😀🇩🇪 漢字 שלום", new string('n', 10_000), ".\r\n.\r\n", "</bdi></td></tr></table><table><tr><td>Pass",
    ];
}
