namespace RootKeyCompliance;

/// <summary>
/// What became of one root access key that was to be deleted; or of an account whose keys could not be looked up, or which has none.
/// Unknown values are null, never a guess. All times are UTC.
/// </summary>
public sealed class CisKeyRemoval
{
    private readonly CisPipeline _control;
    private readonly string? _message;
    private readonly string? _accessKeyId;

    /// <param name="control">The control that wants the key gone.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="message">The sentence, where it is not to be made of the rest.</param>
    internal CisKeyRemoval(CisPipeline control, CisRemovalOutcome outcome, string? message = null)
    {
        _control = control;
        _message = message;
        Outcome = outcome;
    }

    /// <summary>The control that wants the key gone, such as <c>cis_v400_1_4</c>.</summary>
    public string ControlId => _control.ControlId;

    /// <summary>The control's number and title.</summary>
    public string Title => _control.Title;

    /// <summary>The account's 12 digits, or null where it is not known.</summary>
    public string? AccountId { get; internal init; }

    /// <summary>The account's name, or null where it is not known.</summary>
    public string? AccountName { get; internal init; }

    /// <summary>The AWS partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> …, or null where it is not known.</summary>
    public string? Partition { get; internal init; }

    /// <summary>The masked key id (<c>AKIA…WXYZ</c>); null when this is about an account without a key, or one that could not be looked up.</summary>
    public string? AccessKeyId
    {
        get => _accessKeyId;
        internal init => _accessKeyId = value is null ? null : KeyIds.MaskAllIn(value);
    }

    /// <summary>The key's state before, or null where it is not known.</summary>
    public RootAccessKeyStatus? StatusBefore { get; internal init; }

    /// <summary>When the key was made (UTC), or null where it is not known.</summary>
    public DateTimeOffset? CreateDate { get; internal init; }

    /// <summary>When the key last signed a request (UTC), or null: never, not since 2015-04-22, or not known.</summary>
    public DateTimeOffset? LastUsedDate { get; internal init; }

    /// <summary>The region of that request, or null.</summary>
    public string? LastUsedRegion { get; internal init; }

    /// <summary>The service of that request, such as <c>iam</c>, or null.</summary>
    public string? LastUsedService { get; internal init; }

    /// <summary>Deleted, AlreadyGone, Refused, Declined, WhatIf or Failed.</summary>
    public CisRemovalOutcome Outcome { get; }

    /// <summary>
    /// Whether AWS confirmed afterwards, in the same session and never by a report, that the key is gone: its list of keys is without it or, for the
    /// key that signs, AWS has answered that it is deleted and does not know it any more.
    /// </summary>
    public bool Verified { get; internal init; }

    /// <summary>When it was settled (UTC).</summary>
    public DateTimeOffset Time { get; internal init; }

    /// <summary>AWS's id of the request that deleted the key, as CloudTrail has it (<c>requestID</c>); null when there was none, or its answer was lost.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>The stable word for why, when <see cref="Outcome"/> is Refused or Failed, such as <c>AccessKeyRecentlyUsed</c>; null otherwise.</summary>
    public string? ErrorId => Fault?.ErrorId;

    /// <summary>The removal in one English sentence.</summary>
    public string Message => _message ?? RemovalText.Of(this);

    internal CisFault? Fault { get; init; }

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
