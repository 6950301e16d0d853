using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RootKeyCompliance.Connectors.Notifiers;

/// <summary>Whom a service's certificate must come from: the system's authorities. Only tests have one of their own, which is held to the same rules.</summary>
internal sealed class CertificateTrust(X509Certificate2Collection? roots = null)
{
    internal static CertificateTrust System { get; } = new();

    /// <summary>What is wrong with a certificate; null when nothing is.</summary>
    internal string? Problem(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        => errors switch
        {
            SslPolicyErrors.None => null,
            _ when certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "it has no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "its certificate is for another name",
            _ when IsOfOurRoots(certificate) => null,
            _ when Has(chain, X509ChainStatusFlags.NotTimeValid) => "its certificate has expired or is not valid yet",
            _ when Has(chain, X509ChainStatusFlags.Revoked) => "its certificate has been revoked",
            _ => "this machine does not know its certificate's issuer",
        };

    private static bool Has(X509Chain? chain, X509ChainStatusFlags flag)
        => chain?.ChainStatus.Any(status => status.Status.HasFlag(flag)) == true;

    private bool IsOfOurRoots(X509Certificate certificate)
    {
        if (roots is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
