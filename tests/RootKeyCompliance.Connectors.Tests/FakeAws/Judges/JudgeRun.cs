
namespace RootKeyCompliance.Tests;

/// <summary>A judge's run against a server, as the caller <c>test</c>.</summary>
internal static class JudgeRun
{
    /// <summary>What it printed; it has to succeed.</summary>
    internal static async Task<string> OutputAsync(string url, string program, params string[] arguments)
    {
        var run = await ChildProcess.RunAsync(program, arguments, Environment(url));
        Assert.True(run.ExitCode == 0, $"{program} {arguments[0]} failed: {run.Error}");
        return run.Output;
    }

    internal static Dictionary<string, string> Environment(string url) => new(StringComparer.Ordinal)
    {
        ["AWS_ACCESS_KEY_ID"] = FakeCredential.Test.AccessKeyId,
        ["AWS_SECRET_ACCESS_KEY"] = FakeCredential.Test.SecretKey,
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_ENDPOINT_URL"] = url,
        ["AWS_MAX_ATTEMPTS"] = "1",
        ["AWS_PAGER"] = string.Empty,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        // The settings of the developer's machine must not matter.
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        ["NO_PROXY"] = "*",
    };
}
