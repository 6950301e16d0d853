using System.Globalization;

namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>A digest in one line, for services that have subjects. Nothing of it comes from outside.</summary>
internal static class DigestSubject
{
    /// <summary>What was found, as far as the level speaks of it.</summary>
    internal static string Summary(CisNotification notification)
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
