namespace RootKeyCompliance;

/// <summary>How far a notification came.</summary>
public enum CisDeliveryStatus
{
    /// <summary>The service confirmed it.</summary>
    Delivered,

    /// <summary>The service took it over and does not tell what became of it: Teams' workflows, mail servers.</summary>
    Accepted,

    /// <summary>At least a part of it was not taken; the error record has it, to be sent again.</summary>
    Failed,
}

/// <summary>The receipt of one digest to one notifier, on the information stream with the tag <c>CisDelivery</c>. Holds no secrets.</summary>
public sealed record CisDelivery
{
    /// <summary>The tag of the information record.</summary>
    public const string Tag = "CisDelivery";

    /// <summary>The notifier's name.</summary>
    public required string Notifier { get; init; }

    /// <summary>The service.</summary>
    public required CisNotifierKind Kind { get; init; }

    /// <summary>Where it went, as far as that may be shown.</summary>
    public required string Target { get; init; }

    /// <summary>The control's number and title.</summary>
    public required string Title { get; init; }

    /// <summary>How far it came.</summary>
    public required CisDeliveryStatus Status { get; init; }

    /// <summary>The number of messages that the digest was split into.</summary>
    public required int Parts { get; init; }

    /// <summary>How many of them were taken, in earlier attempts or in this one.</summary>
    public required int PartsDelivered { get; init; }

    /// <summary>What the service calls the messages, where it tells.</summary>
    public IReadOnlyList<string> MessageIds { get; init; } = [];

    /// <summary>When it was over (UTC).</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The stable word for what went wrong when <see cref="Status"/> is Failed; null otherwise.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Notifier, status and number of messages.</summary>
    public override string ToString() => $"{Notifier} ({Kind}, {Target}): {Status}, {PartsDelivered} of {Parts} message(s)";
}
