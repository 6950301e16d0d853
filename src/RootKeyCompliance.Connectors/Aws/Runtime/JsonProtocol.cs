using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>What a service makes of AWS's JSON 1.1 protocol: an object in, an object out, their properties under the names of the API.</summary>
/// <param name="ServiceName">The service's name in the SDK.</param>
/// <param name="TargetPrefix">What stands before the operation in the header X-Amz-Target.</param>
/// <param name="Fail">The service's own exception of an error answer.</param>
internal sealed record JsonProtocol(string ServiceName, string TargetPrefix, Func<ErrorResponse, Exception, HttpStatusCode, AmazonServiceException> Fail)
{
    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>How one operation is written and read.</summary>
    internal InvokeOptions Operation<TRequest, TInput, TResponse, TOutput>(
        string action, Func<TRequest, TInput> input, Action<TResponse, TOutput> take)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new()
        where TOutput : class => new()
        {
            RequestMarshaller = new Writer<TRequest, TInput>(this, action, input),
            ResponseUnmarshaller = new Reader<TResponse, TOutput>(this, take),
        };

    private sealed class Writer<TRequest, TInput>(JsonProtocol protocol, string action, Func<TRequest, TInput> input)
        : IMarshaller<IRequest, AmazonWebServiceRequest>
        where TRequest : AmazonWebServiceRequest
    {
        public IRequest Marshall(AmazonWebServiceRequest request) => new DefaultRequest(request, protocol.ServiceName)
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = JsonSerializer.SerializeToUtf8Bytes(input((TRequest)request), Options),
            Headers =
            {
                ["X-Amz-Target"] = protocol.TargetPrefix + action,
                ["Content-Type"] = "application/x-amz-json-1.1",
            },
        };
    }

    private sealed class Reader<TResponse, TOutput>(JsonProtocol protocol, Action<TResponse, TOutput> take) : JsonResponseUnmarshaller
        where TResponse : AmazonWebServiceResponse, new()
        where TOutput : class
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
        {
            var response = new TResponse();
            take(response, JsonSerializer.Deserialize<TOutput>(input.Stream, Options) ?? throw new JsonException("The answer is no object."));
            return response;
        }

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var error = new ErrorResponse
            {
                Type = (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender,
                StatusCode = statusCode,
                RequestId = Header("x-amzn-RequestId"),
            };
            try
            {
                using var document = JsonDocument.Parse(input.Stream);
                error.Code = Word(Header("x-amzn-errortype") ?? Text(document.RootElement, "__type") ?? Text(document.RootElement, "code"));
                error.Message = Text(document.RootElement, "message") ?? Text(document.RootElement, "Message");
            }
            catch (JsonException)
            {
                // A proxy's page: the status says what there is to say.
                error.Code = Word(Header("x-amzn-errortype"));
            }

            return protocol.Fail(error, innerException, statusCode);

            string? Header(string name) => input.ResponseData.IsHeaderPresent(name) ? input.ResponseData.GetHeaderValue(name) : null;
        }

        private static string? Text(JsonElement json, string name)
            => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        /// <summary>The code without the namespace before it and the address behind it.</summary>
        private static string? Word(string? code) => code?.Split('#')[^1].Split(':')[0];
    }
}
