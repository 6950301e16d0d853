namespace RootKeyCompliance.Fakes;

/// <summary>How often requests fail, and in which ways.</summary>
public sealed record FakeFaultMix
{
    /// <summary>0: never, 1: always.</summary>
    public double Rate { get; init; }

    /// <summary>The kinds, each as likely as the others; name one twice to have it twice as often.</summary>
    public IReadOnlyList<FakeFaultKind> Kinds { get; init; } =
    [
        FakeFaultKind.Throttle,
        FakeFaultKind.ServiceFailure,
        FakeFaultKind.ServiceUnavailable,
        FakeFaultKind.ConnectionReset,
        FakeFaultKind.Stall,
        FakeFaultKind.TruncatedBody,
        FakeFaultKind.MalformedBody,
    ];

    /// <summary>How long a stall of the mix lasts when the client does not give up.</summary>
    public TimeSpan StallFor { get; init; } = TimeSpan.FromSeconds(30);
}
