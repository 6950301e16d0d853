using System.Management.Automation;
using System.Text.Json;

namespace RootKeyCompliance.Tests.Organizations;

/// <summary>Makes objects of JSON as ConvertFrom-Json does, dates included; the engine of these sessions has no Utility cmdlets.</summary>
[Cmdlet(VerbsData.ConvertFrom, "JsonLike")]
public sealed class ConvertFromJsonLikeCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string? Text { get; set; }

    protected override void ProcessRecord()
    {
        using var document = JsonDocument.Parse(Text!);
        WriteObject(Convert(document.RootElement));
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
            default:
                return json.ToString();
        }
    }
}
