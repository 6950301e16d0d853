using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Model;
using Amazon.SimpleNotificationService.Transform;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// The part of the SNS API that notifiers need, on the AWS SDK's own runtime. Names are those of the official package, which can take
/// its place. Sends once: a message that is published twice is two messages, so that whoever calls decides about trying again.
/// </summary>
internal sealed class AmazonSimpleNotificationServiceClient(AWSCredentials credentials, AmazonSimpleNotificationServiceConfig config)
    : ServiceClient(credentials, config)
{
    public Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        => InvokeAsync<PublishResponse>(request, Operations.Publish, cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new SendOncePolicy(Config)));
    }

    /// <summary>Sends again only what was refused for its time, with the time that AWS has.</summary>
    private sealed class SendOncePolicy : StandardRetryPolicy
    {
        internal SendOncePolicy(IClientConfig config)
            : base(config) => MaxRetries = 1;

        public override bool RetryForException(IExecutionContext executionContext, Exception exception) => false;

        public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) => Task.FromResult(false);
    }
}
