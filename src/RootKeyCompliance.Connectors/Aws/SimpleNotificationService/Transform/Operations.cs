using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService.Model;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace Amazon.SimpleNotificationService.Transform;

/// <summary>How each SNS operation is written and read.</summary>
internal static class Operations
{
    private static readonly QueryProtocol Protocol = new(
        "Amazon.SimpleNotificationService", "2010-03-31",
        static (error, inner, status) => new AmazonSimpleNotificationServiceException(error.Message, inner, error.Type, error.Code, error.RequestId, status));

    internal static InvokeOptions Publish { get; } = Protocol.Operation<PublishRequest, PublishResponse>(
        "Publish",
        (response, name, text) =>
        {
            switch (name)
            {
                case "MessageId":
                    response.MessageId = text;
                    break;
                case "SequenceNumber":
                    response.SequenceNumber = text;
                    break;
                default:
                    break;
            }
        },
        (request, parameters) =>
        {
            Set("TopicArn", request.TopicArn);
            Set("Message", request.Message);
            Set("Subject", request.Subject);
            Set("MessageGroupId", request.MessageGroupId);
            Set("MessageDeduplicationId", request.MessageDeduplicationId);

            void Set(string name, string? value)
            {
                if (value is not null)
                {
                    parameters[name] = value;
                }
            }
        });
}
