using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance.Fakes;

/// <summary>Keys derived from a secret for a day, a region and a service.</summary>
internal sealed class SigningKeys
{
    private readonly ConcurrentDictionary<(string Secret, string Date, string Region, string Service), byte[]> _known = new();

    internal byte[] For(FakeCredential credential, AuthorizationHeader header)
    {
        // Long-term keys sign over and over; a session signs a request or two, and to keep those would grow without end.
        return credential.SessionToken is null
            ? _known.GetOrAdd(
                (credential.SecretKey, header.Date, header.Region, header.Service),
                static scope => Derive(scope.Secret, scope.Date, scope.Region, scope.Service))
            : Derive(credential.SecretKey, header.Date, header.Region, header.Service);
    }

    private static byte[] Derive(string secret, string date, string region, string service)
    {
        var day = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(date));
        var place = HMACSHA256.HashData(day, Encoding.UTF8.GetBytes(region));
        var purpose = HMACSHA256.HashData(place, Encoding.UTF8.GetBytes(service));
        return HMACSHA256.HashData(purpose, "aws4_request"u8);
    }
}
