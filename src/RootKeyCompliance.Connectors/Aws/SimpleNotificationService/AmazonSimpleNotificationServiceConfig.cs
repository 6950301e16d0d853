using RootKeyCompliance.Connectors.Aws.Query;

namespace Amazon.SimpleNotificationService;

/// <summary>Settings of the SNS client.</summary>
internal sealed class AmazonSimpleNotificationServiceConfig() : QueryClientConfig("SNS", "sns", "2010-03-31", SnsEndpoints.Resolve);
