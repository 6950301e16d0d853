using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

/// <summary>A server and a plain HTTP client for one test.</summary>
internal sealed class FakeAwsSession : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    private FakeAwsSession(FakeAws aws) => Aws = aws;

    internal FakeAws Aws { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static async Task<FakeAwsSession> StartAsync(params FakeAccount[] accounts) =>
        await StartAsync(new FakeAwsOptions { Accounts = accounts });

    internal static async Task<FakeAwsSession> StartAsync(FakeAwsOptions options) => new(await FakeAws.StartAsync(options, Cancellation));

    internal Task<HttpResponseMessage> AskAsync(SignedRequest request) => SendAsync(request, Cancellation);

    internal Task<HttpResponseMessage> SendAsync(SignedRequest request, CancellationToken cancellationToken) =>
        _client.SendAsync(request.To(Aws.Url), cancellationToken);

    /// <summary>The answer to a request that has to succeed.</summary>
    internal async Task<XElement> XmlAsync(SignedRequest request)
    {
        using var response = await AskAsync(request);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body);
        return XElement.Parse(body);
    }

    /// <summary>The text of the one element of that name.</summary>
    internal async Task<string> ValueAsync(SignedRequest request, string element) =>
        (await XmlAsync(request)).Descendants().Single(node => string.Equals(node.Name.LocalName, element, StringComparison.Ordinal)).Value;

    internal async Task<JsonElement> JsonAsync(SignedRequest request)
    {
        using var response = await AskAsync(request);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    /// <summary>The text of an answer that has to be this refusal.</summary>
    internal async Task<string> RefusedAsync(int status, string code, SignedRequest request)
    {
        using var response = await AskAsync(request);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((status, code), ((int)response.StatusCode, CodeIn(body)));
        return body;
    }

    /// <summary>The status of an answer, and the code of its error: "200" or "403 AccessDenied".</summary>
    internal async Task<string> OutcomeAsync(SignedRequest request)
    {
        using var response = await AskAsync(request);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        var code = response.IsSuccessStatusCode ? null : CodeIn(body);
        return $"{(int)response.StatusCode} {code}".TrimEnd();
    }

    /// <summary>Sends the requests one after the other; each has to have its outcome.</summary>
    internal async Task AssertAsync(params (string Outcome, SignedRequest Request)[] table)
    {
        var outcomes = new List<string>();
        foreach (var (_, request) in table)
        {
            outcomes.Add(await OutcomeAsync(request));
        }

        Assert.Equal(
            table.Select((row, index) => $"{index}: {row.Outcome}"),
            outcomes.Select((outcome, index) => $"{index}: {outcome}"),
            StringComparer.Ordinal);
    }

    /// <summary>Assumes a role and returns its session's credentials.</summary>
    internal async Task<FakeCredential> AssumeAsync(FakeCredential caller, string accountId, string parameters = "", DateTimeOffset? at = null)
    {
        var request = SignedRequest.AssumeRole(caller, accountId, parameters) with { SignedAt = at ?? DateTimeOffset.UtcNow };
        return CredentialIn(await XmlAsync(request), accountId, FakePrincipal.AssumedRole("Auditor", "check"));
    }

    internal static FakeCredential CredentialIn(XElement answer, string accountId, FakePrincipal principal)
    {
        string Value(string name) => answer.Descendants().Single(node => string.Equals(node.Name.LocalName, name, StringComparison.Ordinal)).Value;
        return new FakeCredential(Value("AccessKeyId"), Value("SecretAccessKey"), accountId, principal) { SessionToken = Value("SessionToken") };
    }

    internal async Task<string[]> ReportAsync(FakeCredential caller)
    {
        var content = await ValueAsync(SignedRequest.Iam(caller, "GetCredentialReport"), "Content");
        return Encoding.UTF8.GetString(Convert.FromBase64String(content)).Split('\n');
    }

    private static string? CodeIn(string body) => body.StartsWith('{')
        ? JsonElement.Parse(body).GetProperty("__type").GetString()
        : XElement.Parse(body).Descendants().FirstOrDefault(node => node.Name.LocalName is "Code")?.Value;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Aws.DisposeAsync();
    }
}
