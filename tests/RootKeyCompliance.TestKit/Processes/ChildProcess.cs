using System.ComponentModel;
using System.Diagnostics;

namespace RootKeyCompliance.TestKit;

/// <summary>Runs another program to its end.</summary>
internal static class ChildProcess
{
    private static readonly string[] Inherited =
        ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_REGION", "AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS"];

    /// <summary>Skips the test, saying why, when a program is not there to judge; see <see cref="Judge"/>.</summary>
    internal static async Task NeedAsync(string judge, string program, params string[] arguments)
    {
        string? reason = null;
        try
        {
            var run = await RunAsync(program, arguments, []);
            reason = run.ExitCode == 0 ? null : run.Error.Trim();
        }
        catch (Win32Exception exception)
        {
            reason = exception.Message;
        }

        Judge.Need(judge, reason);
    }

    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        using var process = Start(program, arguments, environment);
        var cancellation = TestContext.Current.CancellationToken;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            Kill(process);
        }
    }

    internal static Process Start(string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in Inherited)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    internal static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
