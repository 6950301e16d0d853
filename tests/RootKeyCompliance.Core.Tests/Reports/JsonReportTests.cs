using System.Text.Json;
using CsCheck;

namespace RootKeyCompliance.Tests;

public sealed class JsonReportTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schemas", "findings.schema.json"))).RootElement;

    private static readonly Gen<string?> Text = Gen.OneOf(Gen.Const((string?)null), Gen.String.Select(text => (string?)text), Gen.Int[0, SampleFindings.Hostile.Length - 1].Select(index => (string?)SampleFindings.Hostile[index]));

    private static readonly Gen<DateTimeOffset?> Time = Gen.OneOf(Gen.Const((DateTimeOffset?)null), Gen.DateTimeOffset.Select(time => (DateTimeOffset?)time));

    private static readonly Gen<bool?> Flag = Gen.Int[0, 2].Select(value => value == 2 ? (bool?)null : value == 1);

    private static readonly Gen<int?> Count = Gen.Int[-1, 2].Select(count => count < 0 ? (int?)null : count);

    private static readonly Gen<RootAccessKey> Key = Gen.Select(Gen.Bool, Text, Time, Time, Time, Text, Text, (active, id, created, rotated, used, region, service)
        => new RootAccessKey(active ? RootAccessKeyStatus.Active : RootAccessKeyStatus.Inactive, id, created, rotated, used, region, service));

    private static readonly Gen<RootUserEvidence> Evidence = Gen.Select(
        Gen.Select(Text, Text, Text, Text, Text, (id, name, state, partition, source) => (id, name, state, partition, source)),
        Gen.Select(Flag, Count, Count, Flag, Flag, (present, active, inactive, mfa, password) => (present, active, inactive, mfa, password)),
        Gen.Select(Key.Array[0, 3], Time, Gen.Int[0, 4], Gen.Bool, (keys, time, source, failed) => (keys, time, source, failed)),
        (texts, counts, rest) => new RootUserEvidence
        {
            Source = (CisEvidenceSource)rest.source,
            SourceName = texts.source,
            AccountId = texts.id,
            AccountName = texts.name,
            AccountState = texts.state,
            Partition = texts.partition,
            AccessKeysPresent = counts.present,
            ActiveKeyCount = counts.active,
            InactiveKeyCount = counts.inactive,
            RootMfaEnabled = counts.mfa,
            RootPasswordPresent = counts.password,
            AccessKeys = rest.keys,
            EvidenceTime = rest.time,
            Fault = rest.failed ? CisFaults.AccessDenied("iam:GetAccountSummary", texts.source ?? "") : null,
        });

    [Theory]
    [MemberData(nameof(SampleFindings.Sizes), MemberType = typeof(SampleFindings))]
    public void What_is_written_can_be_read_again(int count) => AssertRoundTrip([.. SampleFindings.Many(count)]);

    [Fact]
    public void Hostile_names_can_be_read_again() => AssertRoundTrip(SampleFindings.OfHostileNames);

    [Fact]
    public void Any_finding_can_be_read_again() => Gen.Select(Evidence, Gen.Bool, Gen.Int[-1, 3], Gen.Int[0, CisPipelineCatalogue.All.Count - 1]).Sample(
        (evidence, allowInactive, change, control) =>
        {
            var finding = SampleFindings.Judge(evidence, allowInactive, CisPipelineCatalogue.All[control].ControlId);
            AssertRoundTrip([change < 0 ? finding : finding.With((CisFindingChange)change)]);
        },
        iter: Thorough.Choose(300, 3000));

    [Fact]
    public void It_is_as_the_schema_says_and_has_all_that_the_schema_knows()
    {
        var schema = new JsonSchema(Schema);

        Assert.Empty(schema.FlawsOf(SampleFindings.Json(CisReportFormat.Json, [.. SampleFindings.OfEachKind, .. SampleFindings.OfHostileNames])));
        Assert.Empty(schema.FlawsOf(SampleFindings.Json(CisReportFormat.Json, [])));

        Assert.Equal(5 + 25 + 7, schema.Met.Count);
        AssertWords<CisStatus>("status");
        AssertWords<CisSeverity>("severity");
        AssertWords<CisEvidenceSource>("source");
        AssertWords<CisFindingChange>("change");
        Assert.All([Schema, .. Schema.GetProperty("$defs").EnumerateObject().Select(definition => definition.Value)], part
            => Assert.Equal(
                part.GetProperty("properties").EnumerateObject().Select(property => property.Name),
                part.GetProperty("required").EnumerateArray().Select(name => name.GetString()!),
                StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"controlId":"cis_v400_1_4"}""")]
    [InlineData("""{"controlId":"none","status":"Pass","severity":"None","source":"Iam","checkedAt":"2026-01-02T03:04:05Z","accessKeys":[]}""")]
    [InlineData("""{"controlId":"cis_v400_1_4","status":"1","severity":"None","source":"Iam","checkedAt":"2026-01-02T03:04:05Z","accessKeys":[]}""")]
    [InlineData("""{"controlId":"cis_v400_1_4","status":"Pass","severity":"None","source":"Iam","checkedAt":"yesterday","accessKeys":[]}""")]
    [InlineData("""{"controlId":"cis_v400_1_4","status":"Pass","severity":"None","source":"Iam","checkedAt":"2026-01-02T03:04:05Z","accessKeys":[{}]}""")]
    [InlineData("""{"controlId":"\ud800","status":"Pass"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void What_is_no_finding_is_none(string json) => Assert.Null(FindingJson.Read(JsonDocument.Parse(json).RootElement));

    private static void AssertRoundTrip(IReadOnlyList<CisFinding> findings)
    {
        var text = SampleFindings.Text(CisReportFormat.Json, findings);
        Assert.DoesNotContain(SampleFindings.WholeKeyId, text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("RootKeyCompliance 1.2.3", json.RootElement.GetProperty("generator").GetString());

        var read = json.RootElement.GetProperty("findings").EnumerateArray().Select(FindingJson.Read).ToList();

        Assert.Equal(findings.Count, read.Count);
        foreach (var (finding, again) in findings.Zip(read))
        {
            Assert.NotNull(again);
            Assert.Equal(Whole(finding), Whole(again));
        }
    }

    /// <summary>All public properties, as they may be told: half a surrogate pair cannot, and whole key ids may not.</summary>
    private static string Whole(CisFinding finding) => string.Join('\n', typeof(CisFinding).GetProperties().Select(property => $"{property.Name}: {property.GetValue(finding) switch
    {
        null => "null",
        RootAccessKey[] keys => string.Join(" / ", keys.Select(key => Told(string.Join(", ", typeof(RootAccessKey).GetProperties().Select(part => part.GetValue(key) is DateTimeOffset time ? $"{time.UtcDateTime:O}" : $"{part.GetValue(key) ?? "null"}"))))),
        DateTimeOffset time => $"{time.UtcDateTime:O}",
        string text => Told(text),
        var value => value,
    }}"));

    private static string Told(string text) => KeyIds.MaskAllIn(string.Concat(text.EnumerateRunes()));

    private static void AssertWords<T>(string property)
        where T : struct, Enum
        => Assert.Equal(
            Enum.GetNames<T>().Sorted(),
            Schema.GetProperty("$defs").GetProperty("finding").GetProperty("properties").GetProperty(property).GetProperty("enum").EnumerateArray()
                .Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!).Sorted());
}
