using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>What a topic of SNS takes, and what it refuses.</summary>
public sealed class FakeAwsSnsTests
{
    private const string Standard = "arn:aws:sns:us-east-1:123456789012:alerts";
    private const string Fifo = "arn:aws:sns:us-east-1:123456789012:alerts.fifo";
    private const string ContentBased = "arn:aws:sns:us-east-1:123456789012:content.fifo";
    private const string Invalid = "400 InvalidParameter";
    private const string Denied = "403 AuthorizationError";

    private static Task<FakeAwsSession> StartAsync() => FakeAwsSession.StartAsync(new FakeAwsOptions
    {
        Accounts = [FakeAccounts.NoKey("111122223333")],
        Topics = [new FakeTopic(Standard), new FakeTopic(Fifo), new FakeTopic(ContentBased) { HasContentBasedDeduplication = true }],
    });

    [Fact]
    public async Task A_wrong_message_is_refused()
    {
        await using var session = await StartAsync();

        await session.AssertAsync(
            ("404 NotFound", Publish("arn:aws:sns:us-east-1:123456789012:nothing", "text")),
            (Invalid, Publish("arn:aws:sns:eu-central-1:123456789012:alerts", "text")),
            (Invalid, Publish("alerts", "text")),
            (Invalid, Publish(Standard, "text", "&Subject=")),
            (Invalid, Publish(Standard, "text", "&Subject=a%0Ab")),
            (Invalid, Publish(Standard, "text", "&Subject=%C3%BC")),
            (Invalid, Publish(Standard, "text", "&Subject=" + new string('s', 100))),
            (Invalid, Publish(Standard, "text", "&MessageDeduplicationId=x")),
            (Invalid, Publish(Standard, "")),
            (Invalid, Publish(Standard, new string('ü', 131_072) + "x")),
            (Invalid, Publish(Fifo, "text")),
            (Invalid, Publish(Fifo, "text", "&MessageGroupId=g")),
            (Invalid, Publish(Fifo, "text", "&MessageDeduplicationId=d")),
            (Denied, Publish(Standard, "text") with { Credential = session.Aws.Account("111122223333").UserCredential }),
            ("403 SignatureDoesNotMatch", Publish(Standard, "text") with { Service = "iam" }));
        session.Aws.Account("123456789012").Denied = new HashSet<string>(StringComparer.Ordinal) { "Publish" };
        await session.AssertAsync((Denied, Publish(Standard, "text")));

        Assert.All(new[] { Standard, Fifo }, arn => Assert.Empty(session.Aws.Topic(arn).Published));
    }

    [Fact]
    public async Task A_message_is_kept_as_it_was_published_and_its_size_counts_in_bytes()
    {
        await using var session = await StartAsync();

        var id = await session.ValueAsync(Publish(Standard, "Zwei\nZeilen & mehr", "&Subject=Hello"), "MessageId");
        await session.XmlAsync(Publish(Standard, new string('ü', 131_072), "&Subject=" + new string('s', 99)));

        var taken = session.Aws.Topic(Standard).Published;
        Assert.Equal(
            (id, "Zwei\nZeilen & mehr", "Hello", null, null),
            (taken[0].MessageId, taken[0].Message, taken[0].Subject, taken[0].GroupId, taken[0].DeduplicationId));
        Assert.Equal((2, 262_144), (taken.Count, Encoding.UTF8.GetByteCount(taken[1].Message)));
    }

    [Fact]
    public async Task A_FIFO_topic_passes_a_repetition_on_once()
    {
        await using var session = await StartAsync();
        Task<string> IdAsync(string topic, string parameters) => session.ValueAsync(Publish(topic, "one", parameters), "MessageId");

        var first = await IdAsync(Fifo, "&MessageGroupId=g&MessageDeduplicationId=1");
        Assert.Equal(first, await IdAsync(Fifo, "&MessageGroupId=g&MessageDeduplicationId=1"));
        Assert.NotEqual(first, await IdAsync(Fifo, "&MessageGroupId=g&MessageDeduplicationId=2"), StringComparer.Ordinal);
        Assert.Equal(await IdAsync(ContentBased, "&MessageGroupId=g"), await IdAsync(ContentBased, "&MessageGroupId=g"));

        Assert.Equal((2, 1), (session.Aws.Topic(Fifo).Published.Count, session.Aws.Topic(ContentBased).Published.Count));
    }

    private static SignedRequest Publish(string topic, string message, string parameters = "") => SignedRequest.Sns(
        FakeCredential.Test, "Publish", $"&TopicArn={Uri.EscapeDataString(topic)}&Message={Uri.EscapeDataString(message)}{parameters}");
}
