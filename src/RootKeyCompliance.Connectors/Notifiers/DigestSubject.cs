using System.Globalization;

namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>A digest in one line, for services that have subjects. Nothing of it comes from outside.</summary>
internal static class DigestSubject
{
    /// <summary>What was found, as far as the level speaks of it.</summary>
    internal static string Summary(CisNotification notification)
    {
        var parts = new List<string>();
        if (notification.Counts.Total > 0 || notification.Removals.Length == 0)
        {
            parts.Add(Findings(notification));
        }

        var removals = notification.Removals;
        if (notification.Level != CisNotificationLevel.Error && removals.Length > 0)
        {
            var deleted = removals.Count(removal => removal.Outcome == CisRemovalOutcome.Deleted);
            var rehearsed = removals.Count(removal => removal.Outcome == CisRemovalOutcome.WhatIf);
            parts.Add(rehearsed > 0 && deleted == 0
                ? string.Create(CultureInfo.InvariantCulture, $"rehearsal of {rehearsed} deletion(s)")
                : string.Create(CultureInfo.InvariantCulture, $"{deleted} root access key(s) deleted"));
        }

        if (removals.Count(removal => removal.Outcome == CisRemovalOutcome.Failed) is > 0 and var failed)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{failed} key(s) could not be deleted"));
        }

        return string.Join(", ", parts);
    }

    private static string Findings(CisNotification notification)
    {
        var notChecked = string.Create(CultureInfo.InvariantCulture, $"{notification.Counts.Error} account(s) could not be checked");
        if (notification.Level == CisNotificationLevel.Error)
        {
            return notChecked;
        }

        var found = string.Create(CultureInfo.InvariantCulture, $"{notification.Counts.Fail} root user(s) with access keys");
        return notification.Counts.Error > 0 ? $"{found}, {notChecked}" : found;
    }
}
