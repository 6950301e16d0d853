using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests.Runbooks;

/// <summary>ConvertTo-Json as far as the scripts use it, for the engine that has no Utility cmdlets. It writes everything, however deep.</summary>
[Cmdlet(VerbsData.ConvertTo, "Json")]
public sealed class ConvertToJsonCommand : PSCmdlet
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    public int Depth { get; set; }

    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    [Parameter]
    public SwitchParameter Compress { get; set; }

    protected override void ProcessRecord() => WriteObject(Convert(InputObject)?.ToJsonString(Options) ?? "null");

    private JsonNode? Convert(object? item)
    {
        var value = item is PSObject wrapped ? wrapped.BaseObject : item;
        return value switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            Enum word when EnumsAsStrings => JsonValue.Create(word.ToString()),
            DateTime or DateTimeOffset => JsonSerializer.SerializeToNode(value),
            Enum or int or long or double => JsonValue.Create(System.Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            IDictionary entries => ConvertAll(entries.Cast<DictionaryEntry>().Select(entry => ($"{entry.Key}", entry.Value))),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Convert)]),
            _ => ConvertAll(PSObject.AsPSObject(item!).Properties.Select(property => (property.Name, (object?)property.Value))),
        };
    }

    private JsonObject ConvertAll(IEnumerable<(string Name, object? Value)> properties)
        => new(properties.Select(property => KeyValuePair.Create(property.Name, Convert(property.Value))));
}

/// <summary>ConvertFrom-Json as far as the scripts use it: dates are made of what looks like one.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = "";

    protected override void ProcessRecord()
    {
        using var document = JsonDocument.Parse(InputObject);
        WriteObject(Convert(document.RootElement), enumerateCollection: true);
    }

    private static object? Convert(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var value = new PSObject();
                foreach (var property in json.EnumerateObject())
                {
                    value.Properties.Add(new PSNoteProperty(property.Name, Convert(property.Value)));
                }

                return value;
            case JsonValueKind.Array:
                return json.EnumerateArray().Select(Convert).ToArray();
            case JsonValueKind.String:
                return json.TryGetDateTime(out var date) ? date : json.GetString();
            case JsonValueKind.Number:
                return json.TryGetInt64(out var number) ? number : json.GetDouble();
            case JsonValueKind.Null:
                return null;
            default:
                return json.GetBoolean();
        }
    }
}
