namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>How long a service is waited for.</summary>
internal sealed record DeliveryPatience
{
    internal static DeliveryPatience Default { get; } = new();

    /// <summary>One attempt, from connecting to the last byte of the answer.</summary>
    internal TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The attempts at one message and the pauses between them; the last attempt begins within this time.</summary>
    internal TimeSpan Message { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Attempts after the first.</summary>
    internal int Retries { get; init; } = 4;

    /// <summary>The first pause; it doubles, with jitter.</summary>
    internal TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that is not the service's own wish.</summary>
    internal TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(20);

    internal TimeProvider Time { get; init; } = TimeProvider.System;
}
