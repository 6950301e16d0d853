namespace RootKeyCompliance.Tests;

/// <summary>Root sessions that AWS refuses: it answers AccessDenied to nearly all, and each cause has its own error id and advice.</summary>
public sealed class CentralRootFaultTests
{
    private const string Member = "222233334444";
    private const string Other = "333344445555";

    private static readonly (string Code, int Status, string Message, string ErrorId)[] Refusals =
    [
        ("AccessDenied", 403, "Root sessions feature is not enabled for your AWS Organization.", "RootSessionsDisabled"),
        ("AccessDenied", 403, "Root credentials management feature is not enabled for your AWS Organization.", "CentralRootAccessDisabled"),
        ("AccessDenied", 403, "Service not enabled for AWS Organizations.", "TrustedAccessDisabled"),
        ("AccessDenied", 403, "User: x is not authorized to perform: sts:AssumeRoot on resource: y", "AssumeRootDenied"),
        (
            "AccessDenied", 403, "User: x may not perform: sts:AssumeRoot on resource: y with an explicit deny in a service control policy",
            "ServiceControlPolicyDenied"
        ),
        ("RegionDisabledException", 403, "No.", "RegionDisabled"),
        ("ValidationError", 400, "No.", "RequestRefused"),
        ("InvalidAction", 400, "No.", "RequestRefused"),
    ];

