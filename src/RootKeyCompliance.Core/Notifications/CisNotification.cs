namespace RootKeyCompliance;

/// <summary>
/// One digest on its way to one notifier: the findings of one control at one level. When it cannot be delivered it is the target
/// of the error record, so that piping it into Send-CisNotification sends it again.
/// </summary>
public sealed class CisNotification
{
    internal CisNotification(string title, CisNotificationLevel level, IReadOnlyList<CisFinding> findings)
    {
        Title = title;
        Level = level;
        Findings = [.. findings];
    }

    /// <summary>The control's number and title: the header.</summary>
    public string Title { get; }

    /// <summary>How much is said.</summary>
    public CisNotificationLevel Level { get; }

    /// <summary>What it is about, in the order in which it came.</summary>
    public CisFinding[] Findings { get; }

    /// <summary>The lines in order; empty when the level has nothing to say.</summary>
    public CisMessage[] Messages => CisMessages.Header(Title, Level) is { } header
        ? [header, .. CisMessages.Body(Title, Findings, Level)]
        : [.. CisMessages.Body(Title, Findings, Level)];

    /// <summary>The lines as one text.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Messages.Select(message => message.Text));

    /// <summary>One digest per control, in the order in which the controls first appear.</summary>
    /// <param name="findings">Findings of any controls.</param>
    /// <param name="level">The level.</param>
    internal static IEnumerable<CisNotification> Digest(IEnumerable<CisFinding> findings, CisNotificationLevel level)
        => findings.GroupBy(finding => finding.ControlId, StringComparer.Ordinal)
            .Select(group => new CisNotification(group.First().Title, level, [.. group]));
}
