using System.Text.Json;
using RootKeyCompliance.Connectors.Notifiers.Http;

namespace RootKeyCompliance.Connectors.Notifiers.Webhook;

/// <summary>A digest as documented JSON: docs/webhook.md, docs/schemas/notification-v1.schema.json.</summary>
internal static class WebhookBody
{
    private const string Type = "rootkeycompliance.notification";
    private const int Version = 1;
    private const int MessageRoom = 256 * 1024;

    internal static IReadOnlyList<NotificationPart> Compose(CisNotification notification)
    {
        var lines = notification.Messages.Select(message => new Line(
            JsonBody.Text(message.Text), message.Finding is { } finding ? JsonBody.Of(json => Write(json, finding)) : null)).ToList();
        var room = MessageRoom - Write(notification, new HttpPart(int.MaxValue, int.MaxValue, []), []).Body.Length;
        var messages = NotificationPart.Fill(lines, line => line.Size, room, int.MaxValue);
        return HttpPart.Of(messages, (part, message) => Write(notification, part, message));
    }

    private static HttpPart Write(CisNotification notification, HttpPart part, IReadOnlyList<Line> lines)
    {
        // The same for each attempt, also one that a user makes later.
        var id = FormattableString.Invariant($"cis_{notification.Id:N}_{part.Number}");
        return part with
        {
            Id = id,
            Body = JsonBody.Of(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", Type);
                json.WriteNumber("version", Version);
                json.WriteString("id", id);
                json.WriteString("timestamp", notification.CreatedAt.UtcDateTime);
                json.WriteString("title", notification.Title);
                json.WriteString("controlId", notification.ControlId);
                json.WriteString("benchmark", notification.Benchmark);
                json.WriteString("level", notification.Level.ToString());
                json.WriteNumber("part", part.Number);
                json.WriteNumber("parts", part.Count);
                Write(json, notification.Counts);
                json.WriteArray("messages", lines.Select(line => line.Message));
                json.WriteArray("findings", lines.Select(line => line.Finding).OfType<byte[]>());
                json.WriteEndObject();
            }),
        };
    }

    private static void Write(Utf8JsonWriter json, CisFindingCounts counts)
    {
        json.WriteStartObject("counts");
        json.WriteNumber("pass", counts.Pass);
        json.WriteNumber("fail", counts.Fail);
        json.WriteNumber("error", counts.Error);
        json.WriteNumber("skipped", counts.Skipped);
        json.WriteNumber("total", counts.Total);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CisFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("status", finding.Status.ToString());
        json.WriteString("severity", finding.Severity.ToString());
        WriteText(json, "accountId", finding.AccountId);
        WriteText(json, "accountName", finding.AccountName);
        WriteText(json, "accountState", finding.AccountState);
        WriteText(json, "partition", finding.Partition);
        WriteText(json, "resourceId", finding.ResourceId);
        json.WriteString("message", finding.Message);
        WriteFlag(json, "accessKeysPresent", finding.AccessKeysPresent);
        WriteCount(json, "activeKeyCount", finding.ActiveKeyCount);
        WriteCount(json, "inactiveKeyCount", finding.InactiveKeyCount);
        json.WriteStartArray("accessKeys");
        foreach (var key in finding.AccessKeys)
        {
            Write(json, key);
        }

        json.WriteEndArray();
        WriteFlag(json, "rootMfaEnabled", finding.RootMfaEnabled);
        WriteFlag(json, "rootPasswordPresent", finding.RootPasswordPresent);
        json.WriteString("source", finding.Source.ToString());
        WriteText(json, "sourceName", finding.SourceName);
        WriteTime(json, "evidenceTime", finding.EvidenceTime);
        WriteTime(json, "checkedAt", finding.CheckedAt);
        WriteText(json, "remediation", finding.Remediation);
        WriteText(json, "errorId", finding.ErrorId);
        json.WriteString("fingerprint", finding.Fingerprint);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RootAccessKey key)
    {
        json.WriteStartObject();
        json.WriteString("status", key.Status.ToString());
        WriteText(json, "accessKeyId", key.AccessKeyId is { } id ? KeyIds.MaskAllIn(id) : null);
        WriteTime(json, "createDate", key.CreateDate);
        WriteTime(json, "lastRotatedDate", key.LastRotatedDate);
        WriteTime(json, "lastUsedDate", key.LastUsedDate);
        WriteText(json, "lastUsedRegion", key.LastUsedRegion);
        WriteText(json, "lastUsedService", key.LastUsedService);
        json.WriteEndObject();
    }

    // One line each, and of limited length: an account's name may be anything.
    private static void WriteText(Utf8JsonWriter json, string name, string? text)
        => json.WriteString(name, text is null ? null : PlainText.OneLine(text));

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool? flag)
    {
        if (flag is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteCount(Utf8JsonWriter json, string name, int? count)
    {
        if (count is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A line and its finding, as JSON.</summary>
    private sealed record Line(byte[] Message, byte[]? Finding)
    {
        // With the commas.
        internal int Size => Message.Length + 1 + (Finding is null ? 0 : Finding.Length + 1);
    }
}
