using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Util;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>Writes a request of AWS's Query protocol: the action, the version, and what the action takes.</summary>
internal sealed class QueryRequestMarshaller<TRequest>(QueryProtocol protocol, string action, Action<TRequest, IDictionary<string, string>>? write)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, protocol.ServiceName) { HttpMethod = "POST" };
        request.Parameters["Action"] = action;
        request.Parameters["Version"] = protocol.Version;
        write?.Invoke((TRequest)input, request.Parameters);
        ((IRequest)request).ContentStream = AWSSDKUtils.WriteParametersToPooledStream(request);
        return request;
    }
}
