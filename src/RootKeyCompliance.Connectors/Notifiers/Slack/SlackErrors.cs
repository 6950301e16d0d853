namespace RootKeyCompliance.Connectors.Notifiers.Slack;

/// <summary>Slack's words for what went wrong, by what can be done about it.</summary>
internal static class SlackErrors
{
    private static readonly HashSet<string> NoEntry = new(StringComparer.Ordinal)
    {
        // Webhooks.
        "action_prohibited", "channel_is_archived", "channel_not_found", "invalid_token", "no_active_hooks", "no_service", "no_service_id", "no_team",
        "posting_to_general_channel_denied", "team_disabled", "user_not_found",

        // chat.postMessage.
        "access_denied", "account_inactive", "ekm_access_denied", "enterprise_is_restricted", "invalid_auth", "is_archived", "missing_scope",
        "no_permission", "not_allowed_token_type", "not_authed", "not_in_channel", "org_login_required", "restricted_action",
        "restricted_action_read_only_channel", "team_access_not_granted", "team_not_found", "token_expired", "token_revoked",
    };

    /// <summary>The address, token or channel is wrong, or may not be used.</summary>
    internal static bool IsNoEntry(string word) => NoEntry.Contains(word);

    internal static bool IsTooMany(string word) => word is "ratelimited" or "rate_limited";

    /// <summary>Slack itself failed, which the API may say with status 200.</summary>
    internal static bool IsFailure(string word) => word is "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout";
}
