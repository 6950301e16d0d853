using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using RootKeyCompliance.Connectors.Aws.Runtime;

namespace RootKeyCompliance.Tests;

/// <summary>Which answers give a retry back: those of a service that is well.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class RequestPolicyTests : IDisposable
{
    private const int Budget = 10;

    private readonly AwsEnvironment _environment = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    public static TheoryData<FakeFault, int> Answers => new()
    {
        { FakeFault.Delay(TimeSpan.Zero), 1 },
        { FakeFault.Error(403, "AccessDenied", "no"), 1 },
        { FakeFault.Error(404, "NoSuchEntity", "no"), 1 },
        { FakeFault.Error(500, "ServiceFailure", "no"), 0 },
        { FakeFault.Error(400, "Throttling", "no"), 0 },
        { new FakeFault(FakeFaultKind.MalformedBody), 0 },
        { new FakeFault(FakeFaultKind.ConnectionReset), 0 },
    };

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public async Task An_answer_gives_a_retry_back_and_a_failure_does_not(FakeFault fault, int refunds)
    {
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [] }, Token);
        aws.Faults.Always("GetAccountSummary", fault);
        var retries = new RetryBudget(Budget);
        for (var taken = 0; taken < Budget; taken++)
        {
            Assert.True(retries.TryTake());
        }

        using var iam = new AmazonIdentityManagementServiceClient(
            new BasicAWSCredentials(FakeCredential.Test.AccessKeyId, FakeCredential.Test.SecretKey),
            new AmazonIdentityManagementServiceConfig { ServiceURL = aws.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 },
            new RequestPolicy(AccountChecks.Quick, new RequestPace(TimeProvider.System), retries));
        _ = await Record.ExceptionAsync(() => iam.GetAccountSummaryAsync(new GetAccountSummaryRequest(), Token));

        Assert.Equal(refunds, retries.Left);
    }
}
