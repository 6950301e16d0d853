using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace RootKeyCompliance.Shell;

/// <summary>The engine, opened with this shell as its host and the module imported.</summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    private Session(Runspace runspace, ShellHost host, PipelineRunner runner)
    {
        _runspace = runspace;
        Host = host;
        Runner = runner;
    }

    public ShellHost Host { get; }

    public PipelineRunner Runner { get; }

    public static Session Open(ShellUI ui, Interrupt interrupt)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        // The engine's own definition needs Select-Object, which the engine has not.
        state.Commands.Remove("Clear-Host", typeof(SessionStateFunctionEntry));
        state.Commands.Add(new SessionStateFunctionEntry("Clear-Host", "[Console]::Clear()"));

        // The engine's help function pages through Out-String, which the engine has not either.
        state.Commands.Remove("help", type: null);
        state.Commands.Remove("man", type: null);
        state.Commands.Add(new SessionStateAliasEntry("help", "Get-Help"));
        state.Commands.Add(new SessionStateAliasEntry("man", "Get-Help"));

        var host = new ShellHost(ui);
        var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        runspace.SessionStateProxy.InvokeCommand.CommandNotFoundAction = MissingCommand.Explain;
        Runspace.DefaultRunspace = runspace;
        return new Session(runspace, host, new PipelineRunner(runspace, ui, interrupt));
    }

    /// <summary>Imports the module; null, or why it could not be.</summary>
    public string? Import(string manifest)
    {
        using var importer = PowerShell.Create(_runspace);
        importer.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", ActionPreference.Stop);
        try
        {
            importer.Invoke();
            return null;
        }
        catch (RuntimeException failure)
        {
            return failure.Message.ReplaceLineEndings(" ");
        }
    }

    public void SetLocation(string folder) => _runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));

    /// <summary><c>$?</c> of what ran last.</summary>
    public bool LastSucceeded => Variable("?") is true;

    public object? Variable(string name) => _runspace.SessionStateProxy.GetVariable(name);

    public CommandCompletion Complete(string text, int cursor)
    {
        using var completer = PowerShell.Create(_runspace);
        return CommandCompletion.CompleteInput(text, cursor, options: null, completer);
    }

    public void Dispose() => _runspace.Dispose();
}
