using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Tests;

/// <summary>What a run may spend on retries.</summary>
public sealed class RetryBudgetTests
{
    [Fact]
    public void It_ends_and_answers_bring_it_back()
    {
        var budget = new RetryBudget(2);

        Assert.True(budget.TryTake());
        Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());
        budget.Refund();
        Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());
    }

    [Fact]
    public void It_never_holds_more_than_at_the_beginning()
    {
        var budget = new RetryBudget(3);
        budget.Refund();

        Assert.Equal(3, budget.Left);
    }

    [Fact]
    public void Many_at_once_take_no_more_than_there_is()
    {
        var budget = new RetryBudget(1000);
        var taken = 0;

        Parallel.For(0, 5000, _ => Interlocked.Add(ref taken, budget.TryTake() ? 1 : 0));

        Assert.Equal((1000, 0), (taken, budget.Left));
    }
}
