using System.Threading.Channels;

namespace RootKeyCompliance.Pipeline;

/// <summary>
/// The bridge from one long reading to the pipeline: it runs on the thread pool, and only the pipeline thread takes results and messages
/// off the queue, in their order. When that thread is slow the reading waits: memory does not grow with what is read.
/// </summary>
/// <typeparam name="T">What is read.</typeparam>
internal sealed class PipelineStream<T>(CancellationToken stop)
{
    /// <summary>How many results and messages are read ahead.</summary>
    internal const int Capacity = 256;

    private Task _reading = Task.CompletedTask;

    /// <summary>Called on the pipeline thread with each result.</summary>
    internal required Action<T> OnResult { get; init; }

    /// <summary>Called on the pipeline thread with each message.</summary>
    internal required Action<ActivityMessage> OnMessage { get; init; }

    /// <summary>Hands out everything there is; ends the reading when handing out fails.</summary>
    /// <param name="read">Gives results: what goes wrong is part of them.</param>
    internal void Run(Func<IActivityLog, CancellationToken, IAsyncEnumerable<T>> read)
    {
        // Not disposed: the reading may still look at its token when this has been left.
        var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(Capacity) { SingleReader = true });
        _reading = Task.Run(() => ReadAsync(read, queue.Writer, end.Token), CancellationToken.None);
        try
        {
            while (queue.Reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult())
            {
                while (queue.Reader.TryRead(out var item))
                {
                    stop.ThrowIfCancellationRequested();
                    if (item.Message is not null)
                    {
                        OnMessage(item.Message);
                    }
                    else
                    {
                        OnResult(item.Result!);
                    }
                }
            }
        }
        finally
        {
            end.Cancel();
        }
    }

    /// <summary>Ends when the reading has ended, however it ended.</summary>
    internal Task WhenIdle() => _reading;

    private static async Task ReadAsync(
        Func<IActivityLog, CancellationToken, IAsyncEnumerable<T>> read, ChannelWriter<Item> queue, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var result in read(new QueueLog(queue, cancellationToken), cancellationToken).WithCancellation(cancellationToken))
            {
                await queue.WriteAsync(new Item(null, result), cancellationToken);
            }

            queue.Complete();
        }
        catch (Exception e)
        {
            // Told to the pipeline thread, which is the only one to hear of it.
            queue.Complete(e);
        }
    }

    private sealed record Item(ActivityMessage? Message, T? Result);

    /// <summary>Waits for a place in the queue, as results do: messages are few, and in order with them.</summary>
    private sealed class QueueLog(ChannelWriter<Item> queue, CancellationToken cancellationToken) : IActivityLog
    {
        public void Verbose(string text) => Write(ActivityKind.Verbose, text);

        public void Debug(string text) => Write(ActivityKind.Debug, text);

        public void Warning(string text) => Write(ActivityKind.Warning, text);

        private void Write(ActivityKind kind, string text)
        {
            var item = new Item(new ActivityMessage(kind, text), default);
            if (!queue.TryWrite(item))
            {
                queue.WriteAsync(item, cancellationToken).AsTask().GetAwaiter().GetResult();
            }
        }
    }
}
