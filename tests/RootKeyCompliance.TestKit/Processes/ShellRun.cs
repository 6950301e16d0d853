using System.Diagnostics;
using System.Text;

namespace RootKeyCompliance.TestKit;

/// <summary>What a child process wrote and how it ended.</summary>
public sealed record ShellRun(int ExitCode, string Output, string Error);

/// <summary>The shell (or the real pwsh) as its user starts it: a process with arguments and redirected streams.</summary>
public static class ShellProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // tests/<project>/bin/<configuration>/net10.0/
    private static readonly DirectoryInfo TestFolder = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string RepositoryRoot { get; } = TestFolder.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    public static string ShellFolder { get; } = Path.Combine(
        RepositoryRoot, "src", "RootKeyCompliance.Shell", "bin", TestFolder.Parent!.Name, TestFolder.Name);

    public static string? Pwsh { get; } = Judge.Find("pwsh");

    public static Task<ShellRun> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    public static Task<ShellRun> RunWithInputAsync(string input, params string[] arguments) =>
        FinishAsync(Start(ShellFolder, arguments), input);

    public static Task<ShellRun> RunFromAsync(string folder, params string[] arguments) =>
        FinishAsync(Start(folder, arguments), "");

    public static Task<ShellRun> RunPwshAsync(string input, params string[] arguments) =>
        FinishAsync(Start(new ProcessStartInfo(Pwsh!), ["-NoProfile", .. arguments]), input);

    public static Process Start(params string[] arguments) => Start(ShellFolder, arguments);

    /// <summary>Gives a process its input and waits for its end; one that lasts longer than the limit, a minute, is killed.</summary>
    public static async Task<ShellRun> FinishAsync(Process process, string input, TimeSpan? within = null)
    {
        using (process)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(within ?? Limit);
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return new ShellRun(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
        }
    }

    private static Process Start(string folder, string[] arguments) =>
        Start(new ProcessStartInfo("dotnet"), [Path.Combine(folder, "RootKeyCompliance.Shell.dll"), .. arguments]);

    private static Process Start(ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        start.StandardErrorEncoding = Encoding.UTF8;
        // pwsh colours what it writes to a pipe; the comparison is about everything else.
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("PSModulePath");
        return Process.Start(start)!;
    }
}
