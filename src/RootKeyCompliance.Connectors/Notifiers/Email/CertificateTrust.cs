using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RootKeyCompliance.Connectors.Notifiers.Email;

/// <summary>Whom a mail server's certificate must come from: the system's authorities. Only tests have one of their own, which is held to the same rules.</summary>
internal sealed class CertificateTrust(X509Certificate2Collection? roots = null)
{
    internal static CertificateTrust System { get; } = new();

    /// <summary>What is wrong with a certificate; null when nothing is.</summary>
    internal string? Problem(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "it has no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return "its certificate is for another name";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsOfOurRoots(certificate))
        {
            var reasons = (chain?.ChainStatus ?? []).Select(status => status.Status.ToString()).Distinct(StringComparer.Ordinal);
            return $"its certificate is not trusted ({string.Join(", ", reasons)})";
        }

        return null;
    }

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
