using RootKeyCompliance.Connectors.Aws.Query;

namespace Amazon.IdentityManagement;

/// <summary>Settings of the IAM client.</summary>
internal sealed class AmazonIdentityManagementServiceConfig() : QueryClientConfig("IAM", "iam", "2010-05-08", IamEndpoints.Resolve);
