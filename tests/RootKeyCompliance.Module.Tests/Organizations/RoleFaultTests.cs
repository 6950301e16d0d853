using System.Management.Automation;

namespace RootKeyCompliance.Tests;

/// <summary>Accounts that cannot be entered or seen: one finding each with the word for why, and the others are checked all the same.</summary>
public sealed class RoleFaultTests
{
    private const string Member = "222233334444";
    private const string Other = "333344445555";
    private const string PolicySays =
        "User: arn:aws:iam::123456789012:user/test is not authorized to perform: sts:AssumeRole on resource: x with an explicit deny in a service control policy";

    public static TheoryData<string, string, int, string, string> Refusals => new()
    {
        { "AssumeRole", "AccessDenied", 403, PolicySays, "ServiceControlPolicyDenied" },
        { "AssumeRole", "AccessDenied", 403, "No.", "AssumeRoleDenied" },
        { "AssumeRole", "AccessDeniedException", 403, "No.", "AssumeRoleDenied" },
        { "AssumeRole", "RegionDisabledException", 403, "STS is not activated in this region", "RegionDisabled" },
        { "AssumeRole", "ExpiredToken", 400, "Expired.", "ExpiredCredentials" },
        { "AssumeRole", "ValidationError", 400, "No.", "RequestRefused" },
        { "GetAccountSummary", "AccessDenied", 403, "No.", "AccessDenied" },
        { "GetAccountSummary", "AccessDenied", 403, PolicySays, "ServiceControlPolicyDenied" },
        { "GetAccountSummary", "InvalidClientTokenId", 403, "No.", "InvalidCredentials" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Each_refusal_has_its_word(string action, string code, int status, string said, string errorId)
    {
        await using var lab = await OrganizationLab.StartAsync(FakeAccounts.OneActiveKey(Member), FakeAccounts.NoKey(Other));
        lab.Aws.Faults.Always(action, FakeFault.Error(status, code, said), accountId: Member);

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal([$"{OrganizationLab.Management} Pass", $"{Member} Error {errorId}", $"{Other} Pass"], run.Verdicts());
        var error = Assert.Single(run.Errors);
        Assert.Equal($"{errorId},{OrganizationLab.TestCommand}", error.FullyQualifiedErrorId);
        Assert.Equal(Member, error.TargetObject);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction));
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task Every_kind_of_account_gets_its_one_finding()
    {
        string[] ids = [.. Enumerable.Range(0, 8).Select(FakeAccounts.IdOf)];
        await using var lab = await OrganizationLab.StartAsync(
            FakeAccounts.NoKey(ids[0]), FakeAccounts.OneActiveKey(ids[1]), FakeAccounts.OneInactiveKey(ids[2]), FakeAccounts.TwoActiveKeys(ids[3]),
            FakeAccounts.OneActiveAndOneInactiveKey(ids[4]), FakeAccounts.Suspended(ids[5]), FakeAccounts.Denied(ids[6]), FakeAccounts.RoleDenied(ids[7]));

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal(
            [
                $"{OrganizationLab.Management} Pass", $"{ids[0]} Pass", $"{ids[1]} Fail", $"{ids[2]} Fail", $"{ids[3]} Fail", $"{ids[4]} Fail",
                $"{ids[5]} Skipped", $"{ids[6]} Error AccessDenied", $"{ids[7]} Error AssumeRoleDenied",
            ],
            run.Verdicts());
        Assert.Equal([$"AccessDenied,{OrganizationLab.TestCommand}", $"AssumeRoleDenied,{OrganizationLab.TestCommand}"], run.ErrorIds.Sorted());
        Assert.All(run.Errors, error => Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category));
        Assert.DoesNotContain(lab.Aws.Requests.Snapshot(), request => request.TargetAccountId == ids[5]);
    }

    [Fact]
    public async Task Accounts_that_are_not_active_need_no_request_at_all()
    {
        await using var lab = await OrganizationLab.StartAsync(FakeAccounts.Suspended(Member), FakeAccounts.Suspended(Other));

        var run = lab.Session.Run(
            "$all = Get-CisAccount -Organization @aws | Where-Object State -ne ACTIVE; $aws.SecretKey = 'wrong'; "
            + "$all | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal([$"{Member} Skipped", $"{Other} Skipped"], run.Verdicts());
        Assert.Equal(["ListAccounts"], lab.Actions);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("-ExternalId right", "Pass")]
    [InlineData("-ExternalId wrong", "Error AssumeRoleDenied")]
    [InlineData("", "Error AssumeRoleDenied")]
    public async Task An_external_id_has_to_be_the_right_one(string arguments, string verdict)
    {
        var member = FakeAccounts.NoKey(Member);
        member.ExternalId = "right";
        await using var lab = await OrganizationLab.StartAsync(member);

        var run = lab.Session.Run($"Test-CisRootAccessKey @aws -RoleName Auditor -AccountId {Member} {arguments}");

        Assert.Equal([$"{Member} {verdict}"], run.Verdicts());
    }

    [Theory]
    [InlineData("Auditor", "Pass")]
    [InlineData("security/Auditor", "Pass")]
    [InlineData("OrganizationAccountAccessRole", "Error AssumeRoleDenied")]
    public async Task A_role_has_to_be_there(string role, string verdict)
    {
        var member = FakeAccounts.NoKey(Member);
        member.Roles = new HashSet<string>(StringComparer.Ordinal) { "Auditor" };
        await using var lab = await OrganizationLab.StartAsync(member);

        var run = lab.Session.Run($"'{Member}' | Test-CisRootAccessKey @aws -RoleName {role}");

        Assert.Equal([$"{Member} {verdict}"], run.Verdicts());
    }

    [Fact]
    public async Task Credentials_that_are_no_good_are_asked_for_once_and_answered_for_by_each_account()
    {
        await using var lab = await OrganizationLab.StartAsync(OrganizationLab.Many(30));

        var run = lab.Session.Run(
            "$all = Get-CisAccount -Organization @aws; $aws.SecretKey = 'wrong'; $all | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal(31, run.Findings.Count);
        Assert.All(run.Findings, finding => Assert.Equal("InvalidCredentials", finding.ErrorId));
        Assert.Equal(31, run.Errors.Count);
        Assert.Equal(1, lab.Aws.Requests.CountOf("GetCallerIdentity"));
        Assert.Equal(0, lab.Aws.Requests.CountOf("AssumeRole"));
    }

    [Fact]
    public async Task An_answer_for_another_account_is_not_taken()
    {
        const string Answer =
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>ASIAX</AccessKeyId>"
            + "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
            + "<AssumedRoleUser><Arn>arn:aws:sts::333344445555:assumed-role/Auditor/x</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>";
        await using var lab = await OrganizationLab.StartAsync(FakeAccounts.NoKey(Member), FakeAccounts.NoKey(Other));
        lab.Aws.Faults.Always("AssumeRole", FakeFault.Respond(200, Answer), accountId: Member);

        var run = lab.Session.Run($"Test-CisRootAccessKey @aws -RoleName Auditor -AccountId {Member}");

        Assert.Equal([$"{Member} Error MalformedResponse"], run.Verdicts());
        Assert.Equal(0, lab.Aws.Requests.CountOf("GetAccountSummary"));
    }
}
