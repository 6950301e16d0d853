using System.Text.Json;

namespace RootKeyCompliance.Connectors.Configuration;

/// <summary>A JSON value, and where in the file it begins. Keeps the order of an object's members.</summary>
internal sealed class ConfigurationNode(JsonValueKind kind, int offset = 0)
{
    internal JsonValueKind Kind { get; } = kind;

    /// <summary>The byte that it begins at.</summary>
    internal int Offset { get; } = offset;

    /// <summary>A string's text, or a number as it is written; empty for the others.</summary>
    internal string Text { get; init; } = "";

    /// <summary>An object's members; empty for the others.</summary>
    internal List<ConfigurationMember> Members { get; } = [];

    /// <summary>An array's items; empty for the others.</summary>
    internal List<ConfigurationNode> Items { get; } = [];

    internal static ConfigurationNode String(string text) => new(JsonValueKind.String) { Text = text };

    internal static ConfigurationNode Number(string text) => new(JsonValueKind.Number) { Text = text };

    internal static ConfigurationNode Array(IEnumerable<ConfigurationNode> items)
    {
        var array = new ConfigurationNode(JsonValueKind.Array);
        array.Items.AddRange(items);
        return array;
    }

    /// <summary>The member of that name, however it is written; null when there is none.</summary>
    internal ConfigurationMember? Find(string name) => Members.Find(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The object that is the member of that name; it is made when it is not there.</summary>
    internal ConfigurationNode Open(string name)
    {
        if (Find(name) is { } member)
        {
            return member.Value;
        }

        var made = new ConfigurationNode(JsonValueKind.Object);
        Members.Add(new ConfigurationMember(name, 0, made));
        return made;
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in Members)
                {
                    writer.WritePropertyName(member.Name);
                    member.Value.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                Items.ForEach(item => item.WriteTo(writer));
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text);
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Text);
                break;
            default:
                writer.WriteRawValue(Kind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" });
                break;
        }
    }
}

/// <summary>A member of an object.</summary>
internal sealed class ConfigurationMember(string name, int offset, ConfigurationNode value)
{
    internal string Name { get; } = name;

    /// <summary>The byte that its name begins at.</summary>
    internal int Offset { get; } = offset;

    internal ConfigurationNode Value { get; set; } = value;
}
