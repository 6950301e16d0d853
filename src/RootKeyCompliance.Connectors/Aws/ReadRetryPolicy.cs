using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>
/// The SDK's standard retries for calls that only read, and two cases more: IAM's own throttle code, which the SDK does not know,
/// and an answer that arrived damaged, which is simply asked for again.
/// </summary>
internal sealed class ReadRetryPolicy : StandardRetryPolicy
{
    internal ReadRetryPolicy(IClientConfig config, AwsPatience patience)
        : base(config)
    {
        ThrottlingErrorCodes.Add("LimitExceeded");
        MaxBackoffInMilliseconds = (int)patience.BackOff.TotalMilliseconds;
    }

    public override bool RetryForException(IExecutionContext executionContext, Exception exception)
        => exception is AmazonUnmarshallingException || base.RetryForException(executionContext, exception);

    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception)
        => exception is AmazonUnmarshallingException ? Task.FromResult(true) : base.RetryForExceptionAsync(executionContext, exception);
}
