using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Tests;

/// <summary>What a run may spend on retries, and which answers give a retry back.</summary>
public sealed class RequestPolicyTests
{
    private const int Budget = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Concurrent_requests_take_no_more_retries_than_there_are_and_get_no_more_back()
    {
        var budget = new RetryBudget(Budget);
        budget.Refund();
        var taken = 0;

        Parallel.For(0, 5 * Budget, _ => Interlocked.Add(ref taken, budget.TryTake() ? 1 : 0));
        Assert.Equal((Budget, 0), (taken, budget.Left));

        Parallel.For(0, 2 * Budget, _ => budget.Refund());
        Assert.Equal(Budget, budget.Left);
    }

    [Fact]
    public async Task An_answer_gives_a_retry_back_and_a_failure_does_not()
    {
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [] }, Token);
        foreach (var (fault, refunds) in new[]
        {
            (FakeFault.Delay(TimeSpan.Zero), 1),
            (FakeFault.Error(403, "AccessDenied", "no"), 1),
            (FakeFault.Error(404, "NoSuchEntity", "no"), 1),
            (FakeFault.Error(500, "ServiceFailure", "no"), 0),
            (FakeFault.Error(400, "Throttling", "no"), 0),
            (new FakeFault(FakeFaultKind.MalformedBody), 0),
            (new FakeFault(FakeFaultKind.ConnectionReset), 0),
        })
        {
            aws.Faults.Clear();
            aws.Faults.Always("GetAccountSummary", fault);
            var retries = new RetryBudget(1);
            Assert.True(retries.TryTake());

            using var iam = new AmazonIdentityManagementServiceClient(
                new BasicAWSCredentials(FakeCredential.Test.AccessKeyId, FakeCredential.Test.SecretKey),
                new AmazonIdentityManagementServiceConfig { ServiceURL = aws.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 },
                new RequestPolicy(AccountChecks.Quick, new RequestPace(TimeProvider.System), retries));
            _ = await Record.ExceptionAsync(() => iam.GetAccountSummaryAsync(new GetAccountSummaryRequest(), Token));

            Assert.Equal((fault, refunds), (fault, retries.Left));
        }
    }
}
