
namespace RootKeyCompliance.Tests;

/// <summary>Sweeps of many accounts while something goes wrong for all of them: one finding each, and the right one.</summary>
public sealed class SweepTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_server_that_takes_100_requests_a_second_little_is_wasted_and_no_account_lost()
    {
        const int Count = 300;
        await using var lab = await SweepLab.StartAsync(Count, new FakeAwsOptions { Quotas = new FakeQuotas { Server = new FakeQuota(100, 100) } });

        var run = lab.Session.Run("$ids | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 64");

        lab.AssertAnswered(run);
        Assert.All(run.Findings, finding => Assert.Equal(CisStatus.Pass, finding.Status));
        Assert.True(lab.Aws.Requests.ThrottledCount * 10 < lab.Aws.Requests.Count, $"{lab.Aws.Requests.ThrottledCount} of {lab.Aws.Requests.Count} were wasted.");
        Assert.InRange(lab.Aws.Requests.ThrottledCount, 1, Count);
    }

    [Fact]
    public async Task When_the_network_goes_the_rest_are_errors_and_nothing_is_told_twice()
    {
        await using var lab = await SweepLab.StartAsync(60);

        using var running = lab.Session.Start("$ids | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 16 -ErrorAction SilentlyContinue");
        await lab.AnsweredAsync(10, Token);
        lab.Aws.Cut();
        var run = running.Wait(SweepLab.TimeLimit);

        lab.AssertAnswered(run);
        Assert.Contains(run.Findings, finding => finding.Status == CisStatus.Pass);
        var errors = run.Findings.Where(finding => finding.Status != CisStatus.Pass).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, finding => Assert.Equal((CisStatus.Error, nameof(CisFaults.EndpointUnreachable)), (finding.Status, finding.ErrorId)));
    }

    [Fact]
    public async Task Credentials_that_expire_and_cannot_be_renewed_make_errors_of_the_rest()
    {
        await using var lab = await SweepLab.StartAsync(200);

        using var running = lab.Session.Start("$ids | Test-CisRootAccessKey @aws -RoleName Audit -ThrottleLimit 8 -ErrorAction SilentlyContinue");
        await lab.AnsweredAsync(10, Token);
        lab.Aws.Expire(FakeCredential.Test);
        var run = running.Wait(SweepLab.TimeLimit);

        lab.AssertAnswered(run);
        var errors = run.Findings.Where(finding => finding.Status != CisStatus.Pass).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, finding => Assert.Equal((CisStatus.Error, nameof(CisFaults.ExpiredCredentials)), (finding.Status, finding.ErrorId)));
    }

    [Fact]
    public async Task Each_kind_of_account_gets_its_own_answer()
    {
        var blocked = FakeAccounts.OneActiveKey("200000000901");
        var gone = FakeAccounts.Suspended("200000000902");
        var denied = FakeAccounts.Denied("200000000903");
        var closed = FakeAccounts.RoleDenied("200000000904");
        await using var lab = await SweepLab.StartAsync(50, accounts: [blocked, gone, denied, closed, FakeAccounts.OneActiveAndOneInactiveKey("200000000905")]);
        lab.Aws.Faults.Always(
            "GetAccountSummary",
            FakeFault.Error(403, "AccessDenied", "User is not authorized to perform: iam:GetAccountSummary with an explicit deny in a service control policy"),
            blocked.Id);

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Audit -ErrorAction SilentlyContinue");

        var byId = run.Findings.ToDictionary(finding => finding.AccountId!, StringComparer.Ordinal);
        Assert.Equal(56, byId.Count);
        Assert.Equal((CisStatus.Error, nameof(CisFaults.ServiceControlPolicyDenied)), (byId[blocked.Id].Status, byId[blocked.Id].ErrorId));
        Assert.Equal((CisStatus.Skipped, null), (byId[gone.Id].Status, byId[gone.Id].ErrorId));
        Assert.Equal((CisStatus.Error, nameof(CisFaults.AccessDenied)), (byId[denied.Id].Status, byId[denied.Id].ErrorId));
        Assert.Equal((CisStatus.Error, nameof(CisFaults.AssumeRoleDenied)), (byId[closed.Id].Status, byId[closed.Id].ErrorId));
        Assert.Equal((1, 1), (byId["200000000905"].ActiveKeyCount, byId["200000000905"].InactiveKeyCount));
        Assert.Equal(CisStatus.Pass, byId[FakeCredential.TestAccountId].Status);
        Assert.Equal(51, run.Findings.Count(finding => finding.Status == CisStatus.Pass));
    }
}
