using System.Management.Automation;

namespace RootKeyCompliance.Tests;

public sealed class RoleFaultTests
{
    private const string Member = "222233334444";
    private const string Other = "333344445555";
    private const string PolicyDenies =
        "User: arn:aws:iam::123456789012:user/test is not authorized to perform: sts:AssumeRole on resource: x with an explicit deny in a service control policy";

    private static readonly (string Action, string Code, int Status, string Message, string ErrorId)[] Refusals =
    [
        ("AssumeRole", "AccessDenied", 403, PolicyDenies, "ServiceControlPolicyDenied"),
        ("AssumeRole", "AccessDenied", 403, "No.", "AssumeRoleDenied"),
        ("AssumeRole", "AccessDeniedException", 403, "No.", "AssumeRoleDenied"),
        ("AssumeRole", "RegionDisabledException", 403, "STS is not activated in this region", "RegionDisabled"),
        ("AssumeRole", "ExpiredToken", 400, "Expired.", "ExpiredCredentials"),
        ("AssumeRole", "ValidationError", 400, "No.", "RequestRefused"),
        ("GetAccountSummary", "AccessDenied", 403, "No.", "AccessDenied"),
        ("GetAccountSummary", "AccessDenied", 403, PolicyDenies, "ServiceControlPolicyDenied"),
        ("GetAccountSummary", "InvalidClientTokenId", 403, "No.", "InvalidCredentials"),
    ];

    [Fact]
    public async Task Each_refusal_has_its_error_id_and_the_other_accounts_are_checked()
    {
        await using var lab = await AwsLab.SweepAsync(Refusals.Length + 1);
        foreach (var (index, refusal) in Refusals.Index())
        {
            lab.Aws.Faults.Always(refusal.Action, FakeFault.Error(refusal.Status, refusal.Code, refusal.Message), lab.MemberIds[index]);
        }

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal(
            [
                $"{AwsLab.Management} Pass", .. Refusals.Select((refusal, index) => $"{lab.MemberIds[index]} Error {refusal.ErrorId}"),
                $"{lab.MemberIds[^1]} Pass",
            ],
            run.Verdicts());
        Assert.Equal(
            [.. Refusals.Select((refusal, index) => $"{lab.MemberIds[index]} {refusal.ErrorId},{CommandNames.Test}")],
            run.Errors.Select(error => $"{error.TargetObject} {error.FullyQualifiedErrorId}").Sorted());
        Assert.All(run.Errors, error => Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction)));
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task Every_kind_of_account_gets_its_one_finding()
    {
        string[] ids = [.. Enumerable.Range(0, 8).Select(FakeAccounts.IdOf)];
        await using var lab = await AwsLab.OrganizationAsync(
            FakeAccounts.NoKey(ids[0]), FakeAccounts.OneActiveKey(ids[1]), FakeAccounts.OneInactiveKey(ids[2]), FakeAccounts.TwoActiveKeys(ids[3]),
            FakeAccounts.OneActiveAndOneInactiveKey(ids[4]), FakeAccounts.Suspended(ids[5]), FakeAccounts.Denied(ids[6]), FakeAccounts.RoleDenied(ids[7]));

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal(
            [
                $"{AwsLab.Management} Pass", $"{ids[0]} Pass", $"{ids[1]} Fail", $"{ids[2]} Fail", $"{ids[3]} Fail", $"{ids[4]} Fail",
                $"{ids[5]} Skipped", $"{ids[6]} Error AccessDenied", $"{ids[7]} Error AssumeRoleDenied",
            ],
            run.Verdicts());
        Assert.Equal([$"AccessDenied,{CommandNames.Test}", $"AssumeRoleDenied,{CommandNames.Test}"], run.ErrorIds.Sorted());
        Assert.All(run.Errors, error => Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category));
        Assert.DoesNotContain(lab.Aws.Requests.Snapshot(), request => request.TargetAccountId == ids[5]);
    }

    [Fact]
    public async Task Wrong_credentials_are_tried_once_and_are_an_error_of_each_account()
    {
        await using var lab = await AwsLab.OrganizationAsync(OrganizationLab.Many(30));

        var run = lab.Session.Run(
            "$all = Get-CisAccount -Organization @aws; $aws.SecretKey = 'wrong'; $all | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal(31, run.Findings.Count);
        Assert.All(run.Findings, finding => Assert.Equal("InvalidCredentials", finding.ErrorId));
        Assert.Equal(31, run.Errors.Count);
        Assert.Equal(1, lab.Aws.Requests.CountOf("GetCallerIdentity"));
        Assert.Equal(0, lab.Aws.Requests.CountOf("AssumeRole"));
    }

    [Fact]
    public async Task A_role_session_of_another_account_is_an_error()
    {
        const string Answer =
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>ASIAX</AccessKeyId>"
            + "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
            + "<AssumedRoleUser><Arn>arn:aws:sts::333344445555:assumed-role/Auditor/x</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>";
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.NoKey(Member), FakeAccounts.NoKey(Other));
        lab.Aws.Faults.Always("AssumeRole", FakeFault.Respond(200, Answer), accountId: Member);

        var run = lab.Session.Run($"Test-CisRootAccessKey @aws -RoleName Auditor -AccountId {Member}");

        Assert.Equal([$"{Member} Error MalformedResponse"], run.Verdicts());
        Assert.Equal(0, lab.Aws.Requests.CountOf("GetAccountSummary"));
    }
}
