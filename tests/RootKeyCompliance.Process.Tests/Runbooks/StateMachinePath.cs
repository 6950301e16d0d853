using System.Text.Json.Nodes;

namespace RootKeyCompliance.Tests;

/// <summary>Paths in the data of a state machine (<c>$.a.b</c>) and in its context object (<c>$$.a.b</c>).</summary>
internal static class StateMachinePath
{
    /// <summary>What a path leads to; one that leads nowhere fails, as in Step Functions.</summary>
    internal static JsonNode? Look(string path, JsonNode? data, JsonObject context)
    {
        var (node, names) = path.StartsWith("$$", StringComparison.Ordinal) ? (context, path[2..]) : (data, path[1..]);
        foreach (var name in names.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node is JsonObject known && known.ContainsKey(name)
                ? known[name]
                : throw new InvalidOperationException($"States.ParameterPathFailure: {path} is not in {node?.ToJsonString()}");
        }

        return node;
    }

    /// <summary>A template with the values of its paths: a name that ends in <c>.$</c> is one.</summary>
    internal static JsonNode? Fill(JsonNode template, JsonNode? data, JsonObject context)
    {
        if (template is not JsonObject properties)
        {
            return template.DeepClone();
        }

        return new JsonObject(properties.Select(property => property.Key.EndsWith(".$", StringComparison.Ordinal)
            ? KeyValuePair.Create(property.Key[..^2], Look((string)property.Value!, data, context)?.DeepClone())
            : KeyValuePair.Create(property.Key, Fill(property.Value!, data, context))));
    }

    /// <summary>The input of a state with its result in the place that ResultPath names; without one the result alone.</summary>
    internal static JsonNode? Place(JsonNode? resultPath, JsonNode? input, JsonNode? result)
    {
        if (resultPath is null)
        {
            return result;
        }

        var whole = input!.DeepClone();
        whole[((string)resultPath!)[2..]] = result;
        return whole;
    }
}
