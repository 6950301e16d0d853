using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests;

/// <summary>docs/schemas/notification.schema.json is what the webhook is sent: no more and no less.</summary>
public sealed class WebhookSchemaTests : HttpNotifierTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schemas", "notification.schema.json"))).RootElement;

    [Fact]
    public async Task Every_body_is_as_the_schema_says_and_has_all_that_it_knows()
    {
        var schema = new JsonSchema(Schema);
        var full = SampleFindings.Judge(SampleFindings.Full("111122223333"));
        CisKeyRemoval[] removals =
        [
            .. SampleRemovals.OneOfEach, SampleRemovals.Full(),
            .. Enum.GetValues<CisRemovalOutcome>().Select(outcome => new CisKeyRemoval(CisPipelineCatalogue.Get("cis_v400_1_4"), outcome)),
        ];
        foreach (var level in Enum.GetValues<CisNotificationLevel>())
        {
            await SendAsync(Services.Webhook, SampleDigests.Of(level, [.. SampleDigests.OneOfEach, full]));
            await SendAsync(Services.Webhook, SampleDigests.Of(level, SampleDigests.Failing(700)));
            await SendAsync(Services.Webhook, SampleRemovals.Digest(level, removals));
            await SendAsync(Services.Webhook, SampleRemovals.Digest(level, SampleRemovals.Many(700), SampleDigests.OneOfEach));
        }

        Assert.InRange(Services.Requests.Count, 12, 30);
        Assert.All(Services.Requests, request => Assert.Empty(schema.FlawsOf(request.Json)));
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
        await SendAsync(Services.Webhook);
        var body = JsonNode.Parse(Services.Requests[0].Text)!.AsObject();
        body.Remove(property);
        if (value is not null)
        {
            body[property] = JsonNode.Parse(value);
        }

        Assert.NotEmpty(new JsonSchema(Schema).FlawsOf(JsonDocument.Parse(body.ToJsonString()).RootElement));
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
