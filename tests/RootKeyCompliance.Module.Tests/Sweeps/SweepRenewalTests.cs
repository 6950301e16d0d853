namespace RootKeyCompliance.Tests;

/// <summary>A sweep that outlasts its credentials goes on with new ones, where there are new ones to be had.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class SweepRenewalTests : IDisposable
{
    private readonly AwsEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task Expired_credentials_of_a_container_role_are_renewed_once_for_all_accounts()
    {
        var token = TestContext.Current.CancellationToken;
        await using var lab = await AwsLab.SweepAsync(Thorough.Choose(150, 300));
        await using var role = await FakeContainerRole.StartAsync(lab.Aws, FakeCredential.TestAccountId, "runbook", token);
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = role.Url;

        using var running = lab.Session.With("url", lab.Aws.Url).Start(
            "$ids | Test-CisRootAccessKey -EndpointUrl $url -Region us-east-1 -RoleName Audit -ThrottleLimit 16");
        await lab.AnsweredAsync(50, token);
        var served = role.ServedCount;
        lab.Aws.Expire(role.Latest!);
        var run = running.Wait(TimeSpan.FromSeconds(120));

        lab.AssertAnswered(run);
        Assert.All(run.Findings, finding => Assert.Equal(CisStatus.Pass, finding.Status));
        Assert.InRange(role.ServedCount, served + 1, served + 2);
    }
}
