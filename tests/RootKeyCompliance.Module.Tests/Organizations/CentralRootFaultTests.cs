
namespace RootKeyCompliance.Tests;

/// <summary>Root sessions that cannot be had: AWS calls it all AccessDenied, and each cause has its own word and way out.</summary>
public sealed class CentralRootFaultTests
{
    private const string Member = "222233334444";
    private const string Other = "333344445555";

    [Fact]
    public async Task The_organization_has_to_manage_root_credentials_centrally()
        => await AssertRefusedAsync(new FakeOrganization(), "CentralRootAccessDisabled");

    [Fact]
    public async Task IAM_has_to_be_trusted_by_the_organization()
        => await AssertRefusedAsync(new FakeOrganization { EnabledFeatures = OrganizationLab.RootAccess(), IamTrusted = false }, "TrustedAccessDisabled");

    [Fact]
    public async Task There_has_to_be_an_organization() => await AssertRefusedAsync(organization: null, "TrustedAccessDisabled");

    [Theory]
    [InlineData("Root sessions feature is not enabled for your AWS Organization.", "RootSessionsDisabled")]
    [InlineData("Root credentials management feature is not enabled for your AWS Organization.", "CentralRootAccessDisabled")]
    [InlineData("Service not enabled for AWS Organizations.", "TrustedAccessDisabled")]
    [InlineData("User: x is not authorized to perform: sts:AssumeRoot on resource: y", "AssumeRootDenied")]
    [InlineData("User: x may not perform: sts:AssumeRoot on resource: y with an explicit deny in a service control policy", "ServiceControlPolicyDenied")]
    public async Task The_causes_are_told_apart_by_what_AWS_says(string said, string errorId)
    {
        await using var lab = await OrganizationLab.StartWithRootAccessAsync(FakeAccounts.OneActiveKey(Member));
        lab.Aws.Faults.Always("AssumeRoot", FakeFault.Error(403, "AccessDenied", said));

        AssertRefused(lab, errorId);
    }

    [Theory]
    [InlineData("RegionDisabledException", 403, "RegionDisabled")]
    [InlineData("ValidationError", 400, "RequestRefused")]
    [InlineData("InvalidAction", 400, "RequestRefused")]
    public async Task Other_refusals_keep_their_own_word(string code, int status, string errorId)
    {
        await using var lab = await OrganizationLab.StartWithRootAccessAsync(FakeAccounts.OneActiveKey(Member));
        lab.Aws.Faults.Always("AssumeRoot", FakeFault.Error(status, code, "No."));

        AssertRefused(lab, errorId);
    }

    [Fact]
    public async Task Only_those_in_charge_get_root_sessions()
    {
        var other = FakeAccounts.NoKey(Other);
        await using var lab = await OrganizationLab.StartAsync(
            new FakeAwsOptions
            {
                Accounts = [FakeAccounts.OneActiveKey(Member), other],
                Organization = new FakeOrganization { EnabledFeatures = OrganizationLab.RootAccess() },
            },
            other.UserCredential);

        AssertRefused(lab, "AssumeRootDenied");
    }

    [Fact]
    public async Task An_account_outside_the_organization_is_denied_like_any_other()
    {
        await using var lab = await OrganizationLab.StartWithRootAccessAsync(FakeAccounts.NoKey(Member));

        Assert.Equal(["999988887777 Error AssumeRootDenied"], lab.Session.Run("Test-CisRootAccessKey @aws -CentralRootAccess -AccountId 999988887777").Verdicts());
    }

    [Fact]
    public async Task A_policy_that_binds_the_root_session_is_named()
    {
        await using var lab = await OrganizationLab.StartWithRootAccessAsync(FakeAccounts.OneActiveKey(Member));
        lab.Aws.Faults.Always(
            "GetAccountSummary",
            FakeFault.Error(
                403, "AccessDenied",
                $"User: arn:aws:iam::{Member}:root is not authorized to perform: iam:GetAccountSummary with an explicit deny in a service control policy"),
            accountId: Member);

        AssertRefused(lab, "ServiceControlPolicyDenied");
    }

