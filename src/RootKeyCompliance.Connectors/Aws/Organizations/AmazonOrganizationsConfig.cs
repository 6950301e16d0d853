using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.Organizations;

/// <summary>Settings of the Organizations client.</summary>
internal sealed class AmazonOrganizationsConfig() : ServiceClientConfig("Organizations", "organizations", "2016-11-28", OrganizationsEndpoints.Resolve);
