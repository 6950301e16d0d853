using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;

namespace RootKeyCompliance.TestKit;

/// <summary>
/// A PowerShell session of its own with the built module imported through its manifest, as a user has it.
/// </summary>
internal sealed class ModuleSession : IDisposable
{
    internal const string RegionOfTests = "us-east-1";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly Runspace _runspace;

    private ModuleSession(Runspace runspace) => _runspace = runspace;

    internal static ModuleSession Open(params Type[] testCmdlets)
    {
        var session = OpenWithoutModule(testCmdlets);
        try
        {
            session.Import();
        }
        catch
        {
            session.Dispose();
            throw;
        }

        return session;
    }

    /// <summary>A session whose questions go to a host.</summary>
    internal static ModuleSession Open(PSHost host, params Type[] testCmdlets)
    {
        var session = OpenWithoutModule(host, testCmdlets);
        session.Import();
        return session;
    }

    internal static ModuleSession OpenWithoutModule(params Type[] testCmdlets) => OpenWithoutModule(host: null, testCmdlets);

    private static ModuleSession OpenWithoutModule(PSHost? host, params Type[] testCmdlets)
    {
        var state = InitialSessionState.CreateDefault();
        foreach (var cmdlet in testCmdlets)
        {
            var name = (CmdletAttribute)cmdlet.GetCustomAttributes(typeof(CmdletAttribute), inherit: false).Single();
            state.Commands.Add(new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", cmdlet, helpFileName: null));
        }

        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        var runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        return new ModuleSession(runspace);
    }

    internal void Import() => Run("Import-Module -Name $args[0] -ErrorAction Stop", Repository.Manifest).ThrowIfFailed();

    /// <summary>Sets a variable of the session.</summary>
    internal ModuleSession With(string name, object? value)
    {
        _runspace.SessionStateProxy.SetVariable(name, value);
        return this;
    }

    /// <summary>Sets <c>$aws</c>, to be splatted: everything that leads to this server as this caller, so that no test needs the environment.</summary>
    internal ModuleSession WithAws(FakeAws aws, FakeCredential credential) => With("aws", AwsParameters(aws.Url, credential));

    internal static Hashtable AwsParameters(string url, FakeCredential credential)
    {
        var parameters = new Hashtable(StringComparer.OrdinalIgnoreCase)
        {
            ["EndpointUrl"] = url,
            ["AccessKey"] = credential.AccessKeyId,
            ["SecretKey"] = credential.SecretKey,
            ["Region"] = RegionOfTests,
        };
        if (credential.SessionToken is { } token)
        {
            parameters["SessionToken"] = token;
        }

        return parameters;
    }

    /// <summary>The session's location; the process's stays where it is.</summary>
    internal ModuleSession At(string folder)
    {
        _runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));
        return this;
    }

    /// <summary>Runs a script to its end. What ended it early is in the result, and not thrown.</summary>
    internal SessionRun Run(string script, params object?[] arguments)
    {
        using var running = Start(script, input: null, arguments);
        return running.Wait(TimeLimit);
    }

    /// <summary>
    /// Runs a script that an error which ends a command ends as well: alone, such an error is one more record on the error stream,
    /// and would look like one that ends nothing.
    /// </summary>
    internal SessionRun RunToFailure(string script, params object?[] arguments) => Run($"try {{ {script} }} catch {{ throw }}", arguments);

    /// <summary>Runs a script with objects on its input, as <c>$input</c>.</summary>
    internal SessionRun RunWithInput(string script, IEnumerable input)
    {
        using var running = Start(script, input, []);
        return running.Wait(TimeLimit);
    }

    /// <summary>Runs a script in the background; its streams can be looked at meanwhile.</summary>
    internal RunningScript Start(string script) => Start(script, input: null, []);

    internal IReadOnlyList<CompletionResult> Complete(string text)
    {
        using var shell = Create();
        return CommandCompletion.CompleteInput(text, text.Length, options: null, shell).CompletionMatches;
    }

    public void Dispose() => _runspace.Dispose();

    private RunningScript Start(string script, IEnumerable? input, object?[] arguments)
    {
        var shell = Create();
        shell.AddScript(script);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return new RunningScript(shell, input);
    }

    private PowerShell Create()
    {
        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        return shell;
    }
}
