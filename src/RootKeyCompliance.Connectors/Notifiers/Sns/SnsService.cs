using System.Net.Http.Headers;
using Amazon.Runtime.Internal;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using RootKeyCompliance.Connectors.Aws;
using RootKeyCompliance.Connectors.Aws.Credentials;

namespace RootKeyCompliance.Connectors.Notifiers.Sns;

/// <summary>Publishes digests to a topic, in the topic's own region.</summary>
internal sealed class SnsService(CisNotifier notifier, DeliveryPatience patience, IActivityLog log) : NotificationService(patience)
{
    private const string Action = "sns:Publish";
    private const string FifoSuffix = ".fifo";

    private readonly string _topic = notifier.Text(NotifierSetting.TopicArn)!;
    private AmazonSimpleNotificationServiceClient? _client;

    private protected override string Host => $"SNS in {Region}";

    private string Region => notifier.Text(NotifierSetting.Region) ?? _topic.Split(':')[3];

    public override ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return base.DisposeAsync();
    }

    private protected override IReadOnlyList<NotificationPart> Compose(CisNotification notification) => SnsPart.Split(notification);

    private protected override async Task<PartAnswer> SendAsync(NotificationPart part, CancellationToken cancellationToken)
    {
        var message = (SnsPart)part;
        var isFifo = _topic.EndsWith(FifoSuffix, StringComparison.Ordinal);
        var request = new PublishRequest
        {
            TopicArn = _topic,
            Message = message.Text,
            Subject = message.Subject,
            MessageGroupId = isFifo ? message.Digest.ControlId : null,
            MessageDeduplicationId = isFifo ? message.DeduplicationId : null,
        };
        try
        {
            _client ??= await OpenAsync(cancellationToken);
            var response = await _client.PublishAsync(request, cancellationToken);
            return response.MessageId is { Length: > 0 } id ? new PartAnswer(id) : throw new DeliveryException(CisFaults.MalformedResponse(Action), isTransient: false);
        }
        catch (Exception e) when (e is not DeliveryException && !cancellationToken.IsCancellationRequested)
        {
            var fault = e is CisException known ? known.Fault : FaultOf(e);
#pragma warning disable MA0054 // What the library threw may hold anything.
            throw new DeliveryException(fault, fault.Kind is CisFaultKind.Throttling or CisFaultKind.Connection or CisFaultKind.Timeout, WishIn(e));
#pragma warning restore MA0054
        }
    }

    private TimeSpan? WishIn(Exception exception)
        => RetryConditionHeaderValue.TryParse(Causes.Find<HttpErrorResponseException>(exception)?.Response.GetHeaderValue("Retry-After"), out var header) ? Wish(header) : null;

    private CisFault FaultOf(Exception exception)
        => exception is AmazonSimpleNotificationServiceException { ErrorCode: "NotFound" } ? CisFaults.TopicNotFound(_topic) : AwsFaults.From(exception, Action, _client!, _client!.Config.DefaultAWSCredentials);

    /// <summary>Finds credentials as the checks do; asks SNS nothing.</summary>
    private async Task<AmazonSimpleNotificationServiceClient> OpenAsync(CancellationToken cancellationToken)
    {
        var options = new AwsConnectionOptions
        {
            AccessKey = notifier.Text(NotifierSetting.AccessKey),
            SecretKey = notifier.Text(NotifierSetting.SecretKey),
            SessionToken = notifier.Text(NotifierSetting.SessionToken),
            ProfileName = notifier.Text(NotifierSetting.ProfileName),
            ProfileLocation = notifier.Text(NotifierSetting.ProfileLocation),
            Credential = notifier.Credential,
            EndpointUrl = notifier.Text(NotifierSetting.EndpointUrl),
            Region = Region,
        };
        AwsSettings.Validate(options);
        SdkEnvironment.Refresh();
        var found = await new CredentialResolver(options, log).ResolveAsync(cancellationToken);
        var config = AwsSettings.Create(options, found, log).Apply(new AmazonSimpleNotificationServiceConfig { DefaultAWSCredentials = found.Credentials }, log);

        // A variable or a profile may name another endpoint than the notifier does.
        if (config.ServiceURL is { Length: > 0 } endpoint && !NotifierRules.IsSafe(new Uri(endpoint, UriKind.Absolute)))
        {
            throw new CisException(CisFaults.NotifierInvalid(
                CisNotifierKind.Sns, NotifierSetting.EndpointUrl.Name, $"(of a variable such as AWS_ENDPOINT_URL_SNS, or of the profile) is {NotifierRules.NotSafe}"));
        }

        // The loop above tries again. A connection that has gone stale counts as a failure as any other: the message may have been taken.
        config.MaxStaleConnectionRetries = 0;
        return new AmazonSimpleNotificationServiceClient(found.Credentials, config);
    }
}
