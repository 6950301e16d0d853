using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>What a service makes of AWS's Query protocol: form in, XML out.</summary>
/// <param name="ServiceName">The service's name in the SDK.</param>
/// <param name="Version">The version of its API.</param>
/// <param name="Fail">The service's own exception of an error answer.</param>
internal sealed record QueryProtocol(string ServiceName, string Version, Func<ErrorResponse, Exception, HttpStatusCode, AmazonServiceException> Fail)
{
    /// <summary>How one operation is written and read; without a reader, one that answers nothing.</summary>
    internal InvokeOptions Operation<TRequest, TResponse>(
        string action, ReadElement<TResponse>? read, Action<TRequest, IDictionary<string, string>>? write = null)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() => new()
        {
            RequestMarshaller = new QueryRequestMarshaller<TRequest>(this, action, write),
            ResponseUnmarshaller = new QueryResponseUnmarshaller<TResponse>(this, action, read),
        };
}
