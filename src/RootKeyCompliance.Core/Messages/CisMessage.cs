namespace RootKeyCompliance;

/// <summary>What a line of a notification is about.</summary>
public enum CisMessageKind
{
    /// <summary>The control's number and title.</summary>
    Header,

    /// <summary>How many root users have access keys.</summary>
    Count,

    /// <summary>One account.</summary>
    Finding,

    /// <summary>One key that was to be deleted.</summary>
    Removal,
}

/// <summary>One line of a notification.</summary>
/// <param name="Kind">What the line is about.</param>
/// <param name="Text">One line of plain English text.</param>
/// <param name="Finding">The finding behind a line of kind <see cref="CisMessageKind.Finding"/>; null otherwise.</param>
/// <param name="Removal">The removal behind a line of kind <see cref="CisMessageKind.Removal"/>; null otherwise.</param>
public sealed record CisMessage(CisMessageKind Kind, string Text, CisFinding? Finding = null, CisKeyRemoval? Removal = null)
{
    /// <summary>The line.</summary>
    public override string ToString() => Text;
}
