using System.Globalization;
using System.Text;

namespace RootKeyCompliance.TestKit;

/// <summary>State of one of the root user's two key slots in a credential report.</summary>
internal enum KeySlot
{
    None,
    Active,
    Inactive,
}

/// <summary>Usual credential reports of <see cref="CredentialReportBuilder"/>.</summary>
internal static class ReportCsv
{
    private static readonly DateTimeOffset Created = new(2024, 3, 1, 8, 30, 0, TimeSpan.Zero);

    internal static string Header { get; } = string.Join(',', CredentialReportBuilder.AwsColumns);

    internal static string Of(string accountId, KeySlot first = KeySlot.None, KeySlot second = KeySlot.None, bool withRoot = true)
        => new CredentialReportBuilder { AccountId = accountId, Slot1 = Slot(first), Slot2 = Slot(second), HasRootRow = withRoot }.ToString();

    /// <summary>The same as <c>aws iam get-credential-report</c> prints it.</summary>
    internal static string AsCliJson(string csv) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"Content": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(csv))}}", "ReportFormat": "text/csv", "GeneratedTime": "2026-03-02T10:00:00+00:00"}""");

    private static SlotText? Slot(KeySlot slot) => slot switch
    {
        KeySlot.Active => new SlotText(true, Created, new DateTimeOffset(2026, 3, 1, 8, 15, 0, TimeSpan.Zero), "us-east-1", "iam"),
        KeySlot.Inactive => new SlotText(false, Created),
        _ => null,
    };
}
