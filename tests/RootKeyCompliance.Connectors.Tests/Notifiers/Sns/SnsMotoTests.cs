using System.Text.Json;
using RootKeyCompliance.Connectors.Notifiers;

namespace RootKeyCompliance.Tests;

/// <summary>What a queue that is subscribed to a topic gets, in an AWS that somebody else has written.</summary>
public sealed class SnsMotoTests
{
    private const string Boto = """
        import boto3, json, sys
        def client(name):
            return boto3.client(name, endpoint_url=sys.argv[1], region_name='eu-central-1', aws_access_key_id='test', aws_secret_access_key='test')
        sns, sqs = client('sns'), client('sqs')
        if sys.argv[2] == 'create':
            topics = []
            for name in ['alerts', 'alerts.fifo']:
                fifo = name.endswith('.fifo')
                topics.append(sns.create_topic(Name=name, Attributes={'FifoTopic': 'true'} if fifo else {})['TopicArn'])
                queue = sqs.create_queue(QueueName='q-' + name, Attributes={'FifoQueue': 'true'} if fifo else {})['QueueUrl']
                arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=['QueueArn'])['Attributes']['QueueArn']
                sns.subscribe(TopicArn=topics[-1], Protocol='sqs', Endpoint=arn)
            print(json.dumps(topics))
        else:
            queue = sqs.get_queue_url(QueueName='q-' + sys.argv[2])['QueueUrl']
            messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get('Messages', [])
            print(json.dumps([json.loads(message['Body']) for message in messages]))
        """;

    /// <summary>One server for all: it takes seconds to start.</summary>
    [Fact]
    public async Task A_subscribed_queue_gets_the_digest_and_a_missing_topic_is_reported()
    {
        using var moto = await MotoServer.StartAsync();
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import boto3");
        foreach (var topic in (await BotoAsync(moto, "create")).EnumerateArray().Select(item => item.GetString()!))
        {
            var outcome = await SendAsync(moto, topic);

            Assert.Null(outcome.Fault);
            var message = Assert.Single((await BotoAsync(moto, topic.Split(':')[^1])).EnumerateArray());
            Assert.Equal(string.Join('\n', SampleDigests.Small.Messages.Select(line => line.Text)), message.GetProperty("Message").GetString());
            Assert.Equal(Assert.Single(outcome.MessageIds), message.GetProperty("MessageId").GetString());
            Assert.StartsWith("1 root user(s) with access keys", message.GetProperty("Subject").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal("TopicNotFound", (await SendAsync(moto, "arn:aws:sns:eu-central-1:123456789012:nothing")).Fault?.ErrorId);
    }

    private static Task<DeliveryOutcome> SendAsync(MotoServer moto, string topic) => NotificationDelivery.SendAsync(
        SnsLab.NotifierFor(moto.Url, topic, FakeCredential.Test), SampleDigests.Small, 0, new ActivityLog(), TestContext.Current.CancellationToken);

    private static async Task<JsonElement> BotoAsync(MotoServer moto, params string[] arguments)
    {
        var (exitCode, output, error) = await ChildProcess.RunAsync("python3", ["-c", Boto, moto.Url, .. arguments], new(StringComparer.Ordinal) { ["NO_PROXY"] = "*" });
        Assert.True(exitCode == 0, error);
        return JsonElement.Parse(output);
    }
}
