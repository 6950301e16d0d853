using System.Diagnostics;

namespace RootKeyCompliance.Bench;

/// <summary>Starts pwsh, the one that the package PowerShell brings, so that the figures are those of what users run.</summary>
internal static class PwshProcess
{
    /// <summary>Runs a benchmark of this program inside pwsh: its engine, its runtime settings.</summary>
    /// <param name="arguments">The arguments of this program.</param>
    internal static ProcessStartInfo Benchmark(params IEnumerable<string> arguments)
    {
        var list = string.Join(", ", arguments.Select(Quote));
        return Command(
            $"exit [Reflection.Assembly]::LoadFrom({Quote(typeof(PwshProcess).Assembly.Location)}).EntryPoint.Invoke($null, @(, [string[]] @({list})))");
    }

    /// <summary>Runs a benchmark inside pwsh to its end, with this program's own output.</summary>
    internal static int Run(IEnumerable<string> arguments)
    {
        var start = Benchmark(arguments);
        start.RedirectStandardOutput = false;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a command line of PowerShell.</summary>
    internal static ProcessStartInfo Command(string command)
        => new("dotnet", [Engine.Pwsh, "-NoProfile", "-NonInteractive", "-Command", command]) { RedirectStandardOutput = true, UseShellExecute = false };

    internal static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
