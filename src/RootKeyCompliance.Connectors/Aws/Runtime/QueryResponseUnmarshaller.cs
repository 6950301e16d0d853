using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>Reads a field of a result: called at each start element inside it; true when it took the element.</summary>
internal delegate bool ReadField<in TResponse>(XmlUnmarshallerContext context, TResponse response, int depth);

/// <summary>Reads an answer of AWS's Query protocol: <c>&lt;XResponse&gt;&lt;XResult&gt;…</c>.</summary>
internal sealed class QueryResponseUnmarshaller<TResponse>(QueryProtocol protocol, string action, ReadField<TResponse> read) : XmlResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    private readonly string _root = action + "Response";
    private readonly string _result = action + "Result";

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var response = new TResponse();
        while (input.Read() && !input.IsStartElement)
        {
            // An XML declaration, a comment.
        }

        if (!input.TestExpression(_root, 1))
        {
            // A proxy's page, or another action's answer: an empty result must not be made of it.
            throw new XmlException($"The answer is no {_root}.");
        }

        var depth = input.CurrentDepth;
        while (input.ReadAtDepth(depth))
        {
            if (!input.IsStartElement)
            {
                continue;
            }

            if (input.TestExpression(_result, 2))
            {
                ReadResult(input, response);
            }
            else if (input.TestExpression("ResponseMetadata", 2))
            {
                response.ResponseMetadata = ResponseMetadataUnmarshaller.Instance.Unmarshall(input);
            }
        }

        return response;
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
        return protocol.Fail(error, innerException, statusCode);
    }

    private void ReadResult(XmlUnmarshallerContext context, TResponse response)
    {
        var depth = context.CurrentDepth;
        while (context.ReadAtDepth(depth))
        {
            if (context.IsStartElement)
            {
                read(context, response, depth + 1);
            }
        }
    }
}
