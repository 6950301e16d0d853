
namespace RootKeyCompliance.TestKit;

/// <summary>What goes wrong once with any service and not the next time.</summary>
public static class PassingFaults
{
    public static TheoryData<FakeFaultKind> All { get; } =
    [
        FakeFaultKind.Throttle,
        FakeFaultKind.ServiceFailure,
        FakeFaultKind.ServiceUnavailable,
        FakeFaultKind.ConnectionReset,
        FakeFaultKind.TruncatedBody,
        FakeFaultKind.MalformedBody,
    ];
}
