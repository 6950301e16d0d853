using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.TestKit;

/// <summary>
/// As much of JSON Schema (2020-12) as our own schemas say. It is stricter in one thing: a property that the schema does not know is a
/// flaw. A keyword that is not known here is an error, lest it be taken for checked.
/// </summary>
internal sealed class JsonSchema(JsonElement root)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>The paths of properties that the schema knows, as far as they were met.</summary>
    internal HashSet<string> Met { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong with a value, one line each.</summary>
    internal IReadOnlyList<string> FlawsOf(JsonElement value) => [.. Flaws(root, value, "$")];

    private IEnumerable<string> Flaws(JsonElement schema, JsonElement value, string path)
        => schema.EnumerateObject().SelectMany(keyword => Flaws(schema, keyword, value, path));

    private IEnumerable<string> Flaws(JsonElement schema, JsonProperty keyword, JsonElement value, string path) => keyword.Name switch
    {
        "$schema" or "title" or "description" or "$defs" => [],
        "$ref" => Flaws(Definition(keyword.Value.GetString()!), value, path),
        "type" => When(!Types(keyword.Value).Any(type => IsOf(type, value)), path, $"is {value.ValueKind}"),
        "const" => When(value.GetRawText() != keyword.Value.GetRawText(), path, "is not the constant"),
        "enum" => When(keyword.Value.EnumerateArray().All(word => word.GetRawText() != value.GetRawText()), path, "is none of the words"),
        "minimum" => When(value.ValueKind == JsonValueKind.Number && value.GetDouble() < keyword.Value.GetDouble(), path, "is too small"),
        "minItems" => When(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() < keyword.Value.GetInt32(), path, "has too few items"),
        "maxItems" => When(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > keyword.Value.GetInt32(), path, "has too many items"),
        "minLength" => When(value.ValueKind == JsonValueKind.String && value.GetString()!.Length < keyword.Value.GetInt32(), path, "is too short"),
        "maxLength" => When(value.ValueKind == JsonValueKind.String && value.GetString()!.Length > keyword.Value.GetInt32(), path, "is too long"),
        "pattern" => When(value.ValueKind == JsonValueKind.String && !Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!, RegexOptions.None, Limit), path, "is not like the pattern"),
        "format" => When(value.ValueKind == JsonValueKind.String && !IsTime(keyword.Value.GetString()!, value.GetString()!), path, "is no time"),
        "required" => keyword.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name}: is missing"),
        "properties" => value.EnumerateObject().SelectMany(property => OfProperty(keyword.Value, property, path)),
        "items" => value.EnumerateArray().SelectMany((item, _) => Flaws(keyword.Value, item, $"{path}[]")),
        _ => throw new NotSupportedException($"{keyword.Name} of {schema.GetRawText()[..40]}"),
    };

    private IEnumerable<string> OfProperty(JsonElement known, JsonProperty property, string path)
    {
        var place = $"{path}.{property.Name}";
        Met.Add(place);
        return known.TryGetProperty(property.Name, out var schema) ? Flaws(schema, property.Value, place) : [$"{place}: is not known"];
    }

    private JsonElement Definition(string reference) => root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]);

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException(type),
    };

    private static bool IsTime(string format, string text)
        => format == "date-time" && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) && text.Contains('T', StringComparison.Ordinal) && text.EndsWith('Z');

    private static IEnumerable<string> When(bool isWrong, string path, string flaw) => isWrong ? [$"{path}: {flaw}"] : [];
}
