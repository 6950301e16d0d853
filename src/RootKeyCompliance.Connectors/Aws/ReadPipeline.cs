using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RootKeyCompliance.Connectors.Aws;

/// <summary>What our clients do differently from the SDK's: they only read, and they do not wait for ever.</summary>
internal static class ReadPipeline
{
    internal static void Install(RuntimePipeline pipeline, IClientConfig config, AwsPatience patience)
    {
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new ReadRetryPolicy(config, patience)));
        pipeline.AddHandlerAfter<RetryHandler>(new AttemptDeadline(patience.Request));
    }

    /// <summary>
    /// Ends an attempt that takes too long. The HTTP client's own time-out ends with the headers: an answer that stops half-way
    /// would be waited for without end.
    /// </summary>
    private sealed class AttemptDeadline(TimeSpan limit) : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var request = (RequestContext)executionContext.RequestContext;
            var outer = request.CancellationToken;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(outer);
            deadline.CancelAfter(limit);
            request.CancellationToken = deadline.Token;
            try
            {
                return await base.InvokeAsync<T>(executionContext);
            }
            catch (Exception) when (deadline.IsCancellationRequested && !outer.IsCancellationRequested)
            {
#pragma warning disable MA0054 // An aborted socket as the cause would be taken for a stale connection, which is asked again ten times.
                throw new TimeoutException($"No answer within {limit.TotalSeconds} seconds.");
#pragma warning restore MA0054
            }
            finally
            {
                request.CancellationToken = outer;
            }
        }
    }
}
