using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>SNS: what a topic takes, and what it says to the rest.</summary>
public sealed class FakeAwsSnsTests
{
    private const string Standard = "arn:aws:sns:us-east-1:123456789012:alerts";
    private const string Fifo = "arn:aws:sns:us-east-1:123456789012:alerts.fifo";
    private const string ContentBased = "arn:aws:sns:us-east-1:123456789012:content.fifo";

    private static Task<FakeAwsSession> StartAsync() => FakeAwsSession.StartAsync(new FakeAwsOptions
    {
        Accounts = [FakeAccounts.NoKey("111122223333")],
        Topics = [new FakeTopic(Standard), new FakeTopic(Fifo), new FakeTopic(ContentBased) { HasContentBasedDeduplication = true }],
    });

    [Fact]
    public async Task A_message_is_kept_as_it_was_published()
    {
        await using var session = await StartAsync();

        var id = await session.ValueAsync(Publish(Standard, "Zwei\nZeilen & mehr", "&Subject=Hello"), "MessageId");

        var taken = Assert.Single(session.Aws.Topic(Standard).Published);
        Assert.Equal((id, "Zwei\nZeilen & mehr", "Hello", null, null), (taken.MessageId, taken.Message, taken.Subject, taken.GroupId, taken.DeduplicationId));
    }

    [Theory]
    [InlineData("arn:aws:sns:us-east-1:123456789012:nothing", "", 404, "NotFound")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:alerts", "", 400, "InvalidParameter")]
    [InlineData("alerts", "", 400, "InvalidParameter")]
    [InlineData(Standard, "&Subject=", 400, "InvalidParameter")]
    [InlineData(Standard, "&Subject=a%0Ab", 400, "InvalidParameter")]
    [InlineData(Standard, "&Subject=%C3%BC", 400, "InvalidParameter")]
    [InlineData(Standard, "&MessageDeduplicationId=x", 400, "InvalidParameter")]
    [InlineData(Fifo, "", 400, "InvalidParameter")]
    [InlineData(Fifo, "&MessageGroupId=g", 400, "InvalidParameter")]
    [InlineData(Fifo, "&MessageDeduplicationId=d", 400, "InvalidParameter")]
    public async Task What_SNS_refuses(string topic, string parameters, int status, string code)
    {
        await using var session = await StartAsync();

        await session.RefusedAsync(status, code, Publish(topic, "text", parameters));
        Assert.All(new[] { Standard, Fifo }, arn => Assert.Empty(session.Aws.Topic(arn).Published));
    }

    [Fact]
    public async Task Size_counts_in_bytes()
    {
        await using var session = await StartAsync();
        var text = new string('ü', 131_072);

        await session.RefusedAsync(400, "InvalidParameter", Publish(Standard, text + "x"));
        await session.RefusedAsync(400, "InvalidParameter", Publish(Standard, ""));
        await session.RefusedAsync(400, "InvalidParameter", Publish(Standard, "x", "&Subject=" + new string('s', 100)));
        await session.XmlAsync(Publish(Standard, text, "&Subject=" + new string('s', 99)));

        Assert.Equal(262_144, Encoding.UTF8.GetByteCount(Assert.Single(session.Aws.Topic(Standard).Published).Message));
    }

    [Fact]
    public async Task A_FIFO_topic_passes_a_repetition_on_once()
    {
        await using var session = await StartAsync();

        var first = await session.ValueAsync(Publish(Fifo, "one", "&MessageGroupId=g&MessageDeduplicationId=1"), "MessageId");
        var again = await session.ValueAsync(Publish(Fifo, "one", "&MessageGroupId=g&MessageDeduplicationId=1"), "MessageId");
        var other = await session.ValueAsync(Publish(Fifo, "one", "&MessageGroupId=g&MessageDeduplicationId=2"), "MessageId");
        await session.XmlAsync(Publish(ContentBased, "one", "&MessageGroupId=g"));
        await session.XmlAsync(Publish(ContentBased, "one", "&MessageGroupId=g"));

        Assert.Equal(first, again);
        Assert.False(string.Equals(first, other, StringComparison.Ordinal));
        Assert.Equal((2, 1), (session.Aws.Topic(Fifo).Published.Count, session.Aws.Topic(ContentBased).Published.Count));
    }

    [Fact]
    public async Task Who_may_not_publish()
    {
        await using var session = await StartAsync();

        await session.RefusedAsync(403, "AuthorizationError", Publish(Standard, "text") with { Credential = session.Aws.Account("111122223333").UserCredential });
        await session.RefusedAsync(403, "SignatureDoesNotMatch", Publish(Standard, "text") with { Service = "iam" });
        session.Aws.Account("123456789012").Denied = new HashSet<string>(StringComparer.Ordinal) { "Publish" };
        await session.RefusedAsync(403, "AuthorizationError", Publish(Standard, "text"));
    }

    private static SignedRequest Publish(string topic, string message, string parameters = "") => SignedRequest.Sns(
        FakeCredential.Test, "Publish", $"&TopicArn={Uri.EscapeDataString(topic)}&Message={Uri.EscapeDataString(message)}{parameters}");
}
