using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>
/// Makes and reads session credentials. All a session is stands in its token, sealed with the server's key: a sweep of 50,000
/// accounts leaves nothing behind in the server's memory.
/// </summary>
internal sealed class SessionMint
{
    private const char Separator = '\n';
    private const int SealLength = 32;
    private readonly byte[] _key;
    private long _count;

    internal SessionMint(int seed) =>
        _key = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"fake-aws session key {seed}")));

    internal FakeCredential Mint(string accountId, FakePrincipal principal, DateTimeOffset expiration)
    {
        var number = Interlocked.Increment(ref _count);
        var accessKeyId = string.Create(CultureInfo.InvariantCulture, $"ASIAFAKE{number:D12}");
        var expires = expiration.ToUnixTimeSeconds();
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{accessKeyId}\n{accountId}\n{expires}\n{(int)principal.Kind}\n{principal.Name}\n{principal.SessionName}");

        var length = Encoding.UTF8.GetByteCount(text);
        var token = new byte[length + SealLength];
        Encoding.UTF8.GetBytes(text, token);
        HMACSHA256.HashData(_key, token.AsSpan(0, length), token.AsSpan(length));
        return new FakeCredential(accessKeyId, SecretOf(accessKeyId), accountId, principal)
        {
            SessionToken = Convert.ToBase64String(token),
            Expiration = DateTimeOffset.FromUnixTimeSeconds(expires),
        };
    }

    /// <summary>The session a token seals; null when it is not one of this server's or belongs to another access key.</summary>
    internal FakeCredential? Read(string accessKeyId, string sessionToken)
    {
        Span<byte> token = stackalloc byte[1024];
        if (!Convert.TryFromBase64String(sessionToken, token, out var length) || length <= SealLength)
        {
            return null;
        }

        var text = token[..(length - SealLength)];
        Span<byte> seal = stackalloc byte[SealLength];
        HMACSHA256.HashData(_key, text, seal);
        if (!CryptographicOperations.FixedTimeEquals(seal, token[(length - SealLength)..length]))
        {
            return null;
        }

        var fields = Encoding.UTF8.GetString(text).Split(Separator);
        if (!string.Equals(fields[0], accessKeyId, StringComparison.Ordinal))
        {
            return null;
        }

        var principal = (FakePrincipalKind)int.Parse(fields[3], CultureInfo.InvariantCulture) switch
        {
            FakePrincipalKind.Root => FakePrincipal.RootSession(fields[4]),
            FakePrincipalKind.User => FakePrincipal.User(fields[4]),
            _ => FakePrincipal.AssumedRole(fields[4], fields[5]),
        };
        return new FakeCredential(accessKeyId, SecretOf(accessKeyId), fields[1], principal)
        {
            SessionToken = sessionToken,
            Expiration = DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields[2], CultureInfo.InvariantCulture)),
        };
    }

    private string SecretOf(string accessKeyId) =>
        "fake-session-secret/" + Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(accessKeyId)))[..20];
}
