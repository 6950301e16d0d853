using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RootKeyCompliance.Fakes;

/// <summary>
/// An OpenID Connect provider that IAM knows by its issuer and audiences. It issues tokens, and the server verifies them: RS256 by its key,
/// issuer, audience and expiry.
/// </summary>
public sealed class FakeIdentityProvider(string issuer, params string[] audiences) : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    /// <summary>The address, <c>https://…</c>, as it stands in a token's <c>iss</c>.</summary>
    public string Issuer { get; } = issuer;

    /// <summary>The provider's client ids in IAM.</summary>
    public IReadOnlyList<string> Audiences { get; } = audiences;

    public string Issue(string subject, string audience, DateTimeOffset expires)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["aud"] = audience,
            ["sub"] = subject,
            ["exp"] = expires.ToUnixTimeSeconds(),
        };
        var text = Encode("""{"alg":"RS256","typ":"JWT","kid":"1"}"""u8) + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        return text + "." + Encode(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public void Dispose() => _key.Dispose();

    internal bool HasSigned(ReadOnlySpan<char> text, byte[] signature) =>
        _key.VerifyData(Encoding.ASCII.GetBytes(text.ToArray()), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
