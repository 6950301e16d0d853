
namespace RootKeyCompliance.Tests;

/// <summary>A sweep that outlasts its credentials goes on with new ones, where there are new ones to be had.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class SweepRenewalTests : IDisposable
{
    private readonly AwsEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task A_container_role_is_asked_again_once_and_no_account_notices()
    {
        var token = TestContext.Current.CancellationToken;
        await using var lab = await SweepLab.StartAsync(300);
        await using var role = await FakeContainerRole.StartAsync(lab.Aws, FakeCredential.TestAccountId, "runbook", token);
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = role.Url;

        using var running = lab.Session.With("url", lab.Aws.Url).Start(
            "$ids | Test-CisRootAccessKey -EndpointUrl $url -Region us-east-1 -RoleName Audit -ThrottleLimit 16");
        await lab.AnsweredAsync(50, token);
        var served = role.ServedCount;
        lab.Aws.Expire(role.Latest!);
        var run = running.Wait(SweepLab.TimeLimit);

        lab.AssertAnswered(run);
        Assert.All(run.Findings, finding => Assert.Equal(CisStatus.Pass, finding.Status));
        Assert.InRange(role.ServedCount, served + 1, served + 2);
    }
}
