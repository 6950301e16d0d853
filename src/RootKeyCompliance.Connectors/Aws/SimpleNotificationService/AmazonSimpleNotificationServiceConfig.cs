using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>Settings of the SNS client.</summary>
internal sealed class AmazonSimpleNotificationServiceConfig() : ServiceClientConfig("SNS", "sns", "2010-03-31", SnsEndpoints.Resolve);
