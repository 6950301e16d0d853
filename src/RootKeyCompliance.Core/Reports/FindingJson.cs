using System.Text.Json;

namespace RootKeyCompliance;

/// <summary>A finding as JSON, there and back. Properties are those of the finding, beginning with a small letter; times are UTC.</summary>
internal static class FindingJson
{
    private const int LongestMessage = 10_000;

    internal static void Write(Utf8JsonWriter json, CisFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("fingerprint", finding.Fingerprint);
        json.WriteString("controlId", finding.ControlId);
        json.WriteString("title", finding.Title);
        json.WriteString("benchmark", finding.Benchmark);
        json.WriteString("status", finding.Status.ToString());
        json.WriteString("severity", finding.Severity.ToString());
        json.WriteString("change", finding.Change?.ToString());
        Text(json, "accountId", finding.AccountId);
        Text(json, "accountName", finding.AccountName);
        Text(json, "accountState", finding.AccountState);
        Text(json, "partition", finding.Partition);
        Text(json, "resourceId", finding.ResourceId);
        Text(json, "message", finding.Message);
        WriteDetail(json, finding, KeyIds.MaskAllIn);
        Write(json, "checkedAt", finding.CheckedAt);
        json.WriteString("remediation", finding.Remediation);
        Text(json, "errorId", finding.ErrorId);
        json.WriteEndObject();
    }

    /// <summary>What was seen of keys and root user, and where.</summary>
    /// <param name="json">The writer, within an object.</param>
    /// <param name="finding">The finding.</param>
    /// <param name="told">How texts from outside are told.</param>
    internal static void WriteDetail(Utf8JsonWriter json, CisFinding finding, Func<string, string> told)
    {
        Write(json, "accessKeysPresent", finding.AccessKeysPresent);
        Write(json, "activeKeyCount", finding.ActiveKeyCount);
        Write(json, "inactiveKeyCount", finding.InactiveKeyCount);
        json.WriteStartArray("accessKeys");
        foreach (var key in finding.AccessKeys)
        {
            Write(json, key, told);
        }

        json.WriteEndArray();
        Write(json, "rootMfaEnabled", finding.RootMfaEnabled);
        Write(json, "rootPasswordPresent", finding.RootPasswordPresent);
        json.WriteString("source", finding.Source.ToString());
        Text(json, "sourceName", finding.SourceName, told);
        Write(json, "evidenceTime", finding.EvidenceTime);
    }

    /// <summary>The finding again; null when a part of it is missing or makes no sense.</summary>
    internal static CisFinding? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object
            || CisPipelineCatalogue.Find(Text(json, "controlId")) is not { } control
            || EnumWord.Read<CisStatus>(Text(json, "status")) is not { } status
            || EnumWord.Read<CisSeverity>(Text(json, "severity")) is not { } severity
            || EnumWord.Read<CisEvidenceSource>(Text(json, "source")) is not { } source
            || Time(json, "checkedAt") is not { } checkedAt
            || Keys(json) is not { } keys)
        {
            return null;
        }

        var message = PlainText.OneLineUpTo(Text(json, "message"), LongestMessage);
        var evidence = new RootUserEvidence
        {
            Source = source,
            SourceName = Text(json, "sourceName"),
            AccountId = Text(json, "accountId"),
            AccountName = Text(json, "accountName"),
            AccountState = Text(json, "accountState"),
            Partition = Text(json, "partition"),
            AccessKeysPresent = Flag(json, "accessKeysPresent"),
            ActiveKeyCount = Number(json, "activeKeyCount"),
            InactiveKeyCount = Number(json, "inactiveKeyCount"),
            AccessKeys = keys,
            RootMfaEnabled = Flag(json, "rootMfaEnabled"),
            RootPasswordPresent = Flag(json, "rootPasswordPresent"),
            EvidenceTime = Time(json, "evidenceTime"),
            Fault = status == CisStatus.Error ? CisFaults.Reported(Text(json, "errorId"), message) : null,
        };
        var finding = new CisFinding(control, evidence, status, severity, checkedAt, message.Length == 0 ? null : message)
        {
            Change = EnumWord.Read<CisFindingChange>(Text(json, "change")),
        };

        // An account that has become another one on the way would be taken for it.
        return finding.Fingerprint == Text(json, "fingerprint") ? finding : null;
    }

    private static void Write(Utf8JsonWriter json, RootAccessKey key, Func<string, string> told)
    {
        json.WriteStartObject();
        json.WriteString("status", key.Status.ToString());
        Text(json, "accessKeyId", key.AccessKeyId, told);
        Write(json, "createDate", key.CreateDate);
        Write(json, "lastRotatedDate", key.LastRotatedDate);
        Write(json, "lastUsedDate", key.LastUsedDate);
        Text(json, "lastUsedRegion", key.LastUsedRegion, told);
        Text(json, "lastUsedService", key.LastUsedService, told);
        json.WriteEndObject();
    }

    // A text from outside can have whole key ids in it, wherever it stands.
    private static void Text(Utf8JsonWriter json, string name, string? text) => Text(json, name, text, KeyIds.MaskAllIn);

    private static void Text(Utf8JsonWriter json, string name, string? text, Func<string, string> told) => json.WriteString(name, text is null ? null : told(text));

    private static void Write(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>The keys; null when one of them cannot be read.</summary>
    private static RootAccessKey[]? Keys(JsonElement json)
    {
        if (!json.TryGetProperty("accessKeys", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var keys = new List<RootAccessKey>();
        foreach (var key in list.EnumerateArray())
        {
            if (key.ValueKind != JsonValueKind.Object || EnumWord.Read<RootAccessKeyStatus>(Text(key, "status")) is not { } status)
            {
                return null;
            }

            keys.Add(new RootAccessKey(
                status,
                Text(key, "accessKeyId"),
                Time(key, "createDate"),
                Time(key, "lastRotatedDate"),
                Time(key, "lastUsedDate"),
                Text(key, "lastUsedRegion"),
                Text(key, "lastUsedService")));
        }

        return [.. keys];
    }

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, escaped: JSON takes it, and it is no text.
            return null;
        }
    }

    private static bool? Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    }
        : null;

    private static int? Number(JsonElement json, string name)
        => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static DateTimeOffset? Time(JsonElement json, string name)
        => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time.ToUniversalTime() : null;
}
