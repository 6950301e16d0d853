namespace RootKeyCompliance.Fakes;

/// <summary>How an account's credential report behaves.</summary>
public enum FakeReportKind
{
    Ready,
    NeverGenerated,
    InProgress,
    AlwaysInProgress,
    Expired,
    Denied,
    LimitExceeded,
    Throttled,
    Garbage,
}

/// <summary>How an account's credential report behaves; <paramref name="Count"/> is in polls or refusals where the kind has some.</summary>
public sealed record FakeReportBehaviour(FakeReportKind Kind, int Count = 0)
{
    /// <summary>A report less than four hours old exists.</summary>
    public static FakeReportBehaviour Ready { get; } = new(FakeReportKind.Ready);

    /// <summary>No report until one is asked for, then at once.</summary>
    public static FakeReportBehaviour NeverGenerated { get; } = new(FakeReportKind.NeverGenerated);

    /// <summary>Asked for, it is never finished.</summary>
    public static FakeReportBehaviour AlwaysInProgress { get; } = new(FakeReportKind.AlwaysInProgress);

    /// <summary>The existing report is too old; a new one is there at once when asked for.</summary>
    public static FakeReportBehaviour Expired { get; } = new(FakeReportKind.Expired);

    /// <summary>Both calls are denied, the account summary is not.</summary>
    public static FakeReportBehaviour Denied { get; } = new(FakeReportKind.Denied);

    /// <summary>The report is served, but is no credential report.</summary>
    public static FakeReportBehaviour Garbage { get; } = new(FakeReportKind.Garbage);

    /// <summary>Not finished for so many calls after the one that started it.</summary>
    public static FakeReportBehaviour InProgress(int polls) => new(FakeReportKind.InProgress, polls);

    /// <summary>Generating is refused so many times with IAM's own LimitExceeded (409).</summary>
    public static FakeReportBehaviour LimitExceeded(int times) => new(FakeReportKind.LimitExceeded, times);

    /// <summary>Generating is throttled so many times (400).</summary>
    public static FakeReportBehaviour Throttled(int times) => new(FakeReportKind.Throttled, times);
}
