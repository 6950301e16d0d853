using System.Globalization;
using System.Security.Cryptography;

namespace RootKeyCompliance.Fakes;

/// <summary>Verifies Signature Version 4 on its own understanding of it: an SDK cannot be wrong here in the same way as the client.</summary>
internal sealed class SignatureVerifier(FakeCloud cloud)
{
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    private static readonly AwsError Mismatch = Refused(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
        + "Consult the service documentation for details.");

    private readonly SigningKeys _keys = new();

    /// <summary>Null when the caller is who it says; <paramref name="call"/> then knows caller and account.</summary>
    internal AwsError? Verify(HttpRequest request, AwsCall call, AuthorizationHeader header)
    {
        var date = request.Headers["x-amz-date"].ToString();
        if (date.Length == 0)
        {
            return AuthorizationHeader.Incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }

        var error = CheckSignedHeaders(request, header) ?? CheckClock(header, date);
        if (error is not null)
        {
            return error;
        }

        var token = request.Headers.TryGetValue("x-amz-security-token", out var sent) ? sent.ToString() : null;
        if (cloud.Callers.Find(header.AccessKeyId, token) is not { } credential
            || !cloud.Accounts.TryGetValue(credential.AccountId, out var account)
            || account.State is FakeAccountState.Suspended or FakeAccountState.Closed)
        {
            return AwsError.InvalidToken;
        }

        error = CheckScope(account.Partition, call, header) ?? CheckSignature(request, call, header, credential, date);
        if (error is not null)
        {
            return error;
        }

        // After the signature: whoever only holds an old token does not learn that it once was good.
        if (cloud.Callers.HasExpired(credential))
        {
            return AwsError.ExpiredToken;
        }

        call.Caller = credential;
        call.Account = account;
        call.Region = header.Region;
        return null;
    }

    private static AwsError? CheckSignedHeaders(HttpRequest request, AuthorizationHeader header)
    {
        var signed = header.SignedHeaderNames;
        if (signed.Zip(signed.Skip(1)).Any(static pair => string.CompareOrdinal(pair.First, pair.Second) >= 0))
        {
            return Refused("SignedHeaders must be in ascending order, each once.");
        }

        if (!signed.Contains("host", StringComparer.Ordinal))
        {
            return Refused("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }

        // Every x-amz-* header, among them the date and the session token, has to be signed; the guide says so.
        foreach (var (name, _) in request.Headers)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !signed.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return Refused($"'{name}' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }

        return null;
    }

    private AwsError? CheckClock(AuthorizationHeader header, string date)
    {
        if (!DateTimeOffset.TryParseExact(
                date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var signedAt))
        {
            return AuthorizationHeader.Incomplete($"Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601");
        }

        if (!date.StartsWith(header.Date, StringComparison.Ordinal) || header.Date.Length != 8)
        {
            return Refused(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + $"'{header.Date}' != '{date[..8]}', from '{date}'.");
        }

        var now = cloud.Time.GetUtcNow();
        if ((now - signedAt).Duration() <= Skew)
        {
            return null;
        }

        var (past, limit, sign) = signedAt < now
            ? ("Signature expired: {0} is now earlier than {1}", now - Skew, "-")
            : ("Signature not yet current: {0} is still later than {1}", now + Skew, "+");
        var text = string.Format(CultureInfo.InvariantCulture, past, date, Stamp(limit));
        return new AwsError(400, "RequestExpired", $"{text} ({Stamp(now)} {sign} 15 min.)");
    }

    private static AwsError? CheckScope(FakePartition partition, AwsCall call, AuthorizationHeader header)
    {
        if (header.Terminator is not "aws4_request")
        {
            return Refused($"Credential should be scoped with a valid terminator: 'aws4_request', not '{header.Terminator}'.");
        }

        // An unknown action says nothing about the service; then any service of this server will do.
        var expected = call.Service ?? (header.Service is "sts" or "sns" ? header.Service : "iam");
        if (!string.Equals(expected, header.Service, StringComparison.Ordinal))
        {
            return Refused($"Credential should be scoped to correct service: '{expected}'.");
        }

        return partition.Accepts(expected, header.Region)
            ? null
            : Refused($"Credential should be scoped to a valid region, not '{header.Region}'.");
    }

    private AwsError? CheckSignature(HttpRequest request, AwsCall call, AuthorizationHeader header, FakeCredential credential, string date)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<char> hex = stackalloc char[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(call.Body, hash);
        Convert.TryToHexStringLower(hash, hex, out _);
        if (request.Headers["x-amz-content-sha256"].ToString() is { Length: > 0 } claimed && !hex.SequenceEqual(claimed))
        {
            return Mismatch;
        }

        CanonicalRequest.Hash(request, header, hex, hash);
        Convert.TryToHexStringLower(hash, hex, out _);
        CanonicalRequest.Sign(_keys.For(credential, header), $"{AuthorizationHeader.Algorithm}\n{date}\n{header.Scope}\n", hex, hash);
        Convert.TryToHexStringLower(hash, hex, out _);
        return hex.SequenceEqual(header.Signature) ? null : Mismatch;
    }

    private static AwsError Refused(string message) => new(403, "SignatureDoesNotMatch", message);

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
}
