namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>A message was not taken.</summary>
/// <param name="fault">Why.</param>
/// <param name="isTransient">Whether to try again: too many requests, a failing service, a broken connection; nothing else.</param>
/// <param name="retryAfter">When the service wants to be asked again, if it said so.</param>
internal sealed class DeliveryException(CisFault fault, bool isTransient, TimeSpan? retryAfter = null) : Exception(fault.Message)
{
    internal CisFault Fault { get; } = fault;

    internal bool IsTransient { get; } = isTransient;

    internal TimeSpan? RetryAfter { get; } = retryAfter;
}
