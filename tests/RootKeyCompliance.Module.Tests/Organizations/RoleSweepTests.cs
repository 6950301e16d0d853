namespace RootKeyCompliance.Tests;

/// <summary>Test-CisRootAccessKey -RoleName: other accounts by a role in each, the caller's own by its own credentials.</summary>
public sealed class RoleSweepTests
{
    private const string Member = "222233334444";
    private const string Other = "333344445555";

    [Theory]
    [InlineData("Test-CisRootAccessKey @aws -RoleName Auditor -AccountId 222233334444, 333344445555")]
    [InlineData("Test-CisRootAccessKey 222233334444, 333344445555 @aws -RoleName Auditor")]
    [InlineData("'222233334444', '333344445555' | Test-CisRootAccessKey @aws -RoleName Auditor")]
    [InlineData("Get-CisAccount -Organization @aws | Where-Object IsManagementAccount -eq $false | Test-CisRootAccessKey @aws -RoleName Auditor")]
    [InlineData("[pscustomobject]@{ Id = '222233334444' }, [pscustomobject]@{ AccountId = '333344445555' } | Test-CisRootAccessKey @aws -RoleName Auditor")]
    public async Task Every_way_to_give_accounts_enters_each_once(string script)
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.NoKey(Member), FakeAccounts.OneActiveKey(Other));

        var run = lab.Session.Run(script);

        Assert.Equal([$"{Member} Pass", $"{Other} Fail"], run.Verdicts());
        Assert.All(run.Findings, finding => Assert.Equal($"arn:aws:iam::{finding.AccountId}:root", finding.ResourceId));
        Assert.Equal([Member, Other], EnteredIn(lab));
        Assert.Equal([Member, Other], lab.Aws.Requests.Of("GetAccountSummary").Select(request => request.AccountId!).Sorted());
        Assert.Equal(1, lab.Aws.Requests.CountOf("GetCallerIdentity"));
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task Accounts_as_AWS_Tools_lists_them()
    {
        // Get-ORGAccountList emits Amazon.Organizations.Model.Account, whose Status and State are constant classes with a Value.
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.OneInactiveKey(Member));

        var run = lab.Session.Run(
            """
            class Constant { [string] $Value; Constant([string] $value) { $this.Value = $value } [string] ToString() { return $this.Value } }
            class Account { [string] $Id; [string] $Name; [string] $Arn; [Constant] $Status; [Constant] $State }
            $arn = 'arn:aws:organizations::123456789012:account/o-x/'
            [Account] @{ Id = '222233334444'; Name = 'data'; Arn = "${arn}222233334444"; Status = [Constant]::new('ACTIVE'); State = [Constant]::new('ACTIVE') },
            [Account] @{ Id = '333344445555'; Name = 'old'; Arn = "${arn}333344445555"; Status = [Constant]::new('SUSPENDED'); State = [Constant]::new('CLOSED') } |
                Test-CisRootAccessKey @aws -RoleName OrganizationAccountAccessRole
            """);

        Assert.Equal([$"{Member} Fail", $"{Other} Skipped"], run.Verdicts());
        Assert.Equal(["data", "old"], run.Findings.Select(finding => finding.AccountName!).Sorted());
        Assert.Equal("CLOSED", run.Findings.Single(finding => finding.AccountId == Other).AccountState);
        Assert.Equal([Member], EnteredIn(lab));
    }

    [Theory]
    [InlineData("(ConvertFrom-Json $args[0]).Accounts")]
    [InlineData("ConvertFrom-Json $args[0] | ForEach-Object Accounts")]
    public async Task Accounts_as_the_AWS_CLIs_JSON_has_them(string accounts)
    {
        const string Json = """
            { "Accounts": [
              { "Id": "222233334444", "Arn": "arn:aws:organizations::123456789012:account/o-x/222233334444", "Email": "a@example.com", "Name": "data",
                "Status": "ACTIVE", "State": "ACTIVE", "JoinedMethod": "CREATED", "JoinedTimestamp": "2024-03-01T08:30:00.000000+00:00" },
              { "Id": "333344445555", "Arn": "arn:aws:organizations::123456789012:account/o-x/333344445555", "Email": "b@example.com", "Name": "old",
                "Status": "SUSPENDED", "JoinedMethod": "CREATED", "JoinedTimestamp": "2024-03-01T08:30:00.000000+00:00" } ] }
            """;
        await using var lab = await AwsLab.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveAndOneInactiveKey(Member)] }, FakeCredential.Test);

        var run = lab.Session.Run($"{accounts} | Test-CisRootAccessKey @aws -RoleName Auditor", Json);

        Assert.Equal([$"{Member} Fail", $"{Other} Skipped"], run.Verdicts());
        Assert.Equal(["data", "old"], run.Findings.Select(finding => finding.AccountName!).Sorted());
        Assert.Equal([Member], EnteredIn(lab));
    }

    [Fact]
    public async Task A_delegated_administrator_enters_the_management_account_like_any_other()
    {
        var member = FakeAccounts.NoKey(Member);
        var organization = new FakeOrganization { DelegatedAdministrators = new HashSet<string>(StringComparer.Ordinal) { Member } };
        await using var lab = await AwsLab.StartAsync(
            new FakeAwsOptions { Accounts = [member, FakeAccounts.NoKey(Other)], Organization = organization }, member.UserCredential);

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal([$"{AwsLab.Management} Pass", $"{Member} Pass", $"{Other} Pass"], run.Verdicts());
        Assert.Equal([AwsLab.Management, Other], EnteredIn(lab));
        Assert.Equal(member.UserCredential.AccessKeyId, Summary(lab, Member).AccessKeyId);
    }

    [Fact]
    public async Task The_base_credentials_assume_every_role_and_check_the_callers_own_account()
    {
        await using var lab = await AwsLab.OrganizationAsync(OrganizationLab.Many(60));

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor -ThrottleLimit 3");

        Assert.Equal(61, run.Findings.Count);
        Assert.All(run.Findings, finding => Assert.Equal(CisStatus.Pass, finding.Status));
        Assert.Equal(60, lab.Aws.Requests.CountOf("AssumeRole"));
        Assert.All(lab.Aws.Requests.Of("AssumeRole"), request => Assert.Equal("test", request.AccessKeyId));
        Assert.Equal("test", Summary(lab, AwsLab.Management).AccessKeyId);
        Assert.Equal(lab.AllIds, lab.Aws.Requests.Of("GetAccountSummary").Select(request => request.AccountId!).Sorted());
    }

    [Fact]
    public async Task The_members_own_report_decides_whether_a_key_is_active()
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.OneActiveAndOneInactiveKey(Member));

        var run = lab.Session.Run($"Test-CisRootAccessKey @aws -RoleName Auditor -AccountId {Member}");

        Assert.Equal((1, 1), (run.Findings[0].ActiveKeyCount, run.Findings[0].InactiveKeyCount));
        Assert.Equal(
            ["GetCallerIdentity", "AssumeRole", "GetAccountSummary", "GenerateCredentialReport", "GetCredentialReport"], lab.Actions);
        Assert.All(lab.Aws.Requests.Snapshot().Skip(2), request => Assert.Equal(Member, request.AccountId));
    }

    [Fact]
    public async Task Without_a_role_another_account_is_an_error()
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.NoKey(Member));

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws");

        Assert.Equal([$"{AwsLab.Management} Pass", $"{Member} Error AccountMismatch"], run.Verdicts());
    }

    [Theory]
    [InlineData("cn-north-1", "aws-cn", "cn-north-1")]
    [InlineData("us-gov-west-1", "aws-us-gov", "us-gov-west-1")]
    public async Task Roles_are_named_in_the_callers_partition(string region, string partition, string iamRegion)
    {
        var caller = FakeAccounts.Create(Other, FakeAccountKind.NoKey, partition);
        await using var lab = await AwsLab.StartAsync(
            new FakeAwsOptions { Accounts = [caller, FakeAccounts.Create(Member, FakeAccountKind.OneActive, partition)] }, caller.UserCredential);

        var run = lab.Session.Run($"$aws.Region = $args[0]; Test-CisRootAccessKey @aws -RoleName Auditor -AccountId {Member}", region);

        Assert.Equal([$"{Member} Fail"], run.Verdicts());
        Assert.Equal((partition, $"arn:{partition}:iam::{Member}:root"), (run.Findings[0].Partition, run.Findings[0].ResourceId));
        Assert.Equal(region, Assert.Single(lab.Aws.Requests.Of("AssumeRole")).Region);
        Assert.Equal(iamRegion, Assert.Single(lab.Aws.Requests.Of("GetAccountSummary")).Region);
    }

    [Fact]
    public async Task An_expired_session_is_renewed_once()
    {
        string[] actions = ["GetAccountSummary", "GenerateCredentialReport", "GetCredentialReport"];
        await using var lab = await AwsLab.OrganizationAsync(
            [.. Enumerable.Range(0, 4).Select(index => FakeAccounts.OneInactiveKey(FakeAccounts.IdOf(index)))]);
        foreach (var (index, action) in actions.Index())
        {
            lab.Aws.Faults.Next(action, FakeFault.ExpiredToken, accountId: lab.MemberIds[index]);
        }

        lab.Aws.Faults.Always("GetAccountSummary", FakeFault.ExpiredToken, accountId: lab.MemberIds[3]);

        var run = lab.Session.Run("$ids | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal([.. lab.MemberIds.Take(3).Select(id => $"{id} Fail"), $"{lab.MemberIds[3]} Error ExpiredCredentials"], run.Verdicts());
        Assert.All(run.Findings.Where(finding => finding.Status == CisStatus.Fail), finding => Assert.Equal(1, finding.InactiveKeyCount));
        Assert.Equal([.. lab.MemberIds.SelectMany(id => new[] { id, id })], EnteredIn(lab));
        Assert.Empty(run.Warnings);
    }

    private static string[] EnteredIn(AwsLab lab) => lab.Aws.Requests.Of("AssumeRole").Select(request => request.TargetAccountId!).Sorted();

    private static FakeRequest Summary(AwsLab lab, string account) => lab.Aws.Requests.Of("GetAccountSummary").Single(request => request.AccountId == account);
}
