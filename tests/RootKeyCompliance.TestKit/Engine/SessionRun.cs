using System.Collections;
using System.Management.Automation;

namespace RootKeyCompliance.TestKit;

/// <summary>A script that is being run in a <see cref="ModuleSession"/>.</summary>
internal sealed class RunningScript : IDisposable
{
    private readonly PowerShell _shell;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly PSDataCollection<object> _input = [];
    private readonly IAsyncResult _end;

    internal RunningScript(PowerShell shell, IEnumerable? input)
    {
        _shell = shell;
        foreach (var item in input ?? Array.Empty<object>())
        {
            _input.Add(item);
        }

        _input.Complete();
        _end = shell.BeginInvoke(_input, _output);
    }

    internal PSInvocationState State => _shell.InvocationStateInfo.State;

    internal PSDataCollection<PSObject> Output => _output;

    internal PSDataStreams Streams => _shell.Streams;

    /// <summary>Ends the script as Ctrl+C does.</summary>
    internal void Stop() => _shell.Stop();

    internal SessionRun Wait(TimeSpan limit)
    {
        if (!_end.AsyncWaitHandle.WaitOne(limit))
        {
            _shell.BeginStop(null, null);
            throw new TimeoutException($"The script did not end within {limit}: {_shell.Commands.Commands[0].CommandText}");
        }

        Exception? failure = null;
        try
        {
            _shell.EndInvoke(_end);
        }
        catch (Exception e) when (e is RuntimeException or CmdletInvocationException)
        {
            failure = e;
        }

        return new SessionRun(_shell.Streams, _output, failure);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _output.Dispose();
        _input.Dispose();
    }
}

/// <summary>Everything that a script left on its streams.</summary>
internal sealed class SessionRun
{
    internal SessionRun(PSDataStreams streams, IEnumerable<PSObject?> output, Exception? failure)
    {
        Output = [.. output.Where(item => item is not null).Select(item => item!)];
        Errors = [.. streams.Error];
        Warnings = [.. streams.Warning.Select(record => record.Message)];
        Verbose = [.. streams.Verbose.Select(record => record.Message)];
        Debug = [.. streams.Debug.Select(record => record.Message)];
        Information = [.. streams.Information];
        Progress = [.. streams.Progress];
        Failure = failure;
    }

    internal IReadOnlyList<PSObject> Output { get; }

    internal IReadOnlyList<ErrorRecord> Errors { get; }

    internal IReadOnlyList<string> Warnings { get; }

    internal IReadOnlyList<string> Verbose { get; }

    internal IReadOnlyList<string> Debug { get; }

    internal IReadOnlyList<InformationRecord> Information { get; }

    internal IReadOnlyList<ProgressRecord> Progress { get; }

    /// <summary>What ended the script before its end, or null.</summary>
    internal Exception? Failure { get; }

    /// <summary>The error id of what ended the script before its end, without the command's name.</summary>
    internal string? FailureId => (Failure as IContainsErrorRecord)?.ErrorRecord.FullyQualifiedErrorId;

    internal IReadOnlyList<CisFinding> Findings => [.. Output.Select(item => (CisFinding)item.BaseObject)];

    /// <summary>The output as text.</summary>
    internal string[] Texts => [.. Output.Select(item => $"{item}")];

    internal IReadOnlyList<string> ErrorIds => [.. Errors.Select(error => error.FullyQualifiedErrorId)];

    /// <summary>The lines that a host would show as output of Write-Host.</summary>
    internal IReadOnlyList<string> HostLines =>
        [.. Information.Where(record => record.Tags.Contains("PSHOST")).Select(record => ((HostInformationMessage)record.MessageData).Message)];

    internal void ThrowIfFailed()
    {
        if (Failure is not null)
        {
            throw new InvalidOperationException($"The script failed: {Failure.Message}", Failure);
        }

        if (Errors.Count > 0)
        {
            throw new InvalidOperationException($"The script had errors: {Errors[0]}", Errors[0].Exception);
        }
    }
}
