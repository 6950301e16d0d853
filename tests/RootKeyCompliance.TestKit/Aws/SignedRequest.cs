using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RootKeyCompliance.TestKit;

/// <summary>A request signed by hand, so that a test can sign it wrongly in one respect at a time.</summary>
internal sealed record SignedRequest(FakeCredential Credential, string Service, string Body)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";

    internal string Region { get; init; } = "us-east-1";

    internal DateTimeOffset SignedAt { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>The day of the scope, when it is not the day of the date.</summary>
    internal string? ScopeDate { get; init; }

    internal string Terminator { get; init; } = "aws4_request";

    /// <summary>Sent instead of what was signed.</summary>
    internal string? TamperedBody { get; init; }

    /// <summary>Headers sent but not signed.</summary>
    internal string[] Unsigned { get; init; } = [];

    /// <summary>Sent as the header x-amz-content-sha256.</summary>
    internal string? ContentSha256 { get; init; }

    internal string? Target { get; init; }

    /// <summary>Takes the place of the whole Authorization header.</summary>
    internal string? Authorization { get; init; }

    internal static SignedRequest Iam(FakeCredential credential, string action, string parameters = "") =>
        new(credential, "iam", $"Action={action}&Version=2010-05-08{parameters}");

    internal static SignedRequest Sts(FakeCredential credential, string action, string parameters = "") =>
        new(credential, "sts", $"Action={action}&Version=2011-06-15{parameters}");

    internal static SignedRequest Sns(FakeCredential credential, string action, string parameters = "") =>
        new(credential, "sns", $"Action={action}&Version=2010-03-31{parameters}");

    internal static SignedRequest Organizations(FakeCredential credential, string operation, string json = "{}") =>
        new(credential, "organizations", json) { Target = "AWSOrganizationsV20161128." + operation };

    internal static SignedRequest AssumeRole(FakeCredential credential, string accountId, string parameters = "") =>
        Sts(credential, "AssumeRole", $"&RoleArn=arn%3Aaws%3Aiam%3A%3A{accountId}%3Arole%2FAuditor&RoleSessionName=check{parameters}");

    internal HttpRequestMessage To(string url)
    {
        var date = SignedAt.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
        var contentType = Target is null ? "application/x-www-form-urlencoded; charset=utf-8" : "application/x-amz-json-1.1";
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = contentType,
            ["host"] = new Uri(url).Authority,
            ["x-amz-date"] = date,
        };
        Add(headers, "x-amz-security-token", Credential.SessionToken);
        Add(headers, "x-amz-content-sha256", ContentSha256);
        Add(headers, "x-amz-target", Target);

        var signed = headers.Where(header => !Unsigned.Contains(header.Key, StringComparer.Ordinal)).ToArray();
        var names = string.Join(';', signed.Select(header => header.Key));
        var canonical = new StringBuilder("POST\n/\n\n");
        foreach (var (name, value) in signed)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(Hash(Body));
        var day = ScopeDate ?? date[..8];
        var scope = $"{day}/{Region}/{Service}/{Terminator}";
        var key = Encoding.UTF8.GetBytes("AWS4" + Credential.SecretKey);
        foreach (var part in new[] { day, Region, Service, "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Algorithm}\n{date}\n{scope}\n{Hash(canonical.ToString())}"));
        var authorization = Authorization
            ?? $"{Algorithm} Credential={Credential.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(signature)}";

        var message = new HttpRequestMessage(HttpMethod.Post, url + "/") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(TamperedBody ?? Body)) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers.Where(header => header.Key is not ("host" or "content-type")))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (authorization.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return message;
    }

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static void Add(SortedDictionary<string, string> headers, string name, string? value)
    {
        if (value is not null)
        {
            headers[name] = value;
        }
    }
}
