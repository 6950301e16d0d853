using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace RootKeyCompliance.Connectors.Steampipe;

/// <summary>
/// Reads what a Steampipe database tells of the root users of all accounts that it knows. What could not be read is evidence with a
/// fault: of one connection, or of the whole database.
/// </summary>
/// <param name="options">Which database, and how.</param>
public sealed class SteampipeSource(SteampipeConnectionOptions options)
{
    private const int QueueLength = 64;

    /// <summary>Evidence as it comes; memory does not grow with the number of accounts.</summary>
    /// <param name="log">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async IAsyncEnumerable<RootUserEvidence> ReadAsync(IActivityLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = Channel.CreateBounded<RootUserEvidence>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
        var work = Task.Run(() => RunAsync(queue.Writer, log, end.Token), CancellationToken.None);
        try
        {
            await foreach (var evidence in queue.Reader.ReadAllAsync(cancellationToken))
            {
                yield return evidence;
            }
        }
        finally
        {
            await end.CancelAsync();
            await work;
        }
    }

    private async Task RunAsync(ChannelWriter<RootUserEvidence> output, IActivityLog log, CancellationToken cancellationToken)
    {
        try
        {
            await using var details = new KeyDetailReader(options, log, output, cancellationToken);
            await new SteampipeRun(options, log, output, details).RunAsync(cancellationToken);
            await details.CompleteAsync();
            output.Complete();
        }
        catch (Exception e)
        {
            output.Complete(cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : e);
        }
    }
}
