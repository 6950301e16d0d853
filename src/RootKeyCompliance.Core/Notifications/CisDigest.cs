namespace RootKeyCompliance;

/// <summary>
/// Gathers findings, and what became of keys, into one notification per control, in the order in which the controls first appear. Keeps the findings that the
/// level speaks of and counts the others, so that a fleet of passing accounts takes no memory.
/// </summary>
internal sealed class CisDigest(CisNotificationLevel level)
{
    private readonly Dictionary<string, Entry> _controls = new(StringComparer.Ordinal);
    private readonly List<Entry> _order = [];

    /// <summary>A digest of one control, which there is even when nothing is found.</summary>
    internal CisDigest(CisPipeline control, CisNotificationLevel level)
        : this(level) => EntryOf(control.ControlId);

    internal void Add(CisFinding finding)
    {
        var entry = EntryOf(finding.ControlId);
        entry.Counts = entry.Counts.Add(finding.Status);
        if (CisMessages.SpeaksOf(finding.Status, level))
        {
            entry.Findings.Add(finding);
        }
    }

    internal void Add(CisKeyRemoval removal) => EntryOf(removal.ControlId).Removals.Add(removal);

    internal IEnumerable<CisNotification> Notifications()
        => _order.Select(entry => new CisNotification(entry.Control, level, entry.Findings, entry.Counts, entry.Removals));

    private Entry EntryOf(string controlId)
    {
        if (!_controls.TryGetValue(controlId, out var entry))
        {
            _controls[controlId] = entry = new Entry(CisPipelineCatalogue.Get(controlId));
            _order.Add(entry);
        }

        return entry;
    }

    private sealed class Entry(CisPipeline control)
    {
        internal CisPipeline Control { get; } = control;

        internal List<CisFinding> Findings { get; } = [];

        internal List<CisKeyRemoval> Removals { get; } = [];

        internal CisFindingCounts Counts { get; set; } = new(0, 0, 0, 0);
    }
}
