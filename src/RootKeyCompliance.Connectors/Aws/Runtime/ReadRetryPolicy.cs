using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>
/// The SDK's standard retries, within the run's budget, and two cases more: throttles that the SDK does not know as such, and an answer that
/// arrived damaged, which is simply asked for again. What changes something (<see cref="ISentOnce"/>) is sent again after a throttle alone.
/// </summary>
internal sealed class ReadRetryPolicy : StandardRetryPolicy
{
    private readonly RetryBudget _budget;
    private readonly int _retries;

    internal ReadRetryPolicy(IClientConfig config, RequestPolicy policy)
        : base(config)
    {
        // IAM's own throttle code has no "Exception".
        ThrottlingErrorCodes.Add("LimitExceeded");
        MaxBackoffInMilliseconds = (int)policy.Patience.BackOff.TotalMilliseconds;
        _budget = policy.Retries;
        _retries = config.MaxErrorRetry;
        MaxRetries = _retries * policy.ThrottleFactor;
    }

    /// <summary>Whether an answer came that is damaged or not AWS's. The SDK lets the parser's own exceptions through.</summary>
    internal static bool IsDamaged(Exception exception)
        => exception is AmazonUnmarshallingException or XmlException or System.Text.Json.JsonException or FormatException;

    /// <summary>Whether AWS turned the request away at its door: other codes that are retried like it may come from further in.</summary>
    internal static bool SaysThatNothingWasDone(AmazonServiceException throttled)
        => throttled.ErrorCode is "Throttling" or "ThrottlingException" or "RequestThrottled" or "RequestLimitExceeded" or "TooManyRequestsException" or "SlowDown";

    public override bool IsThrottlingError(Exception exception)
        => base.IsThrottlingError(exception) || exception is AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests };

    public override bool RetryForException(IExecutionContext executionContext, Exception exception)
        => Retries(exception) ?? base.RetryForException(executionContext, exception);

    public override async Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception)
        => Retries(exception) ?? await base.RetryForExceptionAsync(executionContext, exception);

    // Throttled requests are few by the pace, and cost nobody else a retry.
    public override bool OnRetry(IExecutionContext executionContext, bool bypassAcquireCapacity, bool isThrottlingError)
        => isThrottlingError
            || (executionContext.RequestContext is { OriginalRequest: not ISentOnce } request && request.Retries < _retries && _budget.TryTake());

    /// <summary>Whether to ask again, where the SDK does not decide.</summary>
    private static bool? Retries(Exception exception) => exception is UnansweredException ? false : IsDamaged(exception) ? true : null;
}
