namespace RootKeyCompliance.TestKit;

/// <summary>The tables of Steampipe and its AWS plugin that matter here, as SQL: the same columns, the same types.</summary>
internal static class SteampipeTables
{
    internal const string Summary = "aws_iam_account_summary";
    internal const string Report = "aws_iam_credential_report";

    /// <summary>Steampipe's own list of its connections.</summary>
    internal const string CreateList =
        "create schema if not exists steampipe_internal; "
        + "create table if not exists steampipe_internal.steampipe_connection (name text primary key, state text, type text, "
        + "connections text[], import_schema text, error text, plugin text, plugin_instance text); ";

    internal const string Plugin = "hub.steampipe.io/plugins/turbot/aws@latest";

    private const string SummaryColumns =
        "access_keys_per_user_quota bigint, account_access_keys_present bigint, account_mfa_enabled boolean, account_password_present boolean, "
        + "users bigint, partition text, region text, account_id text, _ctx jsonb";

    private const string ReportColumns =
        "user_name text, user_arn text, user_creation_time timestamptz, generated_time timestamptz, "
        + "access_key_1_active boolean, access_key_1_last_rotated timestamptz, access_key_1_last_used_date timestamptz, "
        + "access_key_1_last_used_region text, access_key_1_last_used_service text, "
        + "access_key_2_active boolean, access_key_2_last_rotated timestamptz, access_key_2_last_used_date timestamptz, "
        + "access_key_2_last_used_region text, access_key_2_last_used_service text, "
        + "cert_1_active boolean, cert_1_last_rotated timestamptz, cert_2_active boolean, cert_2_last_rotated timestamptz, "
        + "mfa_active boolean, password_enabled boolean, password_last_changed timestamptz, password_last_used timestamptz, password_status text, "
        + "password_next_rotation timestamptz, partition text, region text, account_id text, _ctx jsonb";

    /// <summary>A connection's schema with both tables.</summary>
    /// <param name="name">The connection.</param>
    /// <param name="isNew">Whether the server is one with the column sp_connection_name.</param>
    internal static string CreateConnection(string name, bool isNew = true)
    {
        var extra = isNew ? ", sp_connection_name text, sp_ctx jsonb" : "";
        return $"create schema {name}; create table {name}.{Summary} ({SummaryColumns}{extra}); "
            + $"create table {name}.{Report} ({ReportColumns}{extra});";
    }
}
