using static RootKeyCompliance.CisFaultKind;

namespace RootKeyCompliance;

/// <summary>Faults that only services reached over HTTP have.</summary>
public static partial class CisFaults
{
    /// <summary>The service showed a certificate that this machine does not trust.</summary>
    public static CisFault NotifierUntrusted(string host, string reason) => new(
        nameof(NotifierUntrusted), Connection,
        $"The certificate of {host} is not trusted: {reason}.",
        "Check the address, the machine's clock and its trusted roots; behind a proxy that opens TLS, trust the proxy's root.");
}
