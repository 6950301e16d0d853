using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Connectors.Aws.Sessions;

/// <summary>The SDK's client with our retries, pace and deadline.</summary>
internal sealed class StsClient(AWSCredentials credentials, AmazonSecurityTokenServiceConfig config, RequestPolicy policy)
    : AmazonSecurityTokenServiceClient(credentials, config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        ReadPipeline.Install(pipeline, Config, policy);
    }
}
