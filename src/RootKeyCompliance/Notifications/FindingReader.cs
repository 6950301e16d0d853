using System.Collections;
using System.Management.Automation;
using static RootKeyCompliance.Notifications.FlattenedObject;

namespace RootKeyCompliance.Notifications;

/// <summary>
/// Takes findings from the pipeline: live ones, those that a job, a remote session or Import-Clixml has flattened into properties, and those of a
/// report in JSON.
/// </summary>
internal static class FindingReader
{
    private const string FlattenedType = "Deserialized.RootKeyCompliance.CisFinding";

    /// <summary>The finding; null when the object is none, or a flattened one with a word that there is not.</summary>
    internal static CisFinding? Read(PSObject input)
    {
        if (input.BaseObject is CisFinding live)
        {
            return live;
        }

        if (!IsFlattened(input)
            || CisPipelineCatalogue.Find(Text(input, nameof(CisFinding.ControlId))) is not { } control
            || EnumWord.Read<CisStatus>(Text(input, nameof(CisFinding.Status))) is not { } status
            || EnumWord.Read<CisSeverity>(Text(input, nameof(CisFinding.Severity))) is not { } severity
            || EnumWord.Read<CisEvidenceSource>(Text(input, nameof(CisFinding.Source))) is not { } source
            || Keys(input) is not { } keys)
        {
            return null;
        }

        var message = Text(input, nameof(CisFinding.Message)) ?? "";
        var evidence = new RootUserEvidence
        {
            Source = source,
            SourceName = Text(input, nameof(CisFinding.SourceName)),
            AccountId = Text(input, nameof(CisFinding.AccountId)),
            AccountName = Text(input, nameof(CisFinding.AccountName)),
            AccountState = Text(input, nameof(CisFinding.AccountState)),
            Partition = Text(input, nameof(CisFinding.Partition)),
            AccessKeysPresent = Value<bool>(input, nameof(CisFinding.AccessKeysPresent)),
            ActiveKeyCount = Value<int>(input, nameof(CisFinding.ActiveKeyCount)),
            InactiveKeyCount = Value<int>(input, nameof(CisFinding.InactiveKeyCount)),
            AccessKeys = keys,
            RootMfaEnabled = Value<bool>(input, nameof(CisFinding.RootMfaEnabled)),
            RootPasswordPresent = Value<bool>(input, nameof(CisFinding.RootPasswordPresent)),
            EvidenceTime = Time(input, nameof(CisFinding.EvidenceTime)),
            Fault = status == CisStatus.Error ? CisFaults.Reported(Text(input, nameof(CisFinding.ErrorId)), message) : null,
        };
        return new CisFinding(
            control, evidence, status, severity, Time(input, nameof(CisFinding.CheckedAt)) ?? DateTimeOffset.UtcNow, PlainText.OneLine(message))
        {
            Change = EnumWord.Read<CisFindingChange>(Text(input, nameof(CisFinding.Change))),
        };
    }

    // Of a report in JSON, ConvertFrom-Json makes objects without a type. A row of CSV has the same names, and texts for what is no text.
    private static bool IsFlattened(PSObject input) => input.TypeNames.Contains(FlattenedType)
        || (input.BaseObject is PSCustomObject && Raw(input, nameof(CisFinding.AccessKeys)) is IEnumerable and not string && input.Properties[nameof(CisFinding.Fingerprint)] is not null && input.Properties[nameof(CisFinding.ControlId)] is not null);

    /// <summary>The keys; null when one of them cannot be read.</summary>
    private static RootAccessKey[]? Keys(PSObject input)
    {
        var flattened = Raw(input, nameof(CisFinding.AccessKeys)) is IEnumerable list ? list.Cast<object?>().OfType<object>() : [];

        // Jobs make texts of them, which say too little; the counts say how many there are.
        RootAccessKey?[] keys = [.. flattened.Select(PSObject.AsPSObject).Where(key => Text(key, nameof(RootAccessKey.Status)) is not null).Select(Key)];
        return keys.Contains(null) ? null : [.. keys.OfType<RootAccessKey>()];
    }

    private static RootAccessKey? Key(PSObject key) => EnumWord.Read<RootAccessKeyStatus>(Text(key, nameof(RootAccessKey.Status))) is { } status
        ? new RootAccessKey(
            status,
            Text(key, nameof(RootAccessKey.AccessKeyId)),
            Time(key, nameof(RootAccessKey.CreateDate)),
            Time(key, nameof(RootAccessKey.LastRotatedDate)),
            Time(key, nameof(RootAccessKey.LastUsedDate)),
            Text(key, nameof(RootAccessKey.LastUsedRegion)),
            Text(key, nameof(RootAccessKey.LastUsedService)))
        : null;
}
