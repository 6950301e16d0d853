namespace RootKeyCompliance.Tests;

public sealed class SweepTests
{
    [Fact]
    public async Task A_rate_limit_throttles_at_most_a_fifth_of_the_requests_and_every_account_has_its_finding()
    {
        const int Count = 300;
        await using var lab = await AwsLab.SweepAsync(Count, new FakeQuota(100, 100));

        var run = lab.Session.Run("$ids | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 64");

        lab.AssertAnswered(run);
        Assert.All(run.Findings, finding => Assert.Equal(CisStatus.Pass, finding.Status));
        Assert.InRange(lab.Aws.Requests.ThrottledCount, 1, lab.Aws.Requests.Count / 5);
    }

    [Theory]
    [InlineData(true, nameof(CisFaults.EndpointUnreachable))]
    [InlineData(false, nameof(CisFaults.ExpiredCredentials))]
    public async Task A_network_or_credentials_that_fail_midway_make_errors_of_the_rest(bool cutsNetwork, string errorId)
    {
        await using var lab = await AwsLab.SweepAsync(cutsNetwork ? 40 : 200, latency: TimeSpan.FromMilliseconds(10));

        using var running = lab.Session.Start("$ids | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 16 -ErrorAction SilentlyContinue");
        await lab.AnsweredAsync(10, TestContext.Current.CancellationToken);
        if (cutsNetwork)
        {
            lab.Aws.Cut();
        }
        else
        {
            lab.Aws.Expire(FakeCredential.Test);
        }

        var run = running.Wait(TimeSpan.FromSeconds(120));

        lab.AssertAnswered(run);
        Assert.Contains(run.Findings, finding => finding.Status == CisStatus.Pass);
        var errors = run.Findings.Where(finding => finding.Status != CisStatus.Pass).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, finding => Assert.Equal((CisStatus.Error, errorId), (finding.Status, finding.ErrorId)));
    }
}
