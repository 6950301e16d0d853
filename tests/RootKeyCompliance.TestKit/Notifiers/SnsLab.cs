using RootKeyCompliance.Connectors.Notifiers;

namespace RootKeyCompliance.TestKit;

/// <summary>A fake AWS with a topic, and a notifier that leads to it.</summary>
internal sealed class SnsLab : IAsyncDisposable
{
    internal const string Standard = "arn:aws:sns:eu-central-1:111122223333:alerts";
    internal const string Fifo = "arn:aws:sns:eu-central-1:111122223333:alerts.fifo";

    private SnsLab(FakeAws aws, string topic)
    {
        Aws = aws;
        Topic = aws.Topic(topic);
        Notifier = NotifierFor(aws.Url, topic, aws.Account("111122223333").UserCredential);
    }

    internal FakeAws Aws { get; }

    internal FakeTopic Topic { get; }

    internal CisNotifier Notifier { get; set; }

    internal ActivityLog Log { get; } = new();

    internal PauseSkippingTime Time { get; } = new();

    internal static async Task<SnsLab> StartAsync(string topic = Standard) => new(
        await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.NoKey("111122223333")], Topics = [new FakeTopic(topic)] }, TestContext.Current.CancellationToken),
        topic);

    internal static CisNotifier NotifierFor(string url, string topic, FakeCredential credential)
    {
        var values = new Dictionary<string, SettingValue[]>(StringComparer.Ordinal);
        void Set(NotifierSetting setting, string? text) => values[setting.Name] = text is null ? [] : [setting.Value(text)];
        Set(NotifierSetting.TopicArn, topic);
        Set(NotifierSetting.EndpointUrl, url);
        Set(NotifierSetting.AccessKey, credential.AccessKeyId);
        Set(NotifierSetting.SecretKey, credential.SecretKey);
        Set(NotifierSetting.SessionToken, credential.SessionToken);
        return new CisNotifier("topic", CisNotifierKind.Sns, values);
    }

    internal Task<DeliveryOutcome> SendAsync(CisNotification notification, int alreadyDelivered = 0)
        => SendAsync(notification, TestContext.Current.CancellationToken, alreadyDelivered);

    internal Task<DeliveryOutcome> SendAsync(CisNotification notification, CancellationToken cancellationToken, int alreadyDelivered = 0)
        => NotificationDelivery.SendAsync(Notifier, notification, alreadyDelivered, new DeliveryPatience { Time = Time }, Log, cancellationToken);

    public ValueTask DisposeAsync() => Aws.DisposeAsync();
}
