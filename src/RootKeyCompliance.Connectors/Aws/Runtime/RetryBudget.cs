namespace RootKeyCompliance.Connectors.Aws.Runtime;

/// <summary>
/// How many retries a run may spend. Each request has its few attempts; this limits all of them together, so that an AWS that is gone, or
/// a network that is, is not asked four times for each of thousands of accounts. Every answer gives a retry back.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>Enough for more than a hundred requests that all fail to the end.</summary>
    private const int Usual = 500;

    private readonly int _capacity;
    private int _left;

    internal RetryBudget(int capacity = Usual) => _left = _capacity = capacity;

    internal int Left => Volatile.Read(ref _left);

    /// <summary>Takes a retry out; false when there is none.</summary>
    internal bool TryTake()
    {
        for (var left = Left; left > 0; left = Left)
        {
            if (Interlocked.CompareExchange(ref _left, left - 1, left) == left)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A request was answered.</summary>
    internal void Refund()
    {
        for (var left = Left; left < _capacity; left = Left)
        {
            if (Interlocked.CompareExchange(ref _left, left + 1, left) == left)
            {
                return;
            }
        }
    }
}
