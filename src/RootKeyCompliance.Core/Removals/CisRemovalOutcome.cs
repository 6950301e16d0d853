namespace RootKeyCompliance;

/// <summary>What became of a root access key that was to be deleted.</summary>
public enum CisRemovalOutcome
{
    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>It was not there any more: somebody else, or an earlier run, has deleted it.</summary>
    AlreadyGone,

    /// <summary>It is not safe to delete it, or these credentials cannot; nobody was asked.</summary>
    Refused,

    /// <summary>Whoever was asked said no.</summary>
    Declined,

    /// <summary>It would have been asked about; -WhatIf deletes nothing.</summary>
    WhatIf,

    /// <summary>It could not be looked up or deleted.</summary>
    Failed,
}
