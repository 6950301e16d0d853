using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>
/// Makes and reads session credentials. All a session is stands in its token, with a seal of the server's: a sweep of 100,000
/// accounts leaves nothing behind in the server's memory.
/// </summary>
internal sealed class SessionMint
{
    private const char Separator = '\n';
    private const string KeyPrefix = "ASIAFAKE";
    private const int SealLength = sizeof(ulong);
    private const int LongestToken = 1024;
    private readonly int _seed;

    // Sessions take turns: the keys that a secret signs with take longer to derive than all the rest of a request takes.
    private readonly string[] _secrets = new string[256];
    private long _count;

    internal SessionMint(int seed)
    {
        _seed = seed;
        for (var index = 0; index < _secrets.Length; index++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"fake-aws session {seed} {index}")));
            _secrets[index] = "fake-session-secret/" + Convert.ToBase64String(hash)[..20];
        }
    }

    internal FakeCredential Mint(string accountId, FakePrincipal principal, DateTimeOffset expiration)
    {
        var number = Interlocked.Increment(ref _count);
        var accessKeyId = string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{number:D12}");
        var expires = expiration.ToUnixTimeSeconds();
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{accessKeyId}\n{accountId}\n{expires}\n{(int)principal.Kind}\n{principal.Name}\n{principal.SessionName}");

        Span<byte> token = stackalloc byte[LongestToken];
        var length = Encoding.UTF8.GetBytes(text, token);
        BinaryPrimitives.WriteUInt64LittleEndian(token[length..], StableHash.Of(_seed, text));
        return new FakeCredential(accessKeyId, SecretOf(number), accountId, principal)
        {
            SessionToken = Convert.ToBase64String(token[..(length + SealLength)]),
            Expiration = DateTimeOffset.FromUnixTimeSeconds(expires),
        };
    }

    /// <summary>The session a token seals; null when it is not one of this server's or belongs to another access key.</summary>
    internal FakeCredential? Read(string accessKeyId, string sessionToken)
    {
        Span<byte> token = stackalloc byte[LongestToken];
        if (!Convert.TryFromBase64String(sessionToken, token, out var length) || length <= SealLength)
        {
            return null;
        }

        Span<char> characters = stackalloc char[LongestToken];
        var text = characters[..Encoding.UTF8.GetChars(token[..(length - SealLength)], characters)];
        if (BinaryPrimitives.ReadUInt64LittleEndian(token[(length - SealLength)..]) != StableHash.Of(_seed, text))
        {
            return null;
        }

        Span<Range> fields = stackalloc Range[6];
        ((ReadOnlySpan<char>)text).Split(fields, Separator);
        if (!text[fields[0]].SequenceEqual(accessKeyId))
        {
            return null;
        }

        var name = text[fields[4]].ToString();
        var principal = (FakePrincipalKind)int.Parse(text[fields[3]], CultureInfo.InvariantCulture) switch
        {
            FakePrincipalKind.Root => FakePrincipal.RootSession(name),
            FakePrincipalKind.User => FakePrincipal.User(name),
            _ => FakePrincipal.AssumedRole(name, text[fields[5]].ToString()),
        };
        var number = long.Parse(accessKeyId.AsSpan(KeyPrefix.Length), CultureInfo.InvariantCulture);
        return new FakeCredential(accessKeyId, SecretOf(number), text[fields[1]].ToString(), principal)
        {
            SessionToken = sessionToken,
            Expiration = DateTimeOffset.FromUnixTimeSeconds(long.Parse(text[fields[2]], CultureInfo.InvariantCulture)),
        };
    }

    private string SecretOf(long number) => _secrets[number % _secrets.Length];
}
