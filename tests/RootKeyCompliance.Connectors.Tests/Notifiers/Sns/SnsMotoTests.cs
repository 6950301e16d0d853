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
            attributes = {'FifoTopic': 'true'} if sys.argv[3].endswith('.fifo') else {}
            topic = sns.create_topic(Name=sys.argv[3], Attributes=attributes)['TopicArn']
            queue = sqs.create_queue(QueueName='q-' + sys.argv[3], Attributes={'FifoQueue': 'true'} if attributes else {})['QueueUrl']
            arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=['QueueArn'])['Attributes']['QueueArn']
            sns.subscribe(TopicArn=topic, Protocol='sqs', Endpoint=arn)
            print(json.dumps({'topic': topic}))
        else:
            queue = sqs.get_queue_url(QueueName='q-' + sys.argv[3])['QueueUrl']
            messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get('Messages', [])
            print(json.dumps([json.loads(message['Body']) for message in messages]))
        """;

    [Theory]
    [InlineData("alerts")]
    [InlineData("alerts.fifo")]
    public async Task A_subscribed_queue_gets_the_digest(string name)
    {
        using var moto = await MotoServer.StartAsync();
        await ChildProcess.NeedAsync("boto3", "python3", "-c", "import boto3");
        var topic = (await BotoAsync(moto, "create", name)).GetProperty("topic").GetString()!;
        var notifier = SnsLab.NotifierFor(moto.Url, topic, FakeCredential.Test);

        var outcome = await NotificationDelivery.SendAsync(notifier, SampleDigest.Mixed, 0, new ActivityLog(), TestContext.Current.CancellationToken);

        Assert.Null(outcome.Fault);
        var message = Assert.Single((await BotoAsync(moto, "receive", name)).EnumerateArray());
        Assert.Equal(string.Join('\n', SampleDigest.Mixed.Messages.Select(line => line.Text)), message.GetProperty("Message").GetString());
        Assert.Equal(Assert.Single(outcome.MessageIds), message.GetProperty("MessageId").GetString());
        Assert.StartsWith("1 root user(s) with access keys", message.GetProperty("Subject").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_named()
    {
        using var moto = await MotoServer.StartAsync();

        var outcome = await NotificationDelivery.SendAsync(
            SnsLab.NotifierFor(moto.Url, "arn:aws:sns:eu-central-1:123456789012:nothing", FakeCredential.Test), SampleDigest.Mixed, 0, new ActivityLog(),
            TestContext.Current.CancellationToken);

        Assert.Equal("TopicNotFound", outcome.Fault?.ErrorId);
    }

    private static async Task<JsonElement> BotoAsync(MotoServer moto, params string[] arguments)
    {
        var (exitCode, output, error) = await ChildProcess.RunAsync("python3", ["-c", Boto, moto.Url, .. arguments], new(StringComparer.Ordinal) { ["NO_PROXY"] = "*" });
        Assert.True(exitCode == 0, error);
        return JsonElement.Parse(output);
    }
}
