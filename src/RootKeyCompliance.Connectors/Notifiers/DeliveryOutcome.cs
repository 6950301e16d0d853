namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>What became of one digest for one notifier.</summary>
public sealed record DeliveryOutcome
{
    /// <summary>The number of messages that the digest was split into; 0 when it did not come to that.</summary>
    public required int Parts { get; init; }

    /// <summary>How many of them the service has taken, in earlier attempts or in this one.</summary>
    public required int PartsDelivered { get; init; }

    /// <summary>Whether the service confirms no more than having taken the message over.</summary>
    public bool IsAcceptedOnly { get; init; }

    /// <summary>What the service calls the messages, where it tells.</summary>
    public IReadOnlyList<string> MessageIds { get; init; } = [];

    /// <summary>Recipients that a mail server refused while it took the message for the others.</summary>
    public IReadOnlyList<string> RefusedRecipients { get; init; } = [];

    /// <summary>Why not everything arrived; null when it did.</summary>
    public CisFault? Fault { get; init; }
}
