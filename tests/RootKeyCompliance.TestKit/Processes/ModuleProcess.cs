using System.Diagnostics;

namespace RootKeyCompliance.TestKit;

/// <summary>What a child process said.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    internal IReadOnlyList<string> Lines => Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs scripts in the module's Shell, in a process of its own: a fresh runtime, an environment and a folder of its own.</summary>
internal static class ModuleProcess
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(120);

    private static string Program { get; } = Path.Combine(
        Repository.Root, "src", "RootKeyCompliance.Shell", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "RootKeyCompliance.Shell.dll");

    internal static Task<ProcessResult> RunAsync(string script, params (string Name, string Value)[] environment)
        => RunAsync(script, Repository.Root, environment);

    internal static async Task<ProcessResult> RunAsync(string script, string folder, params (string Name, string Value)[] environment)
    {
        using var process = Start(script, folder, environment);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ProcessResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts a script and leaves it running.</summary>
    internal static Process Start(string script, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "-NonInteractive", "-Command", script])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Clean(start.Environment);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Nothing of the machine's own AWS set-up, configuration or taste in colours.</summary>
    private static void Clean(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase) || name is "NO_COLOR" or "TERM" || name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
        {
            environment.Remove(name);
        }

        environment[Repository.ConfigurationVariable] = Repository.NoConfiguration;
        environment["NO_COLOR"] = "1";
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(Path.GetTempPath(), "no-such-aws-file");
    }
}
