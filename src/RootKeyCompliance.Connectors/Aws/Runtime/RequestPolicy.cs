namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>How a client asks: how long it waits, how fast it goes, how often it tries again.</summary>
/// <param name="Patience">How long AWS is waited for.</param>
/// <param name="Pace">How fast the service is asked; one for all who ask it as the same caller.</param>
/// <param name="Retries">What all clients of a run may spend together.</param>
internal sealed record RequestPolicy(AwsPatience Patience, RequestPace Pace, RetryBudget Retries)
{
    /// <summary>Whether it answers at all.</summary>
    internal CircuitBreaker Breaker { get; } = new(Patience.Silence, TimeProvider.System);

    /// <summary>How many times as often as other failures a throttled request is tried again.</summary>
    internal int ThrottleFactor { get; init; } = 1;

    /// <summary>The service answered, and is well.</summary>
    internal void Answered()
    {
        Pace.Answered();
        Retries.Refund();
    }

    /// <summary>For a client of its own.</summary>
    internal static RequestPolicy Alone(AwsPatience patience) => new(patience, new RequestPace(TimeProvider.System), new RetryBudget());
}
