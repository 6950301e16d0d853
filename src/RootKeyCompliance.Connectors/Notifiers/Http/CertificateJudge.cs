using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RootKeyCompliance.Connectors.Notifiers.Http;

/// <summary>Accepts what the platform accepts, and remembers why it did not.</summary>
internal sealed class CertificateJudge
{
    private volatile string? _refusal;

    /// <summary>Why the last certificate was refused; null when it was not.</summary>
    internal string? Refusal => _refusal;

    internal bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _refusal = errors switch
        {
            SslPolicyErrors.None => null,
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "there is none",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "it is of another host",
            _ when Has(chain, X509ChainStatusFlags.NotTimeValid) => "it has expired or is not valid yet",
            _ when Has(chain, X509ChainStatusFlags.Revoked) => "it has been revoked",
            _ => "this machine does not know its issuer",
        };
        return errors == SslPolicyErrors.None;
    }

    internal void Forget() => _refusal = null;

    private static bool Has(X509Chain? chain, X509ChainStatusFlags flag)
        => chain?.ChainStatus.Any(status => status.Status.HasFlag(flag)) == true;
}
