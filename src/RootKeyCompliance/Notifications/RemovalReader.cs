using System.Management.Automation;
using static RootKeyCompliance.Notifications.FlattenedObject;

namespace RootKeyCompliance.Notifications;

/// <summary>
/// Takes removals from the pipeline: live ones, and those that a job, a remote session or Import-Clixml has flattened into properties.
/// </summary>
internal static class RemovalReader
{
    private const string FlattenedType = "Deserialized.RootKeyCompliance.CisKeyRemoval";

    /// <summary>The removal; null when the object is none, or a flattened one with a word that there is not.</summary>
    internal static CisKeyRemoval? Read(PSObject input)
    {
        if (input.BaseObject is CisKeyRemoval live)
        {
            return live;
        }

        if (!input.TypeNames.Contains(FlattenedType)
            || CisPipelineCatalogue.Find(Text(input, nameof(CisKeyRemoval.ControlId))) is not { } control
            || EnumWord.Read<CisRemovalOutcome>(Text(input, nameof(CisKeyRemoval.Outcome))) is not { } outcome)
        {
            return null;
        }

        // What was flattened may have been changed since.
        var message = KeyIds.MaskAllIn(PlainText.OneLine(Text(input, nameof(CisKeyRemoval.Message))));
        return new CisKeyRemoval(control, outcome, message.Length > 0 ? message : null)
        {
            AccountId = Text(input, nameof(CisKeyRemoval.AccountId)),
            AccountName = Text(input, nameof(CisKeyRemoval.AccountName)),
            Partition = Text(input, nameof(CisKeyRemoval.Partition)),
            AccessKeyId = Text(input, nameof(CisKeyRemoval.AccessKeyId)),
            StatusBefore = EnumWord.Read<RootAccessKeyStatus>(Text(input, nameof(CisKeyRemoval.StatusBefore))),
            CreateDate = Time(input, nameof(CisKeyRemoval.CreateDate)),
            LastUsedDate = Time(input, nameof(CisKeyRemoval.LastUsedDate)),
            LastUsedRegion = Text(input, nameof(CisKeyRemoval.LastUsedRegion)),
            LastUsedService = Text(input, nameof(CisKeyRemoval.LastUsedService)),
            Verified = Value<bool>(input, nameof(CisKeyRemoval.Verified)) ?? false,
            Time = Time(input, nameof(CisKeyRemoval.Time)) ?? DateTimeOffset.UtcNow,
            RequestId = Text(input, nameof(CisKeyRemoval.RequestId)),
            Fault = Text(input, nameof(CisKeyRemoval.ErrorId)) is { } errorId ? CisFaults.Reported(errorId, message) : null,
        };
    }
}