    [Fact]
    public async Task Each_refusal_has_its_error_id()
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.OneActiveKey(Member));
        foreach (var refusal in Refusals)
        {
            lab.Aws.Faults.Clear();
            lab.Aws.Faults.Always("AssumeRoot", FakeFault.Error(refusal.Status, refusal.Code, refusal.Message));

            AssertRefused(lab, refusal.ErrorId);
        }

        lab.Aws.Faults.Clear();
        lab.Aws.Faults.Always(
            "GetAccountSummary",
            FakeFault.Error(
                403, "AccessDenied",
                $"User: arn:aws:iam::{Member}:root is not authorized to perform: iam:GetAccountSummary with an explicit deny in a service control policy"),
            accountId: Member);
        AssertRefused(lab, "ServiceControlPolicyDenied");
    }

    [Fact]
    public async Task Root_sessions_need_central_root_access_trust_an_organization_and_an_administrator()
    {
        var other = FakeAccounts.NoKey(Other);
        await AssertRefusedAsync(new FakeOrganization(), FakeCredential.Test, "CentralRootAccessDisabled");
        await AssertRefusedAsync(
            new FakeOrganization { EnabledFeatures = OrganizationLab.RootAccess(), IamTrusted = false }, FakeCredential.Test, "TrustedAccessDisabled");
        await AssertRefusedAsync(organization: null, FakeCredential.Test, "TrustedAccessDisabled");
        await AssertRefusedAsync(FakeOrganization.WithRootAccess, other.UserCredential, "AssumeRootDenied");
    }

    [Theory]
    [InlineData("Get-CisAccount -Organization @aws", 1, 0)]
    [InlineData("'123456789012'", 1, 1)]
    [InlineData("[pscustomobject]@{ Id = '123456789012'; Arn = 'arn:aws:organizations::123456789012:account/o-x/123456789012' }", 0, 0)]
    public async Task A_delegated_administrator_reaches_every_account_but_the_management_account(string accounts, int asked, int described)
    {
        await using var lab = await StartDelegatedAsync();

        var run = lab.Session.Run($"{accounts} | Test-CisRootAccessKey @aws -CentralRootAccess");

        Assert.Equal($"{AwsLab.Management} Error ManagementAccountOutOfReach", run.Verdicts()[0]);
        string[] others = accounts.Contains("-Organization", StringComparison.Ordinal) ? [$"{Member} Fail", $"{Other} Pass"] : [];
        Assert.Equal(others, run.Verdicts()[1..]);
        Assert.Equal([$"ManagementAccountOutOfReach,{CommandNames.Test}"], run.ErrorIds);
        Assert.Equal((asked, described), (lab.Aws.Requests.CountOf("AssumeRoot"), lab.Aws.Requests.CountOf("DescribeOrganization")));
    }

    [Fact]
    public async Task The_management_account_is_looked_up_once_however_many_accounts_are_denied()
    {
        await using var lab = await StartDelegatedAsync();
        lab.Aws.Faults.Always("AssumeRoot", FakeFault.AccessDenied);

        var run = lab.Session.Run("(1..30 | ForEach-Object { \"2000000000{0:d2}\" -f $_ }) + '123456789012' | Test-CisRootAccessKey @aws -CentralRootAccess");

        Assert.Equal(30, run.Findings.Count(finding => finding.ErrorId == "AssumeRootDenied"));
        Assert.Single(run.Findings, finding => finding.ErrorId == "ManagementAccountOutOfReach");
        Assert.Equal(1, lab.Aws.Requests.CountOf("DescribeOrganization"));
    }

    [Fact]
    public async Task Without_permission_to_describe_the_organization_the_error_is_AssumeRootDenied()
    {
        await using var lab = await StartDelegatedAsync();
        lab.Aws.Faults.Always("DescribeOrganization", FakeFault.AccessDenied);

        Assert.Equal(
            [$"{AwsLab.Management} Error AssumeRootDenied"],
            lab.Session.Run("Test-CisRootAccessKey @aws -CentralRootAccess -AccountId 123456789012").Verdicts());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Another_partition_accepts_one_of_the_names_of_the_policy(int refusals)
    {
        const string Region = "us-gov-west-1";
        var caller = FakeAccounts.Create(Other, FakeAccountKind.NoKey, "aws-us-gov");
        var organization = new FakeOrganization { ManagementAccountId = Other, EnabledFeatures = OrganizationLab.RootAccess() };
        await using var lab = await AwsLab.StartAsync(
            new FakeAwsOptions { Accounts = [caller, FakeAccounts.Create(Member, FakeAccountKind.OneActive, "aws-us-gov")], Organization = organization },
            caller.UserCredential);
        if (refusals > 0)
        {
            lab.Aws.Faults.Next("AssumeRoot", FakeFault.Error(400, "ValidationError", "Request must contain valid AWS managed task policy ARN"), refusals);
        }

        var run = lab.Session.Run($"$aws.Region = '{Region}'; Test-CisRootAccessKey @aws -CentralRootAccess -AccountId {Member}");

        Assert.Equal([$"{Member} Fail"], run.Verdicts());
        Assert.Equal(1, run.Findings[0].ActiveKeyCount);
        Assert.Equal([.. Enumerable.Repeat(Region, refusals + 1)], lab.Aws.Requests.Of("AssumeRoot").Select(request => request.Region).ToArray());
    }

    private static Task<AwsLab> StartDelegatedAsync()
    {
        var other = FakeAccounts.NoKey(Other);
        var organization = new FakeOrganization
        {
            EnabledFeatures = OrganizationLab.RootAccess(),
            DelegatedAdministrators = new HashSet<string>(StringComparer.Ordinal) { Other },
        };
        return AwsLab.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Member), other], Organization = organization }, other.UserCredential);
    }

    private static async Task AssertRefusedAsync(FakeOrganization? organization, FakeCredential caller, string errorId)
    {
        await using var lab = await AwsLab.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Member), FakeAccounts.NoKey(Other)], Organization = organization }, caller);

        AssertRefused(lab, errorId);
    }

    private static void AssertRefused(AwsLab lab, string errorId)
    {
        var run = lab.Session.Run($"Test-CisRootAccessKey @aws -CentralRootAccess -AccountId {Member}");

        Assert.Equal([$"{Member} Error {errorId}"], run.Verdicts());
        var error = Assert.Single(run.Errors);
        Assert.Equal($"{errorId},{CommandNames.Test}", error.FullyQualifiedErrorId);
        Assert.Equal(Member, error.TargetObject);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction));
    }
}
