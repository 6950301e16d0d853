using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>sns:Publish.</summary>
internal static class Topics
{
    private const int LargestMessage = 262_144;
    private const int LongestSubject = 99;
    private const int LongestId = 128;

    internal static AwsAnswer Publish(AwsCall call)
    {
        if (call.Parameter("TopicArn") is not { Length: > 0 } arn || arn.Split(':') is not [_, _, "sns", var region, ..])
        {
            return Invalid(call, "TopicArn or TargetArn Reason: no value for required parameter");
        }

        // A topic is known in its own region only, under whatever name the region is called.
        if (!string.Equals(region, call.Region, StringComparison.Ordinal))
        {
            return Invalid(call, "TopicArn");
        }

        if (!call.Cloud.Topics.TryGetValue(arn, out var topic))
        {
            return call.Fail(new AwsError(404, "NotFound", "Topic does not exist"));
        }

        if (!string.Equals(topic.AccountId, call.Account.Id, StringComparison.Ordinal))
        {
            return call.Deny("SNS:Publish", arn);
        }

        var message = call.Parameter("Message");
        var reason = CheckMessage(message) ?? CheckSubject(call.Parameter("Subject")) ?? (topic.IsFifo ? CheckFifo(call, topic) : CheckStandard(call));
        if (reason is not null)
        {
            return Invalid(call, reason);
        }

        var deduplication = call.Parameter("MessageDeduplicationId")
            ?? (topic.IsFifo ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message!))) : null);
        var taken = topic.Take(new FakePublication(
            call.RequestId.Replace("fa4e", "5e5a", StringComparison.Ordinal), message!, call.Parameter("Subject"), call.Parameter("MessageGroupId"),
            deduplication, call.Cloud.Time.GetUtcNow()));
        return call.Answer($"<MessageId>{taken.MessageId}</MessageId>{(topic.IsFifo ? "<SequenceNumber>10000000000000001000</SequenceNumber>" : "")}");
    }

    private static string? CheckMessage(string? message) => message switch
    {
        null or "" => "Empty message",
        _ when Encoding.UTF8.GetByteCount(message) > LargestMessage => "Message too long",
        _ => null,
    };

    // ASCII, beginning with a letter, a number or a punctuation mark, in one line.
    private static string? CheckSubject(string? subject)
        => subject is null || (subject.Length is > 0 and <= LongestSubject && subject[0] != ' ' && !subject.AsSpan().ContainsAnyExceptInRange(' ', '~')) ? null : "Subject";

    private static string? CheckFifo(AwsCall call, FakeTopic topic)
    {
        if (call.Parameter("MessageGroupId") is not { Length: > 0 and <= LongestId })
        {
            return "The MessageGroupId parameter is required for FIFO topics";
        }

        return call.Parameter("MessageDeduplicationId") switch
        {
            null when topic.HasContentBasedDeduplication => null,
            { Length: > 0 and <= LongestId } id when !id.AsSpan().ContainsAnyExceptInRange('!', '~') => null,
            null => "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
            _ => "MessageDeduplicationId",
        };
    }

    private static string? CheckStandard(AwsCall call) => call.Parameter("MessageDeduplicationId") is null
        ? null
        : "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type";

    private static AwsAnswer Invalid(AwsCall call, string reason) => call.Fail(new AwsError(400, "InvalidParameter", $"Invalid parameter: {reason}"));
}
