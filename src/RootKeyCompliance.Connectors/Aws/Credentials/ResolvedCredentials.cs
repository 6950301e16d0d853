using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace RootKeyCompliance.Connectors.Aws.Credentials;

/// <summary>Credentials, and where they came from.</summary>
/// <param name="Credentials">What signs.</param>
/// <param name="Origin">In words, without secrets, such as <c>profile 'audit'</c>.</param>
/// <param name="Profile">The profile, when they came from one.</param>
/// <param name="IsInstanceRole">Whether they are an EC2 instance's role.</param>
internal sealed record ResolvedCredentials(AWSCredentials Credentials, string Origin, CredentialProfile? Profile = null, bool IsInstanceRole = false);
