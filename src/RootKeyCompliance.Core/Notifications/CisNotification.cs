namespace RootKeyCompliance;

/// <summary>
/// One digest on its way to notifiers: the findings of one control at one level. When it cannot be delivered it is the target
/// of the error record, so that piping it into Send-CisNotification sends it again.
/// </summary>
public sealed class CisNotification
{
    internal CisNotification(CisPipeline control, CisNotificationLevel level, IReadOnlyList<CisFinding> findings, CisFindingCounts counts,
        IReadOnlyList<CisKeyRemoval>? removals = null)
    {
        ControlId = control.ControlId;
        Title = control.Title;
        Benchmark = control.Benchmark;
        Level = level;
        Findings = [.. findings];
        Counts = counts;
        Removals = [.. removals ?? []];
    }

    private CisNotification(CisNotification other)
    {
        ControlId = other.ControlId;
        Title = other.Title;
        Benchmark = other.Benchmark;
        Level = other.Level;
        Findings = other.Findings;
        Counts = other.Counts;
        Removals = other.Removals;
        Id = other.Id;
        CreatedAt = other.CreatedAt;
    }

    /// <summary>The control that was checked, such as <c>cis_v400_1_4</c>.</summary>
    public string ControlId { get; }

    /// <summary>The control's number and title: the header.</summary>
    public string Title { get; }

    /// <summary>The benchmark and its version.</summary>
    public string Benchmark { get; }

    /// <summary>How much is said.</summary>
    public CisNotificationLevel Level { get; }

    /// <summary>The findings that the level speaks of, in the order in which they came.</summary>
    public CisFinding[] Findings { get; }

    /// <summary>What became of the keys that were to be deleted, in the order in which it came; empty when none were.</summary>
    public CisKeyRemoval[] Removals { get; }

    /// <summary>How many findings there were, those of which the level does not speak included.</summary>
    public CisFindingCounts Counts { get; }

    /// <summary>The notifier that it could not be delivered to; null before it was sent.</summary>
    public CisNotifier? Notifier { get; private init; }

    /// <summary>The lines in order; empty when the level has nothing to say.</summary>
    public CisMessage[] Messages => CisMessages.Header(Title, Level) is { } header
        ? [header, .. CisMessages.Body(this)]
        : [.. CisMessages.Body(this)];

    /// <summary>The same however often it is sent, so that receivers can tell a repetition from news.</summary>
    internal Guid Id { get; } = Guid.NewGuid();

    internal DateTimeOffset CreatedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>How many of its parts <see cref="Notifier"/> has taken.</summary>
    private int DeliveredParts { get; init; }

    /// <summary>How many parts it has for <see cref="Notifier"/>.</summary>
    private int Parts { get; init; }

    /// <summary>The lines as one text.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Messages.Select(message => message.Text));

    /// <summary>How many parts need not be sent to this notifier again: a digest is split the same way each time.</summary>
    internal int DeliveredPartsTo(CisNotifier notifier) => notifier.HasTheSettingsOf(Notifier) ? DeliveredParts : 0;

    /// <summary>How many parts there were for this notifier when it was sent before; 0 when it was not.</summary>
    internal int PartsFor(CisNotifier notifier) => notifier.HasTheSettingsOf(Notifier) ? Parts : 0;

    /// <summary>What is left to be sent to a notifier.</summary>
    internal CisNotification Undelivered(CisNotifier notifier, int deliveredParts, int parts = 0)
        => new(this) { Notifier = notifier, DeliveredParts = deliveredParts, Parts = parts };
}
