using System.Globalization;

namespace RootKeyCompliance;

/// <summary>
/// The lines of a notification, by level. Order: header, count, failures, errors, then the rest; within a group, the order in which the
/// findings came. What became of keys follows in the same way.
/// </summary>
public static class CisMessages
{
    /// <summary>The header where it does not depend on what is found; null at level error, which has one only beside an error.</summary>
    /// <param name="title">The control's number and title.</param>
    /// <param name="level">The level.</param>
    public static CisMessage? Header(string title, CisNotificationLevel level)
        => level == CisNotificationLevel.Error ? null : new CisMessage(CisMessageKind.Header, title);

    /// <summary>Whether a finding of that status has a line of its own.</summary>
    /// <param name="status">The finding's status.</param>
    /// <param name="level">The level.</param>
    public static bool SpeaksOf(CisStatus status, CisNotificationLevel level) => level switch
    {
        CisNotificationLevel.Error => status == CisStatus.Error,
        CisNotificationLevel.Info => status is CisStatus.Fail or CisStatus.Error,
        _ => true,
    };

    /// <summary>Everything after <see cref="Header"/>.</summary>
    /// <param name="title">The control's number and title.</param>
    /// <param name="findings">The findings of that control.</param>
    /// <param name="level">The level.</param>
    public static IEnumerable<CisMessage> Body(string title, IReadOnlyCollection<CisFinding> findings, CisNotificationLevel level)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var errors = findings.Where(finding => finding.Status == CisStatus.Error).Select(Line);
        if (level == CisNotificationLevel.Error)
        {
            var lines = errors.ToList();
            return lines.Count == 0 ? [] : lines.Prepend(new CisMessage(CisMessageKind.Header, title));
        }

        var failures = findings.Where(finding => finding.Status == CisStatus.Fail).ToList();
        var count = string.Create(CultureInfo.InvariantCulture, $"Detected {failures.Count} IAM root user(s) with access keys.");
        var rest = level == CisNotificationLevel.Verbose
            ? findings.Where(finding => finding.Status is CisStatus.Pass or CisStatus.Skipped).Select(Line)
            : [];
        return [new CisMessage(CisMessageKind.Count, count), .. failures.Select(Line), .. errors, .. rest];
    }

    /// <summary>Whether a removal that came out so has a line of its own.</summary>
    /// <param name="outcome">What became of the key.</param>
    /// <param name="level">The level.</param>
    public static bool SpeaksOf(CisRemovalOutcome outcome, CisNotificationLevel level) => level switch
    {
        CisNotificationLevel.Error => outcome == CisRemovalOutcome.Failed,
        CisNotificationLevel.Info => outcome is CisRemovalOutcome.Deleted or CisRemovalOutcome.Failed or CisRemovalOutcome.Refused,
        _ => true,
    };

    /// <summary>All lines of a notification but its header, unless that is there for an error alone.</summary>
    internal static IEnumerable<CisMessage> Body(CisNotification notification)
    {
        // A notification of removals alone says nothing of findings: nobody has looked for any.
        var lines = notification.Removals.Length > 0 && notification.Counts.Total == 0 ? [] : Body(notification.Title, notification.Findings, notification.Level).ToList();
        var removals = RemovalLines(notification).ToList();
        return notification.Level == CisNotificationLevel.Error && lines.Count == 0 && removals.Count > 0
            ? removals.Prepend(new CisMessage(CisMessageKind.Header, notification.Title))
            : lines.Concat(removals);
    }

    private static IEnumerable<CisMessage> RemovalLines(CisNotification notification)
    {
        var told = notification.Removals.Where(removal => SpeaksOf(removal.Outcome, notification.Level)).ToList();
        if (notification.Removals.Length == 0 || notification.Level == CisNotificationLevel.Error)
        {
            return told.Select(Line);
        }

        return told.OrderBy(removal => Rank(removal.Outcome)).Select(Line).Prepend(new CisMessage(CisMessageKind.Count, Count(notification.Removals)));
    }

    private static string Count(IReadOnlyCollection<CisKeyRemoval> removals)
    {
        // A rehearsal must not read like a run in which nothing went right.
        var rehearsed = removals.Count(removal => removal.Outcome == CisRemovalOutcome.WhatIf);
        var deleted = removals.Count(removal => removal.Outcome == CisRemovalOutcome.Deleted);
        return rehearsed > 0 && deleted == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Rehearsal: {rehearsed} root access key(s) would be asked about, none was deleted.")
            : string.Create(CultureInfo.InvariantCulture, $"Deleted {deleted} root access key(s).");
    }

    private static int Rank(CisRemovalOutcome outcome) => outcome switch
    {
        CisRemovalOutcome.Deleted => 0,
        CisRemovalOutcome.Failed => 1,
        CisRemovalOutcome.Refused => 2,
        _ => 3,
    };

    private static CisMessage Line(CisKeyRemoval removal) => new(CisMessageKind.Removal, removal.Message, Removal: removal);

    private static CisMessage Line(CisFinding finding) => new(CisMessageKind.Finding, finding.Message, finding);
}
