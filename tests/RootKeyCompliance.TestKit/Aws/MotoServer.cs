using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RootKeyCompliance.TestKit;

/// <summary>moto_server, an AWS that somebody else has written. Gone when the test is over.</summary>
internal sealed partial class MotoServer : IDisposable
{
    private readonly Process _process;

    private MotoServer(Process process) => _process = process;

    /// <summary>Where it listens, without a slash at the end.</summary>
    internal string Url { get; private set; } = "";

    internal static async Task<MotoServer> StartAsync()
    {
        Process? process = null;
        string? missing = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", "0"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            });
        }
        catch (Win32Exception e)
        {
            missing = e.Message;
        }

        ExternalTool.Need("moto_server", missing);
        var moto = new MotoServer(process!);
        try
        {
            moto.Url = await UrlAsync(process!);
            return moto;
        }
        catch
        {
            moto.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
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
