using System.Globalization;

namespace RootKeyCompliance;

/// <summary>
/// The lines of a notification, by level. Order: header, count, failures, errors, then the rest;
/// within a group, the order in which the findings came.
/// </summary>
public static class CisMessages
{
    /// <summary>The header where it does not depend on what is found; null at level error, which has one only beside an error.</summary>
    /// <param name="title">The control's number and title.</param>
    /// <param name="level">The level.</param>
    public static CisMessage? Header(string title, CisNotificationLevel level)
        => level == CisNotificationLevel.Error ? null : new CisMessage(CisMessageKind.Header, title);

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

    /// <summary>Whether a finding with this status has a line of its own: what has none need not be kept for it.</summary>
    /// <param name="level">The level.</param>
    /// <param name="status">The finding's status.</param>
    public static bool Speaks(CisNotificationLevel level, CisStatus status) => level switch
    {
        CisNotificationLevel.Error => status == CisStatus.Error,
        CisNotificationLevel.Info => status is CisStatus.Error or CisStatus.Fail,
        _ => true,
    };

    private static CisMessage Line(CisFinding finding) => new(CisMessageKind.Finding, finding.Message, finding);
}
