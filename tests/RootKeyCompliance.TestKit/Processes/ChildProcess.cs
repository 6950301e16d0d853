using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace RootKeyCompliance.TestKit;

/// <summary>What a child process wrote, with \n at the end of each line, and its exit code.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    internal IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>
/// Runs programs in an environment without the AWS, PostgreSQL and module settings of this machine, and without colours. A program that
/// exceeds its time limit is killed with all its children.
/// </summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly string[] Removed = ["PSModulePath", "TERM", "NO_COLOR"];

    /// <summary>The path of pwsh; null when it is not on PATH.</summary>
    internal static string? Pwsh { get; } = ExternalTool.Find("pwsh");

    /// <summary>The Shell of this build, to be run with dotnet.</summary>
    internal static string Shell { get; } = Path.Combine(
        Repository.Root, "src", "RootKeyCompliance.Shell", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "RootKeyCompliance.Shell.dll");

    /// <summary>Skips the running test with the reason when a program does not run; see <see cref="ExternalTool"/>.</summary>
    internal static async Task NeedAsync(string name, string program, params string[] arguments)
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

        ExternalTool.Need(name, reason);
    }

    internal static Task<ProcessResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        Dictionary<string, string> environment,
        string? folder = null,
        string input = "",
        TimeSpan? limit = null)
        => FinishAsync(Start(program, arguments, environment, folder), input, limit);

    /// <summary>Starts a program and leaves it running, with its three streams redirected.</summary>
    internal static Process Start(string program, IEnumerable<string> arguments, Dictionary<string, string> environment, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? Repository.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfThisMachine).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment[Repository.ConfigurationVariable] = Repository.NoConfiguration;
        start.Environment["NO_COLOR"] = "1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(Path.GetTempPath(), "no-such-aws-file");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Gives a process its input, waits for its end and disposes it.</summary>
    internal static async Task<ProcessResult> FinishAsync(Process process, string input = "", TimeSpan? limit = null)
    {
        using (process)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            cancellation.CancelAfter(limit ?? Limit);
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(cancellation.Token);
                var error = process.StandardError.ReadToEndAsync(cancellation.Token);
                await WriteAsync(process, input);
                await process.WaitForExitAsync(cancellation.Token);
                return new ProcessResult(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
            }
            finally
            {
                Kill(process);
            }
        }
    }

    internal static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program has ended without reading its input. Its exit code and output tell why.
        }
    }

    private static bool IsOfThisMachine(string name)
        => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("PG", StringComparison.Ordinal) || Removed.Contains(name, StringComparer.Ordinal);
}

/// <summary>Runs scripts in the Shell: a new runtime with the module imported, and with an environment and a folder of its own.</summary>
internal static class ModuleProcess
{
    internal static Task<ProcessResult> RunAsync(string script, params (string Name, string Value)[] environment)
        => RunAsync(script, Repository.Root, environment);

    internal static Task<ProcessResult> RunAsync(string script, string folder, params (string Name, string Value)[] environment)
        => ChildProcess.FinishAsync(Launch(script, folder, environment));

    /// <summary>Starts a script and leaves it running. Its standard input is closed.</summary>
    internal static Process Start(string script, string folder, params (string Name, string Value)[] environment)
    {
        var process = Launch(script, folder, environment);
        process.StandardInput.Close();
        return process;
    }

    private static Process Launch(string script, string folder, (string Name, string Value)[] environment)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        Array.ForEach(environment, variable => variables[variable.Name] = variable.Value);
        return ChildProcess.Start("dotnet", [ChildProcess.Shell, "-NonInteractive", "-Command", script], variables, folder);
    }
}

/// <summary>The Shell as its user starts it: with arguments, standard input, and the environment of this process.</summary>
internal static class ShellProcess
{
    internal static Task<ProcessResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    internal static Task<ProcessResult> RunWithInputAsync(string input, params string[] arguments) => ChildProcess.RunAsync(
        "dotnet",
        [ChildProcess.Shell, .. arguments],
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Where(variable => (string)variable.Key != "PSModulePath")
            .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!, StringComparer.Ordinal),
        input: input);
}
