using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>A message for a topic's subscribers.</summary>
internal sealed class PublishRequest : AmazonWebServiceRequest
{
    /// <summary>The topic.</summary>
    public required string TopicArn { get; init; }

    /// <summary>Up to 262,144 bytes of UTF-8.</summary>
    public required string Message { get; init; }

    /// <summary>For subscribers by mail: less than 100 characters of ASCII in one line.</summary>
    public string? Subject { get; init; }

    /// <summary>FIFO topics: messages of a group stay in order.</summary>
    public string? MessageGroupId { get; init; }

    /// <summary>FIFO topics: of messages with the same one within five minutes only the first is passed on.</summary>
    public string? MessageDeduplicationId { get; init; }
}

/// <summary>What SNS calls the message.</summary>
internal sealed class PublishResponse : AmazonWebServiceResponse
{
    /// <summary>Its id.</summary>
    public string? MessageId { get; set; }

    /// <summary>FIFO topics: its place.</summary>
    public string? SequenceNumber { get; set; }
}
