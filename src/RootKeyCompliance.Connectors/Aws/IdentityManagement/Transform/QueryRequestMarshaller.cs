using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace Amazon.IdentityManagement.Transform;

/// <summary>Writes a request of IAM's Query protocol: the action, the version, and what the action takes.</summary>
internal sealed class QueryRequestMarshaller<TRequest>(string action, Action<TRequest, IDictionary<string, string>>? write = null)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    private const string Version = "2010-05-08";

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.IdentityManagement") { HttpMethod = "POST" };
        request.Parameters["Action"] = action;
        request.Parameters["Version"] = Version;
        write?.Invoke((TRequest)input, request.Parameters);
        ((IRequest)request).ContentStream = AWSSDKUtils.WriteParametersToPooledStream(request);
        return request;
    }
}
