using Amazon.Runtime;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>Asks for the access keys of whoever signs; in a root session, of the account's root user.</summary>
internal sealed class ListAccessKeysRequest : AmazonWebServiceRequest
{
    /// <summary>Where the page before this one ended; null for the first.</summary>
    public string? Marker { get; set; }
}

/// <summary>Access keys.</summary>
internal sealed class ListAccessKeysResponse : AmazonWebServiceResponse
{
    public List<AccessKeyMetadata> AccessKeyMetadata { get; } = [];

    /// <summary>Whether there is another page.</summary>
    public bool? IsTruncated { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string? Marker { get; set; }
}

/// <summary>An access key without its secret.</summary>
internal sealed class AccessKeyMetadata
{
    public string? AccessKeyId { get; set; }

    /// <summary><c>Active</c>, <c>Inactive</c> or <c>Expired</c>.</summary>
    public string? Status { get; set; }

    /// <summary>When it was made (UTC).</summary>
    public DateTime? CreateDate { get; set; }
}

/// <summary>Asks when an access key was last used.</summary>
internal sealed class GetAccessKeyLastUsedRequest : AmazonWebServiceRequest
{
    public string? AccessKeyId { get; set; }
}

/// <summary>When an access key was last used.</summary>
internal sealed class GetAccessKeyLastUsedResponse : AmazonWebServiceResponse
{
    public AccessKeyLastUsed AccessKeyLastUsed { get; } = new();
}

/// <summary>The last request that an access key signed.</summary>
internal sealed class AccessKeyLastUsed
{
    /// <summary>When (UTC); null: never, or not since AWS keeps count.</summary>
    public DateTime? LastUsedDate { get; set; }

    /// <summary>The service, or <c>N/A</c>.</summary>
    public string? ServiceName { get; set; }

    /// <summary>The region, or <c>N/A</c>.</summary>
    public string? Region { get; set; }
}

/// <summary>Deletes an access key of whoever signs; in a root session, of the account's root user.</summary>
internal sealed class DeleteAccessKeyRequest : AmazonWebServiceRequest, ISentOnce
{
    public string? AccessKeyId { get; set; }
}

/// <summary>The key is deleted.</summary>
internal sealed class DeleteAccessKeyResponse : AmazonWebServiceResponse;
