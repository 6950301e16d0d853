using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace RootKeyCompliance.Shell;

/// <summary>Runs pipelines, one at a time or one inside another, with their results formatted onto the console.</summary>
internal sealed class PipelineRunner(Runspace runspace, ShellUI ui, Interrupt interrupt)
{
    private int _depth;

    /// <summary>Runs and shows. The result is what ended the pipeline before its end, or null; it has been shown too.</summary>
    public Exception? Run(Command command, TextReader? input = null)
    {
        // Errors join the output on their way to the formatter, which knows them apart and sends them to stderr in order.
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        // Only a pipeline that is in the history leaves its $? behind.
        var failure = Invoke([command, OutDefault()], input, historyLine: command.CommandText, out _);
        if (failure is not null and not PipelineStoppedException)
        {
            Show(failure);
        }

        return failure;
    }

    /// <summary>Runs a script of the shell's own and returns what it puts out; empty when it fails.</summary>
    public Collection<PSObject> Evaluate(string script)
    {
        Invoke([new Command(script, isScript: true, useLocalScope: false)], input: null, historyLine: null, out var results);
        return results;
    }

    private static Command OutDefault() => new("Out-Default", isScript: false, useLocalScope: true)
    {
        MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output,
    };

    private void Show(Exception failure)
    {
        if (failure is IncompleteParseException)
        {
            // The error view has nothing to say of a script that merely ends too early.
            ui.WriteErrorLine("ParserError: " + failure.Message);
            return;
        }

        var record = (failure as IContainsErrorRecord)?.ErrorRecord
            ?? new ErrorRecord(failure, failure.GetType().Name, ErrorCategory.NotSpecified, targetObject: null);
        Exception? again = null;
        ui.WriteAsError(() => again = Invoke([OutDefault()], new object[] { record }, historyLine: null, out _));
        if (again is not null)
        {
            ui.WriteErrorLine(failure.Message);
        }
    }

    private Pipeline CreatePipeline(string? historyLine)
    {
        if (historyLine is null)
        {
            return _depth == 0 ? runspace.CreatePipeline() : runspace.CreateNestedPipeline();
        }

        var pipeline = _depth == 0
            ? runspace.CreatePipeline(historyLine, addToHistory: true)
            : runspace.CreateNestedPipeline(historyLine, addToHistory: true);
        pipeline.Commands.Clear();
        return pipeline;
    }

    private Exception? Invoke(Command[] commands, object? input, string? historyLine, out Collection<PSObject> results)
    {
        results = [];
        using var pipeline = CreatePipeline(historyLine);
        foreach (var command in commands)
        {
            pipeline.Commands.Add(command);
        }

        using var watch = interrupt.Watch(pipeline);
        _depth++;
        try
        {
            if (input is TextReader reader)
            {
                Feed(pipeline, reader);
                return pipeline.PipelineStateInfo.Reason;
            }

            results = pipeline.Invoke(input as object[] ?? []);
            return null;
        }
        catch (Exception failure) when (failure is RuntimeException or InvalidOperationException)
        {
            return failure;
        }
        finally
        {
            _depth--;
            ui.ClearProgress();
        }
    }

    /// <summary>Gives the pipeline its input line by line, as it comes.</summary>
    private static void Feed(Pipeline pipeline, TextReader reader)
    {
        using var finished = new ManualResetEventSlim();
        pipeline.StateChanged += (_, change) =>
        {
            if (change.PipelineStateInfo.State is PipelineState.Completed or PipelineState.Failed or PipelineState.Stopped)
            {
                finished.Set();
            }
        };
        pipeline.InvokeAsync();
        try
        {
            while (!finished.IsSet && reader.ReadLine() is { } line)
            {
                pipeline.Input.Write(line);
            }
        }
        catch (PipelineClosedException)
        {
            // The pipeline has ended without reading all of its input.
        }

        pipeline.Input.Close();
        finished.Wait();
    }
}
