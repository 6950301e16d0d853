using System.Text.Json;

namespace RootKeyCompliance.TestKit;

/// <summary>What the services document about messages that they do not take.</summary>
internal static class ServiceRules
{
    /// <summary>The documented failure; null when the message is as it should be.</summary>
    internal static FakeAnswer? Refusal(CisNotifierKind kind, ServiceRequest request, bool isSlackApi)
    {
        if (!request.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/json", StringComparison.Ordinal))
        {
            return kind == CisNotifierKind.Slack ? Slack("invalid_payload", isSlackApi) : new FakeAnswer(415, "Unsupported Media Type");
        }

        if (kind == CisNotifierKind.Teams && request.Body.Length > 28 * 1024)
        {
            return new FakeAnswer(413, "Request Entity too large");
        }

        if (kind == CisNotifierKind.Webhook && request.Body.Length > 256 * 1024)
        {
            return new FakeAnswer(413, "Payload Too Large");
        }

        JsonElement json;
        try
        {
            json = request.Json;
        }
        catch (JsonException)
        {
            return kind == CisNotifierKind.Slack ? Slack("invalid_payload", isSlackApi) : new FakeAnswer(400, "Bad Request");
        }

        return kind switch
        {
            CisNotifierKind.Slack => SlackWord(json) is { } word ? Slack(word, isSlackApi) : null,
            CisNotifierKind.Teams => IsCard(json) ? null : Flow(400, "TriggerInputSchemaMismatch", "The input body for trigger 'manual' did not match its schema."),
            _ => null,
        };
    }

    /// <summary>A failure as Teams' workflows write it.</summary>
    internal static FakeAnswer Flow(int status, string code, string message)
        => new(status, JsonSerializer.Serialize(new { error = new { code, message } })) { ContentType = "application/json" };

    /// <summary>A failure as Slack's webhooks or its API write it.</summary>
    internal static FakeAnswer Slack(string word, bool isApi)
        => isApi ? new FakeAnswer(200, $$"""{"ok":false,"error":"{{word}}"}""") { ContentType = "application/json" } : new FakeAnswer(400, word);

    /// <summary>A success as Slack's API writes it: with the message as it was posted, its letters beyond ASCII escaped.</summary>
    internal static FakeAnswer Posted(JsonElement message, string ts)
    {
        var text = message.GetProperty("text").GetString();
        var blocks = message.GetProperty("blocks").EnumerateArray().Select((block, number) => new
        {
            type = block.GetProperty("type").GetString(),
            block_id = $"b{number}",
            text = block.GetProperty("text"),
        });
        var posted = new { type = "message", subtype = "bot_message", bot_id = "B0123456789", ts, text, blocks };
        return new FakeAnswer(200, JsonSerializer.Serialize(new { ok = true, channel = message.GetProperty("channel").GetString(), ts, message = posted }))
        {
            ContentType = "application/json",
        };
    }

    private static string? SlackWord(JsonElement json)
    {
        var text = json.TryGetProperty("text", out var found) ? found.GetString() : null;
        if (string.IsNullOrEmpty(text))
        {
            return "no_text";
        }

        var blocks = json.GetProperty("blocks").EnumerateArray().ToList();
        var lengths = blocks.Select(block => (Type: block.GetProperty("type").GetString(), block.GetProperty("text").GetProperty("text").GetString()!.Length)).ToList();
        var isWrong = blocks.Count > 50 || lengths.Any(block => block.Length is 0 or > 3000 || (block.Type == "header" && block.Length > 150))
            || blocks.Any(block => block.GetProperty("type").GetString() == "header" && block.GetProperty("text").GetProperty("type").GetString() != "plain_text");
        return isWrong ? "invalid_blocks" : lengths.Sum(block => block.Length) > 13_200 ? "msg_blocks_too_long" : text.Length > 40_000 ? "msg_too_long" : null;
    }

    private static bool IsCard(JsonElement json) => json.TryGetProperty("type", out var type) && type.GetString() == "message"
        && json.TryGetProperty("attachments", out var attachments) && attachments.ValueKind == JsonValueKind.Array && attachments.GetArrayLength() == 1
        && attachments[0].GetProperty("contentType").GetString() == "application/vnd.microsoft.card.adaptive"
        && attachments[0].GetProperty("contentUrl").ValueKind == JsonValueKind.Null
        && attachments[0].GetProperty("content") is var card
        && card.GetProperty("type").GetString() == "AdaptiveCard"
        && card.GetProperty("version").GetString() is "1.0" or "1.1" or "1.2" or "1.3" or "1.4"
        && card.GetProperty("body").GetArrayLength() > 0;
}
