using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace RootKeyCompliance.TestKit;

/// <summary>A YAML file as JSON; every scalar is a string, and a tag, as CloudFormation has them, is an object with that one name.</summary>
internal static class YamlFile
{
    internal static JsonObject Read(params string[] path) => Parse(File.ReadAllText(Path.Combine([Repository.Root, .. path]))).AsObject();

    internal static JsonNode Parse(string text)
    {
        using var reader = new StringReader(text);
        var stream = new YamlStream();
        stream.Load(reader);
        return Convert(stream.Documents.Single().RootNode)!;
    }

    /// <summary>Every value with this name, however deep.</summary>
    internal static IEnumerable<JsonNode> All(JsonNode? node, string name) => node switch
    {
        JsonObject map => map.SelectMany(each => (each.Key == name && each.Value is not null ? [each.Value] : Array.Empty<JsonNode>()).Concat(All(each.Value, name))),
        JsonArray list => list.SelectMany(each => All(each, name)),
        _ => [],
    };

    private static JsonNode? Convert(YamlNode node)
    {
        JsonNode? value = node switch
        {
            YamlMappingNode map => new JsonObject(map.Children.Select(each => KeyValuePair.Create(((YamlScalarNode)each.Key).Value!, Convert(each.Value)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
            _ => ((YamlScalarNode)node).Value,
        };
        return node.Tag.IsEmpty || !node.Tag.Value.StartsWith('!') ? value : new JsonObject { [node.Tag.Value] = value };
    }
}
