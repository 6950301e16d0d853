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

/// <summary>Credential reports as AWS writes them, made by the tests: with a user who has a key of his own, to be left alone.</summary>
internal static class ReportCsv
{
    internal const string Header =
        "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,"
        + "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
        + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,"
        + "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

    private const string Created = "2024-03-01T08:30:00+00:00";

    internal static string Of(string accountId, KeySlot first = KeySlot.None, KeySlot second = KeySlot.None, bool withRoot = true)
    {
        var text = new StringBuilder(Header);
        if (withRoot)
        {
            text.Append('\n').Append(RootRow(accountId, first, second));
        }

        return text.Append('\n').Append(UserRow(accountId)).ToString();
    }

    internal static string RootRow(string accountId, KeySlot first, KeySlot second)
        => $"<root_account>,arn:aws:iam::{accountId}:root,{Created},true,no_information,{Created},not_supported,true,{Slot(first)},{Slot(second)},false,N/A,false,N/A";

    internal static string UserRow(string accountId)
        => $"user-1,arn:aws:iam::{accountId}:user/user-1,{Created},false,N/A,N/A,N/A,false,{Slot(KeySlot.Active)},{Slot(KeySlot.None)},false,N/A,false,N/A";

    /// <summary>The same as <c>aws iam get-credential-report</c> prints it.</summary>
    internal static string AsCliJson(string csv) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"Content": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(csv))}}", "ReportFormat": "text/csv", "GeneratedTime": "2026-03-02T10:00:00+00:00"}""");

    private static string Slot(KeySlot slot) => slot switch
    {
        KeySlot.None => "false,N/A,N/A,N/A,N/A",
        KeySlot.Active => $"true,{Created},2026-03-01T08:15:00+00:00,us-east-1,iam",
        _ => $"false,{Created},N/A,N/A,N/A",
    };
}
