namespace RootKeyCompliance;

/// <summary>How much a notification says, from little to much.</summary>
public enum CisNotificationLevel
{
    /// <summary>Only accounts that could not be checked; nothing at all when there are none.</summary>
    Error,

    /// <summary>The control, how many root users have access keys, each of them, and accounts that could not be checked.</summary>
    Info,

    /// <summary>Every account.</summary>
    Verbose,
}