    [Theory]
    [InlineData("Get-CisAccount -Organization @aws | Where-Object IsManagementAccount", 0, 0)]
    [InlineData("'123456789012'", 1, 1)]
    [InlineData("[pscustomobject]@{ Id = '123456789012'; Arn = 'arn:aws:organizations::123456789012:account/o-x/123456789012' }", 0, 0)]
    public async Task The_management_account_is_out_of_a_delegated_administrators_reach(string accounts, int asked, int described)
    {
        await using var lab = await StartDelegatedAsync();

        var run = lab.Session.Run($"{accounts} | Test-CisRootAccessKey @aws -CentralRootAccess");

        Assert.Equal([$"{OrganizationLab.Management} Error ManagementAccountOutOfReach"], run.Verdicts());
        Assert.Equal([$"ManagementAccountOutOfReach,{OrganizationLab.TestCommand}"], run.ErrorIds);
        Assert.Equal((asked, described), (lab.Aws.Requests.CountOf("AssumeRoot"), lab.Aws.Requests.CountOf("DescribeOrganization")));
    }

    [Fact]
    public async Task A_delegated_administrator_sees_all_the_others()
    {
        await using var lab = await StartDelegatedAsync();

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -CentralRootAccess");

        Assert.Equal([$"{OrganizationLab.Management} Error ManagementAccountOutOfReach", $"{Member} Fail", $"{Other} Pass"], run.Verdicts());
        Assert.Equal(Member, Assert.Single(lab.Aws.Requests.Of("AssumeRoot")).TargetAccountId);
    }

    [Fact]
    public async Task Which_account_manages_is_asked_once_however_many_are_denied()
    {
        await using var lab = await StartDelegatedAsync();
        lab.Aws.Faults.Always("AssumeRoot", FakeFault.AccessDenied);

        var run = lab.Session.Run("(1..30 | ForEach-Object { \"2000000000{0:d2}\" -f $_ }) + '123456789012' | Test-CisRootAccessKey @aws -CentralRootAccess");

        Assert.Equal(30, run.Findings.Count(finding => finding.ErrorId == "AssumeRootDenied"));
        Assert.Single(run.Findings, finding => finding.ErrorId == "ManagementAccountOutOfReach");
        Assert.Equal(1, lab.Aws.Requests.CountOf("DescribeOrganization"));
    }

    [Fact]
    public async Task Who_may_not_ask_for_the_organization_still_hears_that_it_was_denied()
    {
        await using var lab = await StartDelegatedAsync();
        lab.Aws.Faults.Always("DescribeOrganization", FakeFault.AccessDenied);

        Assert.Equal(
            [$"{OrganizationLab.Management} Error AssumeRootDenied"],
            lab.Session.Run("Test-CisRootAccessKey @aws -CentralRootAccess -AccountId 123456789012").Verdicts());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Other_partitions_may_name_the_policy_as_they_like(int refusals)
    {
        const string Region = "us-gov-west-1";
        var caller = FakeAccounts.Create(Other, FakeAccountKind.NoKey, "aws-us-gov");
        var organization = new FakeOrganization { ManagementAccountId = Other, EnabledFeatures = OrganizationLab.RootAccess() };
        await using var lab = await OrganizationLab.StartAsync(
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
        return OrganizationLab.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Member), other], Organization = organization }, other.UserCredential);
    }

    private static async Task AssertRefusedAsync(FakeOrganization? organization, string errorId)
    {
        await using var lab = await OrganizationLab.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Member)], Organization = organization });

        AssertRefused(lab, errorId);
    }

    private static void AssertRefused(AwsLab lab, string errorId)
    {
        var run = lab.Session.Run($"Test-CisRootAccessKey @aws -CentralRootAccess -AccountId {Member}");

        Assert.Equal([$"{Member} Error {errorId}"], run.Verdicts());
        var error = Assert.Single(run.Errors);
        Assert.Equal($"{errorId},{OrganizationLab.TestCommand}", error.FullyQualifiedErrorId);
        Assert.Equal(Member, error.TargetObject);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction));
    }
}
