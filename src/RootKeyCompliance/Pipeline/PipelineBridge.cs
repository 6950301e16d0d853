using System.Collections.Concurrent;
using System.Threading.Channels;

namespace RootKeyCompliance.Pipeline;

/// <summary>
/// The bridge from tasks to the pipeline: work runs on the thread pool, and only the pipeline thread takes results and messages
/// off the queue, as they come. The queue needs no bound of its own: no more work is started than the throttle allows, and each
/// piece of work leaves one result and a few lines.
/// </summary>
/// <typeparam name="T">What a piece of work results in.</typeparam>
internal sealed class PipelineBridge<T>(int throttleLimit, CancellationToken stop)
{
    private readonly Channel<Item> _queue = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<Task<T>> _running = [];

    /// <summary>Called on the pipeline thread with each result.</summary>
    internal required Action<T> OnResult { get; init; }

    /// <summary>Called on the pipeline thread with each message.</summary>
    internal required Action<ActivityMessage> OnMessage { get; init; }

    /// <summary>Starts work; waits for a free place first, handing out what is ready meanwhile.</summary>
    /// <param name="work">Gives a result, always: what goes wrong is part of it.</param>
    internal void Start(Func<IActivityLog, CancellationToken, Task<T>> work)
    {
        HandOutReady();
        while (_running.Count >= throttleLimit)
        {
            HandOut(Next());
        }

        var log = new QueueLog(_queue.Writer);
        var task = Task.Run(() => work(log, stop), stop);
        _running.Add(task);
        _ = task.ContinueWith(
            finished => _queue.Writer.TryWrite(new Item(null, finished, log.Warnings)),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Hands out what is ready, and waits for nothing.</summary>
    internal void HandOutReady()
    {
        while (_queue.Reader.TryRead(out var ready))
        {
            HandOut(ready);
        }
    }

    /// <summary>Hands out everything that is still to come.</summary>
    internal void Complete()
    {
        while (_running.Count > 0)
        {
            HandOut(Next());
        }
    }

    /// <summary>Ends when all work has ended, however it ended.</summary>
    internal Task WhenIdle() => Task.WhenAll(_running).ContinueWith(
        static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private Item Next()
    {
        Item? item;
        while (!_queue.Reader.TryRead(out item))
        {
            _queue.Reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult();
        }

        stop.ThrowIfCancellationRequested();
        return item;
    }

    private void HandOut(Item item)
    {
        if (item.Message is not null)
        {
            OnMessage(item.Message);
            return;
        }

        _running.Remove(item.Work!);
        OnResult(item.Work!.GetAwaiter().GetResult());

        // After the result: a warning may end the pipeline, and must not take the result with it.
        foreach (var warning in item.Warnings)
        {
            OnMessage(warning);
        }
    }

    private sealed record Item(ActivityMessage? Message, Task<T>? Work, IReadOnlyCollection<ActivityMessage> Warnings);

    private sealed class QueueLog(ChannelWriter<Item> queue) : IActivityLog
    {
        internal ConcurrentQueue<ActivityMessage> Warnings { get; } = new();

        public void Verbose(string text) => queue.TryWrite(new Item(new ActivityMessage(ActivityKind.Verbose, text), null, []));

        public void Debug(string text) => queue.TryWrite(new Item(new ActivityMessage(ActivityKind.Debug, text), null, []));

        public void Warning(string text) => Warnings.Enqueue(new ActivityMessage(ActivityKind.Warning, text));
    }
}

/// <summary>The stream that a message is for.</summary>
internal enum ActivityKind
{
    Verbose,
    Debug,
    Warning,
}

/// <summary>A line on its way from a task to a stream.</summary>
internal sealed record ActivityMessage(ActivityKind Kind, string Text);
