using System.Net;
using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>Addresses, tokens and keys are not seen where a server repeats them and its answer is cut. All else that may show them: SecretCanaryTests.</summary>
public sealed class HttpSecretTests : HttpNotifierTests
{
    private static readonly int[] Statuses = [200, 302, 400, 401, 404, 500];

    public static TheoryData<string, int> Echoes => new(from name in Names[..3].Append("webhook-signed") from status in Statuses select (name, status));

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_secret_that_a_server_repeats_is_not_shown(string name, int status)
    {
        var notifier = Services.Of(name);
        var known = notifier.All(NotifierSetting.WebhookUrl).Concat(notifier.All(NotifierSetting.WebhookAddress)).Concat(notifier.All(NotifierSetting.Token))
            .Concat(notifier.All(NotifierSetting.SigningKey)).Select(value => value.Text).ToList();
        var echo = string.Join(' ', known.SelectMany(Forms));
        Assert.Contains(Canaries(notifier), canary => echo.Contains(canary, StringComparison.Ordinal));

        // At the beginning, in the middle where the shown part ends, and where reading ends.
        foreach (var body in new[] { echo, new string('x', 190) + echo, new string('y', 4090) + echo, string.Concat(Enumerable.Repeat(known[0], 200)), Json(echo) })
        {
            var answer = new FakeAnswer(status, body).With("Location", known[0]).With("Retry-After", "1");
            Services.Script(notifier.Kind, [.. Enumerable.Repeat(answer, status == 500 ? 5 : 1)]);

            var outcome = await SendAsync(notifier);

            AssertNoSecret(notifier, [$"{outcome}", $"{outcome.Fault}", outcome.Fault?.RecommendedAction ?? "", .. Log.Lines, .. outcome.MessageIds]);
        }
    }

    [Theory]
    [InlineData("https://no-such-host.invalid/hook-canary-1234567", "its name is not known")]
    [InlineData("http://127.0.0.1:1/hook-canary-1234567", "the connection was refused")]
    public async Task An_unreachable_address_is_shown_by_its_host_alone(string address, string reason)
    {
        var notifier = FakeServices.Notifier("x", CisNotifierKind.Webhook, (NotifierSetting.WebhookAddress, address));

        var outcome = await SendAsync(notifier);

        Assert.Equal(nameof(CisFaults.NotifierUnreachable), outcome.Fault?.ErrorId);
        Assert.Equal($"{new Uri(address).Authority} could not be reached: {reason}.", outcome.Fault!.Message);
    }

    [Theory]
    [InlineData("localhost", 1, "this machine does not know its certificate's issuer")]
    [InlineData("other.example", 1, "its certificate is for another name")]
    [InlineData("localhost", -1, "its certificate has expired or is not valid yet")]
    public async Task An_untrusted_certificate_ends_the_delivery_at_once(string name, int days, string reason)
    {
        using var certificate = TestCertificates.Make(name, DateTimeOffset.UtcNow.AddDays(days));
        await using var server = await FakeServices.StartAsync(certificate);
        var address = new UriBuilder(server.Url) { Host = "localhost", Path = "/hook-canary-1234567" }.Uri;

        var outcome = await SendAsync(
            FakeServices.Notifier("x", CisNotifierKind.Webhook, (NotifierSetting.WebhookAddress, address.AbsoluteUri)));

        Assert.Equal(nameof(CisFaults.NotifierUntrusted), outcome.Fault?.ErrorId);
        Assert.Equal($"{address.Authority} is not trusted: {reason}.", outcome.Fault!.Message);
        Assert.Empty(Time.Pauses);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_server_without_TLS_is_unreachable_by_https()
    {
        var address = new UriBuilder(Services.Webhook.Text(NotifierSetting.WebhookAddress)!) { Scheme = "https" }.Uri;

        var outcome = await SendAsync(Services.Webhook.With(NotifierSetting.WebhookAddress, address.AbsoluteUri));

        Assert.Equal(nameof(CisFaults.NotifierUnreachable), outcome.Fault?.ErrorId);
        Assert.Contains("TLS", outcome.Fault!.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Canaries(CisNotifier notifier) => notifier.Kind switch
    {
        CisNotifierKind.Slack => [FakeServices.SlackSecret, FakeServices.SlackToken],
        CisNotifierKind.Teams => [FakeServices.TeamsSecret],
        _ => [FakeServices.WebhookSecret, FakeServices.SigningKey],
    };

    private static void AssertNoSecret(CisNotifier notifier, IEnumerable<string> texts)
        => Assert.All(texts, text => Assert.All(Canaries(notifier), canary =>
        {
            // Half a secret is one too.
            Assert.DoesNotContain(canary[..(canary.Length / 2)], text, StringComparison.OrdinalIgnoreCase);
        }));

    private static IEnumerable<string> Forms(string secret) =>
    [
        secret, Uri.EscapeDataString(secret), WebUtility.HtmlEncode(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        .. Uri.TryCreate(secret, UriKind.Absolute, out var url) ? new[] { url.PathAndQuery, url.AbsolutePath, url.Query } : [],
    ];

    private static string Json(string echo) => System.Text.Json.JsonSerializer.Serialize(new { ok = false, error = echo, ts = echo });
}
