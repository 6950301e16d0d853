using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests;

/// <summary>docs/schemas/notification.schema.json is what the webhook is sent: no more and no less.</summary>
public sealed class WebhookSchemaTests : IAsyncLifetime
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schemas", "notification.schema.json"))).RootElement;

    private FakeServices _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _services = await FakeServices.StartAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Every_body_is_as_the_schema_says_and_has_all_that_it_knows()
    {
        var schema = new JsonSchema(Schema);
        foreach (var level in Enum.GetValues<CisNotificationLevel>())
        {
            await Delivery.SendAsync(_services.Webhook, SampleDigests.Of(level, [.. SampleDigests.OneOfEach, Full()]), Token);
            await Delivery.SendAsync(_services.Webhook, SampleDigests.Of(level, SampleDigests.Failing(700)), Token);
            await Delivery.SendAsync(_services.Webhook, Removals(level), Token);
            await Delivery.SendAsync(_services.Webhook, SampleRemovals.Digest(level, SampleRemovals.Many(700), SampleDigests.OneOfEach), Token);
        }

        Assert.InRange(_services.Requests.Count, 12, 30);
        Assert.All(_services.Requests, request => Assert.Empty(schema.FlawsOf(request.Json)));
        Assert.Equal(Known(Schema, "$").Sorted(), schema.Met.Sorted());
    }

    [Fact]
    public void Every_property_is_required()
        => Assert.All([Schema, Schema.GetProperty("properties").GetProperty("counts"), .. Schema.GetProperty("$defs").EnumerateObject().Select(definition => definition.Value)], schema
            => Assert.Equal(
                schema.GetProperty("properties").EnumerateObject().Select(property => property.Name),
                schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!),
                StringComparer.Ordinal));

    [Fact]
    public void The_words_are_those_of_the_enumerations()
    {
        var finding = Schema.GetProperty("$defs").GetProperty("finding").GetProperty("properties");
        var removal = Schema.GetProperty("$defs").GetProperty("removal").GetProperty("properties");

        AssertWords<CisNotificationLevel>(Schema.GetProperty("properties").GetProperty("level"));
        AssertWords<CisStatus>(finding.GetProperty("status"));
        AssertWords<CisSeverity>(finding.GetProperty("severity"));
        AssertWords<CisEvidenceSource>(finding.GetProperty("source"));
        AssertWords<RootAccessKeyStatus>(Schema.GetProperty("$defs").GetProperty("accessKey").GetProperty("properties").GetProperty("status"));
        AssertWords<CisRemovalOutcome>(removal.GetProperty("outcome"));
        Assert.Equal(
            Enum.GetNames<RootAccessKeyStatus>().Sorted(), removal.GetProperty("statusBefore").GetProperty("enum").EnumerateArray().Select(word => word.GetString()).OfType<string>().ToArray().Sorted());
    }

    /// <summary>A judge that finds nothing wrong with anything would prove nothing.</summary>
    [Theory]
    [InlineData("version", "2")]
    [InlineData("id", "\"1\"")]
    [InlineData("timestamp", "\"yesterday\"")]
    [InlineData("level", "\"info\"")]
    [InlineData("part", "0")]
    [InlineData("part", "1.5")]
    [InlineData("messages", "[1]")]
    [InlineData("counts", "{}")]
    [InlineData("findings", "[{}]")]
    [InlineData("removals", "[{}]")]
    [InlineData("removals", null)]
    [InlineData("title", null)]
    [InlineData("news", "1")]
    public async Task What_the_schema_does_not_say_is_a_flaw(string property, string? value)
    {
        await Delivery.SendAsync(_services.Webhook, SampleDigests.Small, Token);
        var body = JsonNode.Parse(_services.Requests[0].Text)!.AsObject();
        body.Remove(property);
        if (value is not null)
        {
            body[property] = JsonNode.Parse(value);
        }

        Assert.NotEmpty(new JsonSchema(Schema).FlawsOf(JsonDocument.Parse(body.ToJsonString()).RootElement));
    }

    /// <summary>Everything known that can be.</summary>
    private static CisFinding Full()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));
        return AccountChecks.Judge(new RootUserEvidence
        {
            Source = CisEvidenceSource.CredentialReport,
            SourceName = "r.csv",
            AccountId = "111122223333",
            AccountName = "prod",
            AccountState = "ACTIVE",
            Partition = "aws",
            RootMfaEnabled = true,
            RootPasswordPresent = false,
            EvidenceTime = time,
        }.WithKeys([new RootAccessKey(RootAccessKeyStatus.Inactive, "AKIA…WXYZ", time, time, time, "us-east-1", "iam")]));
    }

    /// <summary>One of each outcome, with all that can be known and with nothing.</summary>
    private static CisNotification Removals(CisNotificationLevel level)
    {
        var control = CisPipelineCatalogue.Get("cis_v400_1_4");
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));
        var digest = new CisDigest(control, level);
        foreach (var outcome in Enum.GetValues<CisRemovalOutcome>())
        {
            digest.Add(new CisKeyRemoval(control, outcome));
            digest.Add(new CisKeyRemoval(control, outcome)
            {
                AccountId = "111122223333",
                AccountName = "prod",
                Partition = "aws",
                AccessKeyId = "AKIA…WXYZ",
                StatusBefore = RootAccessKeyStatus.Inactive,
                CreateDate = time,
                LastUsedDate = time,
                LastUsedRegion = "us-east-1",
                LastUsedService = "iam",
                Verified = outcome == CisRemovalOutcome.Deleted,
                Time = time,
                RequestId = "6b3d7a0c-0000-4000-8000-000000000001",
                Fault = outcome is CisRemovalOutcome.Failed or CisRemovalOutcome.Refused ? CisFaults.ClockSkew() : null,
            });
        }

        return digest.Notifications().Single();
    }

    private static void AssertWords<T>(JsonElement schema)
        where T : struct, Enum
        => Assert.Equal(Enum.GetNames<T>().Sorted(), schema.GetProperty("enum").EnumerateArray().Select(word => word.GetString()!).Sorted());

    /// <summary>The paths of all properties.</summary>
    private static IEnumerable<string> Known(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Known(Schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), path);
        }

        var items = schema.TryGetProperty("items", out var item) ? Known(item, $"{path}[]") : [];
        return schema.TryGetProperty("properties", out var properties)
            ? items.Concat(properties.EnumerateObject().SelectMany(property => Known(property.Value, $"{path}.{property.Name}").Prepend($"{path}.{property.Name}")))
            : items;
    }
}
