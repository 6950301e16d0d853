using RootKeyCompliance.Connectors.Notifiers.Http;

namespace RootKeyCompliance.Connectors.Notifiers.Webhook;

/// <summary>A digest as documented JSON: docs/webhook.md.</summary>
internal static class WebhookBody
{
    private const string Type = "rootkeycompliance.notification";
    private const int Version = 1;
    private const int MessageRoom = 256 * 1024;

    internal static IReadOnlyList<NotificationPart> Compose(CisNotification notification)
    {
        var lines = notification.Messages.Select(message => new Line(
            JsonBody.Text(message.Text),
            message.Finding is { } finding ? Finding(finding) : null,
            message.Removal is { } removal ? Removal(removal) : null)).ToList();
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
                json.WritePropertyName("counts");
                json.WriteRawValue(Counts(notification.Counts), skipInputValidation: true);
                json.WriteArray("messages", lines.Select(line => line.Message));
                json.WriteArray("findings", lines.Select(line => line.Finding).OfType<byte[]>());
                json.WriteArray("removals", lines.Select(line => line.Removal).OfType<byte[]>());
                json.WriteEndObject();
            }),
        };
    }

    private static byte[] Counts(CisFindingCounts counts) => JsonBody.Of(new
    {
        pass = counts.Pass,
        fail = counts.Fail,
        error = counts.Error,
        skipped = counts.Skipped,
        total = counts.Total,
    });

    private static byte[] Finding(CisFinding finding) => JsonBody.Of(new
    {
        status = finding.Status.ToString(),
        severity = finding.Severity.ToString(),
        change = finding.Change?.ToString(),
        accountId = OneLine(finding.AccountId),
        accountName = OneLine(finding.AccountName),
        accountState = OneLine(finding.AccountState),
        partition = OneLine(finding.Partition),
        resourceId = OneLine(finding.ResourceId),
        message = finding.Message,
        accessKeysPresent = finding.AccessKeysPresent,
        activeKeyCount = finding.ActiveKeyCount,
        inactiveKeyCount = finding.InactiveKeyCount,
        accessKeys = finding.AccessKeys.Select(Key),
        rootMfaEnabled = finding.RootMfaEnabled,
        rootPasswordPresent = finding.RootPasswordPresent,
        source = finding.Source.ToString(),
        sourceName = OneLine(finding.SourceName),
        evidenceTime = finding.EvidenceTime?.UtcDateTime,
        checkedAt = finding.CheckedAt.UtcDateTime,
        remediation = OneLine(finding.Remediation),
        errorId = OneLine(finding.ErrorId),
        fingerprint = finding.Fingerprint,
    });

    private static byte[] Removal(CisKeyRemoval removal) => JsonBody.Of(new
    {
        outcome = removal.Outcome.ToString(),
        accountId = OneLine(removal.AccountId),
        accountName = OneLine(removal.AccountName),
        partition = OneLine(removal.Partition),
        accessKeyId = OneLine(removal.AccessKeyId),
        message = removal.Message,
        statusBefore = removal.StatusBefore?.ToString(),
        createDate = removal.CreateDate?.UtcDateTime,
        lastUsedDate = removal.LastUsedDate?.UtcDateTime,
        lastUsedRegion = OneLine(removal.LastUsedRegion),
        lastUsedService = OneLine(removal.LastUsedService),
        verified = removal.Verified,
        time = removal.Time.UtcDateTime,
        requestId = OneLine(removal.RequestId),
        errorId = OneLine(removal.ErrorId),
    });

    private static object Key(RootAccessKey key) => new
    {
        status = key.Status.ToString(),
        accessKeyId = key.AccessKeyId is { } id ? OneLine(KeyIds.MaskAllIn(id)) : null,
        createDate = key.CreateDate?.UtcDateTime,
        lastRotatedDate = key.LastRotatedDate?.UtcDateTime,
        lastUsedDate = key.LastUsedDate?.UtcDateTime,
        lastUsedRegion = OneLine(key.LastUsedRegion),
        lastUsedService = OneLine(key.LastUsedService),
    };

    // Of limited length, too: an account's name may be anything.
    private static string? OneLine(string? text) => text is null ? null : PlainText.OneLine(text);

    /// <summary>A line and what is behind it, as JSON.</summary>
    private sealed record Line(byte[] Message, byte[]? Finding, byte[]? Removal)
    {
        // With the commas.
        internal int Size => Message.Length + 1 + (Finding is null ? 0 : Finding.Length + 1) + (Removal is null ? 0 : Removal.Length + 1);
    }
}
