using System.Text;
using System.Text.Json;

namespace RootKeyCompliance.TestKit;

/// <summary>A request that reached a fake service.</summary>
/// <param name="Kind">The service; null when the address belongs to none.</param>
/// <param name="Method">POST, or what should not be.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">By name, in any case.</param>
/// <param name="Body">As it came.</param>
internal sealed record ServiceRequest(CisNotifierKind? Kind, string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>How the service's documented limits were broken; null when they were kept.</summary>
    internal string? Violation { get; init; }

    /// <summary>Ends when the client hangs up before the answer is complete.</summary>
    internal Task Aborted { get; init; } = Task.CompletedTask;

    internal string Text => Encoding.UTF8.GetString(Body);

    internal JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The header as readers see it.</summary>
    internal string Header => Kind switch
    {
        CisNotifierKind.Slack => Unescape(Blocks("header").Single()),
        CisNotifierKind.Teams => CardTexts[0],
        _ => Json.GetProperty("title").GetString()!,
    };

    /// <summary>The lines as readers see them, without the header.</summary>
    internal IReadOnlyList<string> Lines => Kind switch
    {
        CisNotifierKind.Slack => [.. Blocks("section").SelectMany(section => section.Split('\n')).Select(Unescape)],
        CisNotifierKind.Teams => [.. CardTexts.Skip(1)],
        _ => [.. Json.GetProperty("messages").EnumerateArray().Select(line => line.GetString()!).Skip(Json.GetProperty("part").GetInt32() == 1 ? 1 : 0)],
    };

    /// <summary>One property of each item in a list of the webhook's body.</summary>
    internal IEnumerable<string> Words(string list, string property)
        => Json.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(property).GetString()!);

    private List<string> CardTexts =>
    [
        .. Json.GetProperty("attachments")[0].GetProperty("content").GetProperty("body").EnumerateArray()
            .Select(block => string.Concat(block.GetProperty("inlines").EnumerateArray().Select(run => run.GetProperty("text").GetString()))),
    ];

    private IEnumerable<string> Blocks(string type) => Json.GetProperty("blocks").EnumerateArray()
        .Where(block => block.GetProperty("type").GetString() == type).Select(block => block.GetProperty("text").GetProperty("text").GetString()!);

    /// <summary>What Slack shows for its three entities.</summary>
    private static string Unescape(string text) => text.Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
}
