using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using RootKeyCompliance.Tests.Infrastructure;
using Xunit;

namespace RootKeyCompliance.Tests.Shell;

/// <summary>The whole way, from the shell's command line to an AWS that somebody else has written.</summary>
public sealed partial class MotoTests
{
    [Fact]
    public async Task The_account_of_moto_passes()
    {
        using var moto = StartMoto(out var missing);
        Judge.Need("moto_server", missing);
        try
        {
            var url = await UrlAsync(moto!);

            var run = await ShellProcess.RunAsync("-Command",
                $"Test-CisRootAccessKey -EndpointUrl {url} -AccessKey test -SecretKey test -Region us-east-1 | ForEach-Object {{ \"$($_.Status) $($_.AccountId) $($_.Source)\" }}");

            Assert.Equal(new ShellRun(0, "Pass 123456789012 Iam\n", ""), run);
        }
        finally
        {
            moto!.Kill(entireProcessTree: true);
        }
    }

    private static Process? StartMoto(out string? missing)
    {
        try
        {
            missing = null;
            return Process.Start(new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", "0"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            });
        }
        catch (Win32Exception e)
        {
            missing = e.Message;
            return null;
        }
    }

    private static async Task<string> UrlAsync(Process moto)
    {
        while (await moto.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Address().Match(line) is { Success: true } match)
            {
                return match.Value;
            }
        }

        throw new InvalidOperationException("moto_server ended without saying where it listens.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
