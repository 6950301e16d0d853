using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RootKeyCompliance.Connectors.Notifiers.Webhook;

namespace RootKeyCompliance.Tests;

/// <summary>Webhook: the documented body, its id and its signature.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private FakeServices _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _services = await FakeServices.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task The_body_has_the_counts_of_all_and_the_findings_that_the_level_speaks_of()
    {
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Small, Token);

        var request = Assert.Single(_services.Requests);
        var json = request.Json;
        Assert.Equal("rootkeycompliance.notification", json.GetProperty("type").GetString());
        Assert.Equal(1, json.GetProperty("version").GetInt32());
        Assert.Equal(request.Headers["webhook-id"], json.GetProperty("id").GetString());
        Assert.Equal(TimeSpan.Zero, json.GetProperty("timestamp").GetDateTimeOffset().Offset);
        Assert.Equal(SampleDigests.Title, json.GetProperty("title").GetString());
        Assert.Equal("cis_v400_1_4", json.GetProperty("controlId").GetString());
        Assert.Equal("Info", json.GetProperty("level").GetString());
        Assert.Equal("""{"pass":1,"fail":1,"error":1,"skipped":1,"total":4}""", json.GetProperty("counts").GetRawText());
        Assert.Equal(SampleDigests.Small.Messages.Select(message => message.Text), json.GetProperty("messages").EnumerateArray().Select(line => line.GetString()!), StringComparer.Ordinal);
        Assert.Equal(["Fail", "Error"], json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("status").GetString()!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_finding_has_all_its_properties_and_null_where_nothing_is_known()
    {
        var finding = SampleDigests.Fail("111122223333", "prod");
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Of(CisNotificationLevel.Info, [finding]), Token);

        var json = Assert.Single(_services.Requests).Json.GetProperty("findings")[0];
        var names = json.EnumerateObject().Select(property => property.Name);
        string[] inTheDigest = [nameof(CisFinding.ControlId), nameof(CisFinding.Title), nameof(CisFinding.Benchmark)];
        Assert.Equal(
            typeof(CisFinding).GetProperties().Select(property => property.Name).Except(inTheDigest, StringComparer.Ordinal).Select(JsonNamingPolicy.CamelCase.ConvertName).Sorted(),
            names.Sorted());
        Assert.Equal(
            """{"status":"Active","accessKeyId":"AKIA…WXYZ","createDate":"2020-01-02T02:04:05Z","lastRotatedDate":null,"lastUsedDate":null,"lastUsedRegion":null,"lastUsedService":"iam"}""",
            json.GetProperty("accessKeys")[0].GetRawText());
        Assert.Equal(finding.CheckedAt, json.GetProperty("checkedAt").GetDateTimeOffset());
        Assert.EndsWith("Z", json.GetProperty("checkedAt").GetString()!, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("rootMfaEnabled").ValueKind);
        Assert.Equal("Critical", json.GetProperty("severity").GetString());
    }

    [Fact]
    public async Task A_key_id_that_came_unmasked_leaves_masked()
    {
        var evidence = new RootUserEvidence { Source = CisEvidenceSource.CredentialReport, AccountId = "111122223333" }
            .WithKeys([new RootAccessKey(RootAccessKeyStatus.Active, "AKIAIOSFODNN7EXAMPLE")]);
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Of(CisNotificationLevel.Info, [AccountChecks.Judge(evidence)]), Token);

        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", Assert.Single(_services.Requests).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thousands_of_findings_are_split_at_256_KiB()
    {
        var notification = SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.Failing(3000));

        var outcome = await Delivery.SendAsync(_services.Webhook, notification, Token);

        Assert.Null(outcome.Fault);
        Assert.All(_services.Requests, request => Assert.InRange(request.Body.Length, 1, 256 * 1024));
        Assert.InRange(_services.Requests.Count, 2, 20);
        Assert.Equal(SampleDigests.LinesOf(notification), _services.Requests.SelectMany(request => request.Lines), StringComparer.Ordinal);
        Assert.Equal(
            Enumerable.Range(0, 3000).Select(SampleDigests.Id),
            _services.Requests.SelectMany(request => request.Json.GetProperty("findings").EnumerateArray()).Select(finding => finding.GetProperty("accountId").GetString()!), StringComparer.Ordinal);
        Assert.Equal(
            Enumerable.Range(1, outcome.Parts).Select(part => (part, outcome.Parts)),
            _services.Requests.Select(request => (request.Json.GetProperty("part").GetInt32(), request.Json.GetProperty("parts").GetInt32())));
        Assert.Equal(outcome.Parts, _services.Requests.Select(request => request.Headers["webhook-id"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_id_is_the_same_for_every_attempt_and_another_for_every_digest()
    {
        _services.Script(CisNotifierKind.Webhook, new FakeAnswer(503), new FakeAnswer(400));
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Small, Token);
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Small.Undelivered(_services.Webhook, 0), Token);
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.OneOfEach), Token);

        var ids = _services.Requests.Select(request => request.Headers["webhook-id"]).ToList();
        Assert.Equal(4, ids.Count);
        Assert.Single(ids.Take(3).Distinct(StringComparer.Ordinal));
        Assert.NotEqual(ids[0], ids[3], StringComparer.Ordinal);
    }

    /// <summary>The specification's own example, which its libraries test too.</summary>
    [Fact]
    public void The_signature_is_that_of_the_specification()
    {
        var notifier = FakeServices.Notifier(
            "x", CisNotifierKind.Webhook, (NotifierSetting.WebhookAddress, "https://example.com"), (NotifierSetting.SigningKey, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Of(notifier)!.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Encoding.UTF8.GetBytes("""{"test": 2432232314}""")));
    }

    [Theory]
    [InlineData(FakeServices.SigningKey, "canary-signing-key-24-bytes")]
    [InlineData("any text, ä too", "any text, ä too")]
    public async Task Each_attempt_is_signed_with_its_own_time(string signingKey, string key)
    {
        var time = new PauseSkippingTime();
        _services.Script(CisNotifierKind.Webhook, new FakeAnswer(429).With("Retry-After", "9"));

        await Delivery.SendAsync(_services.Webhook.With(NotifierSetting.SigningKey, signingKey), SampleDigests.Small, Token, time);

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal([$"{now - 9}", $"{now}"], _services.Requests.Select(request => request.Headers["webhook-timestamp"]), StringComparer.Ordinal);
        Assert.All(_services.Requests, request =>
        {
            var signed = $"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Text}";
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed));
            Assert.Equal($"v1,{Convert.ToBase64String(expected)}", request.Headers["webhook-signature"]);
        });
    }

    [Fact]
    public async Task Without_a_key_there_is_no_signature()
    {
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Small, Token);

        Assert.False(Assert.Single(_services.Requests).Headers.ContainsKey("webhook-signature"));
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64!")]
    public async Task A_key_that_claims_to_be_base64_must_be(string signingKey)
    {
        var outcome = await Delivery.SendAsync(_services.Webhook.With(NotifierSetting.SigningKey, signingKey), SampleDigests.Small, Token);

        Assert.Equal(nameof(CisFaults.NotifierInvalid), outcome.Fault?.ErrorId);
        Assert.Empty(_services.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Any_success_is_a_delivery(int status)
    {
        _services.Script(CisNotifierKind.Webhook, new FakeAnswer(status));

        var outcome = await Delivery.SendAsync(_services.Webhook, SampleDigests.Small, Token);

        Assert.Equal((null, false), (outcome.Fault, outcome.IsAcceptedOnly));
    }
}
