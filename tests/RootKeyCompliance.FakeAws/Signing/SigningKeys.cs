using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>Keys derived from a secret for a day, a region and a service.</summary>
internal sealed class SigningKeys
{
    private const int EnoughKept = 4096;
    private readonly ConcurrentDictionary<(string Secret, string Date, string Region, string Service), byte[]> _known = new();
    private volatile int _kept;

    internal byte[] For(FakeCredential credential, AuthorizationHeader header)
    {
        var scope = (credential.SecretKey, header.Date, header.Region, header.Service);
        if (_known.TryGetValue(scope, out var key))
        {
            return key;
        }

        // A user of each of 100,000 accounts: whoever comes once need not be remembered.
        key = Derive(scope.SecretKey, scope.Date, scope.Region, scope.Service);
        if (_kept < EnoughKept && _known.TryAdd(scope, key))
        {
            Interlocked.Increment(ref _kept);
        }

        return key;
    }

    private static byte[] Derive(string secret, string date, string region, string service)
    {
        var day = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(date));
        var place = HMACSHA256.HashData(day, Encoding.UTF8.GetBytes(region));
        var purpose = HMACSHA256.HashData(place, Encoding.UTF8.GetBytes(service));
        return HMACSHA256.HashData(purpose, "aws4_request"u8);
    }
}
