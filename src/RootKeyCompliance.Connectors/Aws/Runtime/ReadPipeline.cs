using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>What our clients do differently from the SDK's: they keep to a pace, they do not wait for ever, and what changes something they send once.</summary>
internal static class ReadPipeline
{
    internal static void Install(RuntimePipeline pipeline, IClientConfig config, RequestPolicy policy)
    {
        var retries = new ReadRetryPolicy(config, policy);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(retries));
        pipeline.AddHandlerAfter<RetryHandler>(new Attempt(policy, retries));
        Lighten(pipeline);
    }

    /// <summary>
    /// Takes out the steps that do nothing for these calls: no event of the client is listened to, and none of the operations compresses,
    /// has checksums or discovers endpoints. Each step costs each of thousands of requests a state machine.
    /// </summary>
    private static void Lighten(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<ErrorCallbackHandler>();
        pipeline.RemoveHandler<CompressionHandler>();
        pipeline.RemoveHandler<ChecksumHandler>();
        pipeline.RemoveHandler<EndpointDiscoveryHandler>();
        while (pipeline.Handlers.OfType<CallbackHandler>().Any())
        {
            pipeline.RemoveHandler<CallbackHandler>();
        }
    }

    /// <summary>
    /// One attempt: waits for its turn, then ends when it takes too long. The HTTP client's own time-out ends with the headers: an answer
    /// that stops half-way would be waited for without end.
    /// </summary>
    private sealed class Attempt(RequestPolicy policy, ReadRetryPolicy retries) : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var request = (RequestContext)executionContext.RequestContext;
            var outer = request.CancellationToken;
            var speed = await policy.Pace.WaitAsync(outer);
            var leave = policy.Breaker.Enter();
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(outer);
            deadline.CancelAfter(policy.Patience.Request);
            request.CancellationToken = deadline.Token;
            executionContext.ResponseContext.HttpResponse = null;
            try
            {
                var answer = await base.InvokeAsync<T>(executionContext);
                policy.Breaker.Answered(leave);
                policy.Answered();
                return answer;
            }
            catch (Exception) when (outer.IsCancellationRequested)
            {
                policy.Breaker.Abandoned(leave);
                throw;
            }
            catch (Exception) when (deadline.IsCancellationRequested)
            {
#pragma warning disable MA0054 // An aborted socket as the cause would be taken for a stale connection, which is asked again ten times.
                var timeout = new TimeoutException($"No answer within {policy.Patience.Request.TotalSeconds} seconds.");
#pragma warning restore MA0054
                throw Final(request, policy.Breaker.Unanswered(leave, timeout));
            }
            catch (AmazonServiceException e) when ((int)e.StatusCode > 0)
            {
                policy.Breaker.Answered(leave);
                if (retries.IsThrottlingError(e))
                {
                    policy.Pace.Throttled(speed);
                    if (request.OriginalRequest is ISentOnce && !ReadRetryPolicy.SaysThatNothingWasDone(e))
                    {
                        throw new UnansweredException(silence: null, e);
                    }
                }
                else if ((int)e.StatusCode < 500)
                {
                    // A refusal is an answer, too.
                    policy.Answered();
                }

                throw;
            }
            catch (Exception e) when (ReadRetryPolicy.IsDamaged(e))
            {
                policy.Breaker.Answered(leave);
                throw;
            }
            catch (Exception e) when (executionContext.ResponseContext.HttpResponse is { } answer && IsOfReading(e))
            {
                // The SDK's own readers of STS's answers stumble over some that are damaged, each time in another way.
                policy.Breaker.Answered(leave);
                throw new AmazonUnmarshallingException(answer.GetHeaderValue("x-amzn-RequestId"), lastKnownLocation: null, e);
            }
            catch (Exception e)
            {
                var thrown = Final(request, policy.Breaker.Unanswered(leave, e));
                if (!ReferenceEquals(thrown, e))
                {
                    throw thrown;
                }

                throw;
            }
            finally
            {
                request.CancellationToken = outer;
            }
        }

        private static bool IsOfReading(Exception exception)
            => exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException or KeyNotFoundException or NullReferenceException or OverflowException;

        /// <summary>What was to change something may have done so: the SDK sends it again over a stale connection, whatever the retry policy says.</summary>
        private static Exception Final(RequestContext request, Exception exception)
            => request.OriginalRequest is ISentOnce && exception is not UnansweredException ? new UnansweredException(silence: null, exception) : exception;
    }
}
