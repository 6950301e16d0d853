using System.Globalization;
using System.Text;

namespace RootKeyCompliance.TestKit;

/// <summary>A key slot as a test wants it; the report's words for it are written here, by nothing of the module.</summary>
internal sealed record SlotText(bool Active, DateTimeOffset? Rotated, DateTimeOffset? Used = null, string? Region = null, string? Service = null)
{
    internal string[] Values =>
    [
        Active ? "true" : "false", CredentialReportBuilder.Time(Rotated), CredentialReportBuilder.Time(Used), Region ?? "N/A", Service ?? "N/A",
    ];
}

/// <summary>Writes credential reports the way AWS does, or with the differences that a test asks for.</summary>
internal sealed record CredentialReportBuilder
{
    internal static readonly string[] AwsColumns =
    [
        "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed", "password_next_rotation",
        "mfa_active",
        "access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date", "access_key_1_last_used_region",
        "access_key_1_last_used_service",
        "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date", "access_key_2_last_used_region",
        "access_key_2_last_used_service",
        "cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated",
    ];

    private static readonly string[] NoKey = ["false", "N/A", "N/A", "N/A", "N/A"];

    internal string AccountId { get; init; } = "111122223333";

    internal string Partition { get; init; } = "aws";

    internal SlotText? Slot1 { get; init; }

    internal SlotText? Slot2 { get; init; }

    internal string Mfa { get; init; } = "true";

    internal string Password { get; init; } = "true";

    internal int UsersBefore { get; init; }

    internal int UsersAfter { get; init; } = 2;

    internal bool HasRootRow { get; init; } = true;

    internal IReadOnlyList<string> Columns { get; init; } = AwsColumns;

    internal bool QuoteAll { get; init; }

    internal string NewLine { get; init; } = "\n";

    internal bool FinalNewLine { get; init; }

    internal Func<string, string> HeaderCase { get; init; } = name => name;

    /// <summary>Values of the root row that differ from what the slots say.</summary>
    internal Dictionary<string, string> RootValues { get; init; } = [];

    internal static string Time(DateTimeOffset? time)
        => time?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) ?? "N/A";

    internal byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>Where the root row starts and ends in the text.</summary>
    internal (int Start, int End) RootRow()
    {
        var text = ToString();
        var row = Row(Root());
        var start = text.IndexOf(row, StringComparison.Ordinal);
        return (start, start + row.Length);
    }

    public override string ToString()
    {
        IEnumerable<string> rows =
        [
            Row(AwsColumns.Concat(Columns).Distinct(StringComparer.Ordinal).ToDictionary(name => name, HeaderCase, StringComparer.Ordinal)),
            .. Enumerable.Range(0, UsersBefore).Select(number => Row(User($"before-{number}"))),
            .. HasRootRow ? [Row(Root())] : Array.Empty<string>(),
            .. Enumerable.Range(0, UsersAfter).Select(number => Row(User($"after-{number}"))),
        ];
        return string.Join(NewLine, rows) + (FinalNewLine ? NewLine : "");
    }

    private Dictionary<string, string> Root()
    {
        string[] values =
        [
            "<root_account>", $"arn:{Partition}:iam::{AccountId}:root", "2019-01-01T00:00:00+00:00", Password, "no_information",
            "not_supported", "not_supported", Mfa, .. Slot1?.Values ?? NoKey, .. Slot2?.Values ?? NoKey, "false", "N/A", "false", "N/A",
        ];
        var row = Named(values);
        foreach (var (name, value) in RootValues)
        {
            row[name] = value;
        }

        return row;
    }

    // Users have active keys: a reader that takes the wrong row cannot go unnoticed.
    private Dictionary<string, string> User(string name) => Named(
    [
        name, $"arn:{Partition}:iam::{AccountId}:user/{name}", "2020-01-01T00:00:00+00:00", "false", "N/A", "N/A", "N/A", "false",
        "true", "2021-01-01T00:00:00+00:00", "N/A", "N/A", "N/A", "true", "2021-01-01T00:00:00+00:00", "N/A", "N/A", "N/A",
        "false", "N/A", "false", "N/A",
    ]);

    private static Dictionary<string, string> Named(string[] values)
        => AwsColumns.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    private string Row(Dictionary<string, string> values)
        => string.Join(',', Columns.Select(name => Field(values.GetValueOrDefault(name, "something else"))));

    private string Field(string value)
        => QuoteAll || value.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
