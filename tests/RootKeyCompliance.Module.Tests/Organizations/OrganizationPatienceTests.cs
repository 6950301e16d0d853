using RootKeyCompliance.Connectors.Aws;

namespace RootKeyCompliance.Tests;

/// <summary>How often a page is asked for: one that is not had costs all accounts after it, and the quota is shared with the whole organization.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class OrganizationPatienceTests : IDisposable
{
    private readonly AwsEnvironment _environment = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData(FakeFaultKind.Throttle, 6, null, 7)]
    [InlineData(FakeFaultKind.Throttle, 7, "Throttled", 7)]
    [InlineData(FakeFaultKind.ServiceFailure, 3, null, 4)]
    [InlineData(FakeFaultKind.ServiceFailure, 4, "ServiceFailure", 4)]
    public async Task Throttles_are_waited_out_for_longer_than_what_may_last(FakeFaultKind kind, int times, string? errorId, int requests)
    {
        var (accounts, sent) = await ListAsync(new FakeFault(kind), times);

        Assert.Equal(errorId, accounts[^1].ErrorId);
        Assert.Equal(errorId is null ? 4 : 1, accounts.Count);
        Assert.Equal(requests, sent);
    }

    [Fact]
    public async Task Attempts_that_were_said_count()
    {
        _environment["AWS_MAX_ATTEMPTS"] = "1";

        var (accounts, sent) = await ListAsync(FakeFault.Throttle, 1);

        Assert.Equal(("Throttled", 1), (accounts[^1].ErrorId, sent));
    }

    private static async Task<(IReadOnlyList<CisAccount> Accounts, int Sent)> ListAsync(FakeFault fault, int times)
    {
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = OrganizationLab.Many(3), Organization = new FakeOrganization() }, Token);
        aws.Faults.Next("ListAccounts", fault, times);
        using var source = new OrganizationSource(AccountChecks.Options(aws.Url));
        var accounts = new List<CisAccount>();
        await foreach (var account in source.ListAsync(units: null, new ActivityLog(), Token))
        {
            accounts.Add(account);
        }

        return (accounts, aws.Requests.CountOf("ListAccounts"));
    }
}
