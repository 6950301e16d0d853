using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RootKeyCompliance.TestKit;

/// <summary>
/// Slack, Teams and a webhook's receiver on loopback. They refuse what the services document to refuse, answer as documented, and can be
/// told what to answer instead.
/// </summary>
internal sealed class FakeServices : IAsyncDisposable
{
    /// <summary>Parts of addresses and credentials that must not be seen anywhere.</summary>
    internal const string SlackSecret = "XcanaryXslackXpath24";
    internal const string SlackToken = "xoxb-canary-slack-token-24";
    internal const string TeamsSecret = "canary-teams-sig-24";
    internal const string WebhookSecret = "canary-webhook-query-24";
    internal const string SigningKey = "whsec_Y2FuYXJ5LXNpZ25pbmcta2V5LTI0LWJ5dGVz";
    internal const string Channel = "C0123456789";

    private readonly ConcurrentDictionary<CisNotifierKind, ConcurrentQueue<FakeAnswer>> _scripts = new();
    private readonly ConcurrentQueue<ServiceRequest> _requests = new();
    private readonly Channel<ServiceRequest> _arrivals = System.Threading.Channels.Channel.CreateUnbounded<ServiceRequest>();
    private readonly WebApplication _application;
    private int _messages;

    private FakeServices(WebApplication application) => _application = application;

    internal static IReadOnlyList<string> Secrets { get; } = [SlackSecret, SlackToken, TeamsSecret, WebhookSecret, SigningKey];

    /// <summary>What is answered instead of the usual to requests that are as they should be; null: the usual.</summary>
    private Func<ServiceRequest, FakeAnswer?> On { get; init; } = _ => null;

    /// <summary>Without a slash at the end.</summary>
    internal string Url { get; private set; } = "";

    internal CisNotifier Slack => Notifier("slack", CisNotifierKind.Slack, (NotifierSetting.WebhookUrl, $"{Url}/services/T01234567/B01234567/{SlackSecret}"));

    internal CisNotifier SlackApi => Notifier(
        "slack-api", CisNotifierKind.Slack, (NotifierSetting.Token, SlackToken), (NotifierSetting.Channel, Channel), (NotifierSetting.ApiUrl, $"{Url}/api/"));

    internal CisNotifier Teams => Notifier(
        "teams", CisNotifierKind.Teams, (NotifierSetting.WebhookUrl, $"{Url}/powerautomate/automations/direct/workflows/0a1b2c/triggers/manual/paths/invoke?api-version=1&sig={TeamsSecret}"));

    internal CisNotifier Webhook => Notifier("webhook", CisNotifierKind.Webhook, (NotifierSetting.WebhookAddress, $"{Url}/hook?key={WebhookSecret}"));

    internal CisNotifier SignedWebhook => Webhook.With(NotifierSetting.SigningKey, SigningKey);

    /// <summary>What has arrived so far.</summary>
    internal IReadOnlyList<ServiceRequest> Requests => [.. _requests];

    internal static async Task<FakeServices> StartAsync(X509Certificate2? certificate = null, Func<ServiceRequest, FakeAnswer?>? on = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var application = builder.Build();
        var services = new FakeServices(application) { On = on ?? (_ => null) };
        application.Run(services.AnswerAsync);
        await application.StartAsync();
        services.Url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return services;
    }

    /// <summary>The notifier of a kind, as it stands above.</summary>
    internal CisNotifier Of(string name) => name switch
    {
        "slack" => Slack,
        "slack-api" => SlackApi,
        "teams" => Teams,
        "webhook" => Webhook,
        "webhook-signed" => SignedWebhook,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>What the service is to answer to its next requests, one after the other; after that it answers as ever.</summary>
    internal FakeServices Script(CisNotifierKind kind, params FakeAnswer[] answers)
    {
        var script = _scripts.GetOrAdd(kind, _ => new ConcurrentQueue<FakeAnswer>());
        Array.ForEach(answers, script.Enqueue);
        return this;
    }

    /// <summary>The next request that arrives, or has arrived and was not asked for.</summary>
    internal ValueTask<ServiceRequest> NextRequestAsync(CancellationToken cancellationToken) => _arrivals.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    internal static CisNotifier Notifier(string name, CisNotifierKind kind, params (NotifierSetting Setting, string Text)[] settings)
        => new(name, kind, settings.ToDictionary(pair => pair.Setting.Name, pair => new[] { pair.Setting.Value(pair.Text) }, StringComparer.Ordinal));

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = $"{context.Request.Path}{context.Request.QueryString}";
        var isApi = path == "/api/chat.postMessage";
        CisNotifierKind? kind = isApi || path.StartsWith("/services/", StringComparison.Ordinal) ? CisNotifierKind.Slack
            : path.StartsWith("/powerautomate/", StringComparison.Ordinal) ? CisNotifierKind.Teams
            : path.StartsWith("/hook", StringComparison.Ordinal) ? CisNotifierKind.Webhook : null;
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => $"{header.Value}", StringComparer.OrdinalIgnoreCase);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(aborted.SetResult);
        var request = new ServiceRequest(kind, context.Request.Method, path, headers, body.ToArray()) { Aborted = aborted.Task };

        var refusal = kind is null || request.Method != "POST" ? new FakeAnswer(404, "no_service") : ServiceRules.Refusal(kind.Value, request, isApi);
        request = request with { Violation = refusal?.Body };
        _requests.Enqueue(request);
        _arrivals.Writer.TryWrite(request);
        var answer = refusal ?? On(request)
            ?? (_scripts.TryGetValue(kind!.Value, out var script) && script.TryDequeue(out var scripted) ? scripted : Usual(kind.Value, request, isApi));
        await WriteAsync(context, answer);
    }

    private static async Task WriteAsync(HttpContext context, FakeAnswer answer)
    {
        try
        {
            await answer.Until.WaitAsync(context.RequestAborted);
            if (answer.Aborts)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            foreach (var (name, value) in answer.Headers)
            {
                context.Response.Headers[name] = value;
            }

            if (!answer.RestUntil.IsCompleted)
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await answer.RestUntil.WaitAsync(context.RequestAborted);
            }

            // An answer of status 204 has no body: to write even an empty one breaks the connection.
            if (answer.Body.Length > 0)
            {
                await context.Response.WriteAsync(answer.Body, context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up: there is nobody to answer.
            context.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
        }
    }

    private FakeAnswer Usual(CisNotifierKind kind, ServiceRequest request, bool isApi)
    {
        switch (kind)
        {
            case CisNotifierKind.Slack when isApi:
                var word = request.Headers.GetValueOrDefault("Authorization") != $"Bearer {SlackToken}" ? "invalid_auth"
                    : request.Json.GetProperty("channel").GetString() != Channel ? "channel_not_found" : null;
                var ts = string.Create(CultureInfo.InvariantCulture, $"1700000000.{Interlocked.Increment(ref _messages):000000}");
                return word is null
                    ? ServiceRules.Posted(request.Json, ts)
                    : ServiceRules.Slack(word, isApi: true);
            case CisNotifierKind.Slack:
                return request.Path.EndsWith(SlackSecret, StringComparison.Ordinal) ? new FakeAnswer(200, "ok") { ContentType = "text/html" } : new FakeAnswer(404, "no_service");
            case CisNotifierKind.Teams:
                return request.Path.EndsWith(TeamsSecret, StringComparison.Ordinal)
                    ? new FakeAnswer(202) : ServiceRules.Flow(401, "DirectApiAuthorizationRequired", "The request must be authenticated.");
            default:
                return new FakeAnswer(204);
        }
    }
}
