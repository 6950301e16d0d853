using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace RootKeyCompliance.Tests;

/// <summary>Lets anybody into an account without keys, and writes down what it was asked with: FakeAws keeps no parameters.</summary>
internal sealed class StsRecorder : IAsyncDisposable
{
    private const string Caller = "123456789012";
    private const string Keys =
        "<Credentials><AccessKeyId>ASIARECORDED00000001</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
        + "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";

    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _forms = new();
    private TinyServer _server = null!;

    internal string Url => _server.Url;

    internal static async Task<StsRecorder> StartAsync()
    {
        var recorder = new StsRecorder();
        recorder._server = await TinyServer.StartAsync(recorder.AnswerAsync);
        return recorder;
    }

    /// <summary>The parameters of the one request for an action, without what every request has.</summary>
    internal IReadOnlyDictionary<string, string> Single(string action)
        => _forms.Single(form => form["Action"] == action).Where(pair => pair.Key is not ("Action" or "Version")).ToDictionary(StringComparer.Ordinal);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var fields = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = fields.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        _forms.Enqueue(form);
        var action = form["Action"];
        var result = action switch
        {
            "GetCallerIdentity" => $"<Arn>arn:aws:iam::{Caller}:user/me</Arn><UserId>AIDA</UserId><Account>{Caller}</Account>",
            "AssumeRole" => $"{Keys}<AssumedRoleUser><Arn>{form["RoleArn"]}</Arn></AssumedRoleUser>",
            "AssumeRoot" => Keys,
            _ => "<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>0</value></entry></SummaryMap>",
        };
        context.Response.ContentType = "text/xml";
        await context.Response.WriteAsync($"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>", context.RequestAborted);
    }
}
