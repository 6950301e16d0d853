using System.Globalization;
using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>The CSV of a credential report: LF between lines, none after the last, as live.</summary>
internal static class CredentialReportText
{
    private const string Header =
        "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,"
        + "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
        + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,"
        + "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

    private const int Users = 2;
    private const string NoKey = ",false,N/A,N/A,N/A,N/A";
    private const string NoCertificates = ",false,N/A,false,N/A";

    internal static string Write(FakeAccount account)
    {
        var text = new StringBuilder(Header);
        var tail = account.ReportHas23Columns ? ",N/A" : string.Empty;
        if (account.ReportHas23Columns)
        {
            text.Append(",additional_credentials_info");
        }

        var created = Time(account.CreateDate);
        var password = account.RootPasswordPresent ? $"true,no_information,{created}" : "false,N/A,N/A";
        text.Append('\n').Append(
            CultureInfo.InvariantCulture,
            $"<root_account>,{account.RootArn},{created},{password},not_supported,{Bool(account.RootMfaActive)}");
        var keys = account.RootAccessKeys;
        AppendKey(text, keys.Length > 0 ? keys[0] : null);
        AppendKey(text, keys.Length > 1 ? keys[1] : null);
        text.Append(NoCertificates).Append(tail);

        for (var number = 1; number <= Users; number++)
        {
            // Users with keys of their own: a client that looks at any row but root's is wrong.
            text.Append('\n').Append(
                CultureInfo.InvariantCulture,
                $"user-{number},arn:{account.Partition.Id}:iam::{account.Id}:user/user-{number},{created},false,N/A,N/A,N/A,false,true,{created},N/A,N/A,N/A");
            text.Append(NoKey).Append(NoCertificates).Append(tail);
        }

        return text.ToString();
    }

    // An inactive key is told from none by its date alone.
    private static void AppendKey(StringBuilder text, FakeRootAccessKey? key)
    {
        if (key is null)
        {
            text.Append(NoKey);
            return;
        }

        var used = key.LastUsedDate is { } date ? Time(date) : "N/A";
        var rotated = Time(key.CreateDate);
        text.Append(CultureInfo.InvariantCulture, $",{Bool(key.Active)},{rotated},{used},{key.LastUsedRegion},{key.LastUsedService}");
    }

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);
}
