using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>Settings of the IAM client.</summary>
internal sealed class AmazonIdentityManagementServiceConfig() : ServiceClientConfig("IAM", "iam", "2010-05-08", IamEndpoints.Resolve);
