using System.Net.Http.Headers;
using System.Text.Json;
using RootKeyCompliance.Connectors.Notifiers.Http;

namespace RootKeyCompliance.Connectors.Notifiers.Slack;

/// <summary>Slack, by an incoming webhook or by the method chat.postMessage with a token.</summary>
internal sealed class SlackService : HttpNotificationService
{
    private const string DefaultApi = "https://slack.com/api";

    private readonly string? _token;
    private readonly string? _channel;

    internal SlackService(CisNotifier notifier, DeliveryPatience patience)
        : base(notifier, Where(notifier), patience)
    {
        _token = notifier.Text(NotifierSetting.Token);
        _channel = notifier.Text(NotifierSetting.Channel);
    }

    /// <summary>Slack takes one message a second for a channel.</summary>
    private protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    private protected override bool ReadsSuccess => true;

    private protected override IReadOnlyList<NotificationPart> Compose(CisNotification notification) => SlackMessage.Compose(notification, _channel);

    private protected override void Prepare(HttpRequestMessage request, HttpPart part)
    {
        if (_token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        }
    }

    private protected override PartAnswer Judge(HttpReply reply) => _token is null ? JudgeWebhook(reply) : JudgeApi(reply);

    private PartAnswer JudgeWebhook(HttpReply reply)
    {
        var word = reply.Text.Trim();
        return reply switch
        {
            { IsSuccess: true } when word == "ok" => new PartAnswer(),
            { IsSuccess: true } => throw Refused(reply),
            { Status: >= 400 and < 429 } when SlackErrors.IsNoEntry(word) => throw Unauthorized(reply),
            _ => throw Refusal(reply),
        };
    }

    // Whether the message was taken is in the body, whatever the status.
    private PartAnswer JudgeApi(HttpReply reply)
    {
        if (ApiAnswer.Read(reply.Text) is not { } answer)
        {
            throw reply.IsSuccess ? Refused(reply, "the answer is not one of Slack's API") : Refusal(reply);
        }

        return answer switch
        {
            { IsOk: true } => new PartAnswer(reply.Clean(answer.MessageId)),
            _ when reply.Status == 429 || SlackErrors.IsTooMany(answer.Error) => throw Throttled(reply),
            _ when reply.Status >= 500 || SlackErrors.IsFailure(answer.Error) => throw Failed(reply, answer.Error),
            _ when SlackErrors.IsNoEntry(answer.Error) => throw Unauthorized(reply, answer.Error),
            _ => throw Refused(reply, answer.Error),
        };
    }

    private static Uri Where(CisNotifier notifier)
    {
        if (notifier.Has(NotifierSetting.WebhookUrl))
        {
            return Address(notifier, NotifierSetting.WebhookUrl);
        }

        // A header with such a token would be refused with a text that shows it.
        return notifier.Text(NotifierSetting.Token)!.All(character => character is > ' ' and <= '~')
            ? new Uri($"{(notifier.Text(NotifierSetting.ApiUrl) ?? DefaultApi).TrimEnd('/')}/chat.postMessage", UriKind.Absolute)
            : throw new CisException(CisFaults.NotifierInvalid(
                notifier.Kind, NotifierSetting.Token.Name, "has a blank or another character that no token has."));
    }

    private sealed record ApiAnswer(bool IsOk, string Error, string? MessageId)
    {
        private const int LongestMessageId = 64;

        /// <summary>The answer in a body; null when there is none in it.</summary>
        internal static ApiAnswer? Read(string body)
        {
            try
            {
                using var document = JsonDocument.Parse(body);
                var root = document.RootElement;
                if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("ok", out var ok) || ok.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                {
                    return null;
                }

                var id = PlainText.OneLine(Text(root, "ts"));
                return new ApiAnswer(ok.GetBoolean(), Text(root, "error") ?? "", id.Length is > 0 and <= LongestMessageId ? id : null);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private static string? Text(JsonElement root, string name)
            => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
