using System.Management.Automation.Runspaces;

namespace RootKeyCompliance.Shell;

/// <summary>
/// Ctrl+C: stops the running pipeline, never the interactive shell. A script ends with 130; when something in it does not
/// stop, a second Ctrl+C ends the program at once.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly bool _endsProgram;
    private Pipeline? _running;

    public Interrupt(bool endsProgram)
    {
        _endsProgram = endsProgram;
        Console.CancelKeyPress += OnCancel;
    }

    public bool Happened { get; private set; }

    /// <summary>Names the pipeline to stop until the result is disposed of.</summary>
    public IDisposable Watch(Pipeline pipeline)
    {
        lock (_lock)
        {
            var scope = new Scope(this, _running);
            _running = pipeline;
            return scope;
        }
    }

    public void Dispose() => Console.CancelKeyPress -= OnCancel;

    private void OnCancel(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = true;
        lock (_lock)
        {
            if (_endsProgram && Happened)
            {
                Environment.Exit(ExitCode.Interrupted);
            }

            Happened = true;
            _running?.StopAsync();
        }

        if (_endsProgram)
        {
            _ = SpeakWhenNotStoppedAsync();
        }
    }

    private async Task SpeakWhenNotStoppedAsync()
    {
        await Task.Delay(Patience);
        lock (_lock)
        {
            if (_running is not null)
            {
                Console.Error.WriteLine("Still stopping. Press Ctrl+C again to end at once.");
            }
        }
    }

    private sealed class Scope(Interrupt interrupt, Pipeline? outer) : IDisposable
    {
        public void Dispose()
        {
            lock (interrupt._lock)
            {
                interrupt._running = outer;
            }
        }
    }
}
