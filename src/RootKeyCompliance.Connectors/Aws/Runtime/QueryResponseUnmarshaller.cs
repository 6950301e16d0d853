using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>Takes an element of a result, at whatever depth: once when it begins, with no text, and once with its text if it has any.</summary>
internal delegate void ReadElement<in TResponse>(TResponse response, string name, string? text);

/// <summary>
/// Reads an answer of AWS's Query protocol: <c>&lt;XResponse&gt;&lt;XResult&gt;…</c>. Straight from the XML: the SDK's reader keeps a path for each
/// element, and an account summary has a hundred.
/// </summary>
internal sealed class QueryResponseUnmarshaller<TResponse>(QueryProtocol protocol, string action, ReadElement<TResponse>? read) : XmlResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    // A credential report of many thousand users, in base64, has some tens of millions.
    private const long LongestAnswer = 256L * 1024 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        DtdProcessing = DtdProcessing.Prohibit,
        MaxCharactersInDocument = LongestAnswer,
    };

    private readonly string _root = action + "Response";
    private readonly string _result = action + "Result";

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var response = new TResponse();
        using var xml = XmlReader.Create(input.Stream, Settings);
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != _root)
        {
            // A proxy's page, or another action's answer: an empty result must not be made of it.
            throw new XmlException($"The answer is no {_root}.");
        }

        // To the very end: half an answer is none.
        var part = "";
        var results = 0;
        var name = "";
        var (mayHaveText, isInText) = (false, false);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                // AWS writes a value in one piece, with nothing beside it; of several the last would count.
                name = !isInText ? xml.LocalName : throw new XmlException($"The element {name} has a text and elements.");
                mayHaveText = !xml.IsEmptyElement;
                if (xml.Depth == 1)
                {
                    part = name;
                    results += part != _result ? 0 : results == 0 ? 1 : throw new XmlException($"The answer has several {_result}.");
                }

                if (part == _result && xml.Depth > 1)
                {
                    read?.Invoke(response, name, null);
                }
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                (mayHaveText, isInText) = mayHaveText ? (false, true) : throw new XmlException($"There is a text beside the element {name}, or a second one in it.");
                if (part == _result)
                {
                    read?.Invoke(response, name, xml.Value);
                }
                else if (name == "RequestId")
                {
                    response.ResponseMetadata = new ResponseMetadata { RequestId = xml.Value };
                }
            }
            else if (xml.NodeType == XmlNodeType.EndElement)
            {
                (mayHaveText, isInText) = (false, false);
            }
        }

        // Nothing said is not nothing there.
        return read is null || results == 1 ? response : throw new XmlException($"The answer has no {_result}.");
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
        return protocol.Fail(error, innerException, statusCode);
    }
}
