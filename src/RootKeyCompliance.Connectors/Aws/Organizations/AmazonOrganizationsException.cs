using System.Net;
using Amazon.Runtime;

namespace Amazon.Organizations;

/// <summary>Organizations refused a request; the error code says why.</summary>
internal sealed class AmazonOrganizationsException(
    string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
