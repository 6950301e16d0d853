using Microsoft.AspNetCore.Http;

namespace RootKeyCompliance.TestKit;

/// <summary>
/// The metadata service of an EC2 instance. One for the whole run: the SDK reads its address once per process.
/// </summary>
internal static class FakeMetadata
{
    private static Func<HttpContext, Task>? _answer;
    private static TinyServer? _server;

    /// <summary>What it says; null: 404 to everything, as where there is no role.</summary>
    internal static Func<HttpContext, Task>? Answer
    {
        get => _answer;
        set
        {
            _answer = value;
            _server ??= TinyServer.StartAsync(HandleAsync, AwsEnvironment.MetadataPort).GetAwaiter().GetResult();
        }
    }

    /// <summary>An instance with the role <c>checker</c>.</summary>
    internal static Func<HttpContext, Task> Role(string accessKey, string secretKey, string region) => context => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("PUT", "/latest/api/token") => Token(context),
        (_, "/latest/meta-data/iam/info") => context.Response.WriteAsync("""{"Code":"Success","InstanceProfileArn":"arn:aws:iam::123456789012:instance-profile/checker","InstanceProfileId":"AIPA"}"""),
        (_, "/latest/meta-data/iam/security-credentials/") => context.Response.WriteAsync("checker"),
        (_, "/latest/meta-data/iam/security-credentials/checker") => context.Response.WriteAsync(
            $$"""{"Code":"Success","LastUpdated":"2026-11-23T00:00:00Z","Type":"AWS-HMAC","AccessKeyId":"{{accessKey}}","SecretAccessKey":"{{secretKey}}","Token":"","Expiration":"2099-01-01T00:00:00Z"}"""),
        (_, "/latest/dynamic/instance-identity/document") => context.Response.WriteAsync($$"""{"region":"{{region}}"}"""),
        _ => NotFound(context),
    };

    internal static Task Hang(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    private static Task HandleAsync(HttpContext context) => Answer is { } answer ? answer(context) : NotFound(context);

    private static Task Token(HttpContext context)
    {
        context.Response.Headers["x-aws-ec2-metadata-token-ttl-seconds"] = "21600";
        return context.Response.WriteAsync("token");
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
