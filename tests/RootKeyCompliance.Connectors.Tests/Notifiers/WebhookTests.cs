using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RootKeyCompliance.Connectors.Notifiers.Webhook;

namespace RootKeyCompliance.Tests;

/// <summary>Webhook: the documented body, its id and its signature.</summary>
public sealed class WebhookTests : HttpNotifierTests
{
    [Fact]
    public async Task The_body_has_the_counts_of_all_findings_and_the_findings_and_removals_of_the_level()
    {
        var digest = SampleRemovals.Digest(CisNotificationLevel.Info, SampleRemovals.OneOfEach, SampleDigests.OneOfEach);

        var request = await TakenAsync(Services.Webhook, digest);

        var json = request.Json;
        Assert.Equal("rootkeycompliance.notification", json.GetProperty("type").GetString());
        Assert.Equal(1, json.GetProperty("version").GetInt32());
        Assert.Equal(request.Headers["webhook-id"], json.GetProperty("id").GetString());
        Assert.Equal(TimeSpan.Zero, json.GetProperty("timestamp").GetDateTimeOffset().Offset);
        Assert.Equal(SampleDigests.Title, json.GetProperty("title").GetString());
        Assert.Equal("cis_v400_1_4", json.GetProperty("controlId").GetString());
        Assert.Equal("Info", json.GetProperty("level").GetString());
        Assert.Equal("""{"pass":1,"fail":1,"error":1,"skipped":1,"total":4}""", json.GetProperty("counts").GetRawText());
        Assert.Equal(
            digest.Messages.Select(message => message.Text),
            json.GetProperty("messages").EnumerateArray().Select(line => line.GetString()!), StringComparer.Ordinal);
        Assert.Equal(["Fail", "Error"], request.Words("findings", "status"), StringComparer.Ordinal);
        Assert.Equal(["Deleted", "Failed", "Refused"], request.Words("removals", "outcome"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Findings_alone_have_an_empty_list_of_removals()
        => Assert.Equal("[]", (await TakenAsync(Services.Webhook)).Json.GetProperty("removals").GetRawText());

    [Fact]
    public async Task A_finding_has_all_its_properties_and_null_where_nothing_is_known()
    {
        var finding = SampleDigests.Fail("111122223333", "prod");

        var request = await TakenAsync(Services.Webhook, SampleDigests.Of(CisNotificationLevel.Info, [finding]));

        var json = request.Json.GetProperty("findings")[0];
        AssertHasPropertiesOf<CisFinding>(json, nameof(CisFinding.ControlId), nameof(CisFinding.Title), nameof(CisFinding.Benchmark));
        Assert.Equal(
            """{"status":"Active","accessKeyId":"AKIA…WXYZ","createDate":"2020-01-02T02:04:05Z","lastRotatedDate":null,"lastUsedDate":null,"lastUsedRegion":null,"lastUsedService":"iam"}""",
            json.GetProperty("accessKeys")[0].GetRawText());
        Assert.Equal(finding.CheckedAt, json.GetProperty("checkedAt").GetDateTimeOffset());
        Assert.EndsWith("Z", json.GetProperty("checkedAt").GetString()!, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("rootMfaEnabled").ValueKind);
        Assert.Equal("Critical", json.GetProperty("severity").GetString());
    }

    [Fact]
    public async Task A_removal_has_all_its_properties_and_null_where_nothing_is_known()
    {
        var unknown = new CisKeyRemoval(CisPipelineCatalogue.Get("cis_v400_1_4"), CisRemovalOutcome.AlreadyGone);

        var request = await TakenAsync(Services.Webhook, SampleRemovals.Digest(CisNotificationLevel.Verbose, [SampleRemovals.Full(), unknown]));

        var removals = request.Json.GetProperty("removals");
        AssertHasPropertiesOf<CisKeyRemoval>(removals[0], nameof(CisKeyRemoval.ControlId), nameof(CisKeyRemoval.Title));
        Assert.Equal(
            """
            {"outcome":"Failed","accountId":"111122223333","accountName":"prod","partition":"aws","accessKeyId":"AKIA…WXYZ",
            "message":"Could not delete root access key AKIA…WXYZ of account 111122223333 (prod): AWS throttled iam:DeleteAccessKey until all retries were used up.",
            "statusBefore":"Inactive","createDate":"2026-01-02T02:04:05Z","lastUsedDate":"2026-01-03T02:04:05Z","lastUsedRegion":"us-east-1","lastUsedService":"iam",
            "verified":true,"time":"2026-01-04T02:04:05Z","requestId":"01234567-89ab-cdef-0123-456789abcdef","errorId":"Throttled"}
            """.ReplaceLineEndings(""),
            removals[0].GetRawText());
        Assert.Equal(
            "accessKeyId accountId accountName createDate errorId lastUsedDate lastUsedRegion lastUsedService partition requestId statusBefore",
            string.Join(' ', removals[1].EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Null).Select(property => property.Name).Sorted()));
    }

    [Fact]
    public async Task A_whole_key_id_is_sent_masked()
    {
        var evidence = new RootUserEvidence { Source = CisEvidenceSource.CredentialReport, AccountId = "111122223333" }
            .WithKeys([new RootAccessKey(RootAccessKeyStatus.Active, SampleFindings.WholeKeyId)]);
        var removal = SampleRemovals.Of(CisRemovalOutcome.Deleted, key: SampleFindings.WholeKeyId);

        var request = await TakenAsync(
            Services.Webhook, SampleRemovals.Digest(CisNotificationLevel.Info, [removal], SampleFindings.Judge(evidence)));

        Assert.DoesNotContain(SampleFindings.WholeKeyId, request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_id_is_the_same_for_every_attempt_and_another_for_every_digest()
    {
        Services.Script(CisNotifierKind.Webhook, new FakeAnswer(503), new FakeAnswer(400));
        await SendAsync(Services.Webhook);
        await SendAsync(Services.Webhook, SampleDigests.Small.Undelivered(Services.Webhook, 0));
        await SendAsync(Services.Webhook, SampleDigests.Of(CisNotificationLevel.Info, SampleDigests.OneOfEach));

        var ids = Services.Requests.Select(request => request.Headers["webhook-id"]).ToList();
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
        Services.Script(CisNotifierKind.Webhook, new FakeAnswer(429).With("Retry-After", "9"));

        await SendAsync(Services.Webhook.With(NotifierSetting.SigningKey, signingKey));

        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal([$"{now - 9}", $"{now}"], Services.Requests.Select(request => request.Headers["webhook-timestamp"]), StringComparer.Ordinal);
        Assert.All(Services.Requests, request =>
        {
            var signed = $"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Text}";
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed));
            Assert.Equal($"v1,{Convert.ToBase64String(expected)}", request.Headers["webhook-signature"]);
        });
    }

    [Fact]
    public async Task Without_a_key_there_is_no_signature()
    {
        await SendAsync(Services.Webhook);

        Assert.False(Assert.Single(Services.Requests).Headers.ContainsKey("webhook-signature"));
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64!")]
    public async Task A_key_that_claims_to_be_base64_must_be(string signingKey)
    {
        var outcome = await SendAsync(Services.Webhook.With(NotifierSetting.SigningKey, signingKey));

        Assert.Equal(nameof(CisFaults.NotifierInvalid), outcome.Fault?.ErrorId);
        Assert.Empty(Services.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Any_success_is_a_delivery(int status)
    {
        Services.Script(CisNotifierKind.Webhook, new FakeAnswer(status));

        var outcome = await SendAsync(Services.Webhook);

        Assert.Equal((null, false), (outcome.Fault, outcome.IsAcceptedOnly));
    }

    /// <summary>All but those that the digest has once for all.</summary>
    private static void AssertHasPropertiesOf<T>(JsonElement json, params string[] inTheDigest) => Assert.Equal(
        typeof(T).GetProperties().Select(property => property.Name).Except(inTheDigest, StringComparer.Ordinal)
            .Select(JsonNamingPolicy.CamelCase.ConvertName).Sorted(),
        json.EnumerateObject().Select(property => property.Name).Sorted());
}
