namespace RootKeyCompliance.Fakes;

/// <summary>The states an account of an organization passes through.</summary>
public enum FakeAccountState
{
    Active,
    Suspended,
    PendingClosure,
    PendingActivation,
    Closed,
}

internal static class FakeAccountStateNames
{
    /// <summary>As Organizations writes it in <c>State</c>.</summary>
    internal static string ToWire(this FakeAccountState state) => state switch
    {
        FakeAccountState.Active => "ACTIVE",
        FakeAccountState.Suspended => "SUSPENDED",
        FakeAccountState.PendingClosure => "PENDING_CLOSURE",
        FakeAccountState.PendingActivation => "PENDING_ACTIVATION",
        _ => "CLOSED",
    };

    /// <summary>The older field <c>Status</c> knows three of the five.</summary>
    internal static string ToOldWire(this FakeAccountState state) => state switch
    {
        FakeAccountState.Active or FakeAccountState.PendingActivation => "ACTIVE",
        FakeAccountState.PendingClosure => "PENDING_CLOSURE",
        _ => "SUSPENDED",
    };
}
