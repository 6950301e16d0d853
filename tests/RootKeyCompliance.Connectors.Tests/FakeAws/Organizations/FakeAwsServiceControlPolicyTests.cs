namespace RootKeyCompliance.Tests;

public sealed class FakeAwsServiceControlPolicyTests
{
    private const string Id = "111122223333";
    private const string Reason = "with an explicit deny in a service control policy";
    private const string AuditRoot = "&TargetPrincipal=111122223333&TaskPolicyArn.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2Froot-task%2FIAMAuditRootUserCredentials";
    private readonly FakeAccount _account = FakeAccounts.OneActiveKey(Id);

    [Fact]
    public async Task A_policy_denies_every_caller_in_the_member_account()
    {
        _account.ServiceControlPolicyDenies = new HashSet<string>(StringComparer.Ordinal) { "GetAccountSummary", "ListAccounts" };
        await using var session = await StartAsync();
        session.Aws.Organization!.DelegatedAdministrators.Add(Id);
        var key = FakeCredential.RootOf(_account, _account.RootAccessKeys[0]);

        foreach (var caller in new[] { await session.AssumeAsync(FakeCredential.Test, Id), await AssumeRootAsync(session), _account.UserCredential, key })
        {
            var body = await session.RefusedAsync(403, "AccessDenied", SignedRequest.Iam(caller, "GetAccountSummary"));
            Assert.Contains($"is not authorized to perform: iam:GetAccountSummary on resource: * {Reason}<", body, StringComparison.Ordinal);
        }

        var json = await session.RefusedAsync(400, "AccessDeniedException", SignedRequest.Organizations(_account.UserCredential, "ListAccounts"));
        Assert.Contains(Reason, json, StringComparison.Ordinal);
        await session.XmlAsync(SignedRequest.Iam(key, "ListAccessKeys"));
    }

    [Fact]
    public async Task A_policy_can_deny_everything_except_GetCallerIdentity()
    {
        _account.ServiceControlPolicyDenies = Everything();
        await using var session = await StartAsync();
        session.Aws.Organization!.DelegatedAdministrators.Add(Id);
        var root = await AssumeRootAsync(session);

        await session.AssertAsync(("403 AccessDenied", SignedRequest.Iam(root, "ListAccessKeys")));
        await session.AssertAsync(("403 AccessDenied", SignedRequest.AssumeRole(_account.UserCredential, FakeCredential.TestAccountId)));
        Assert.Equal(_account.RootArn, await session.ValueAsync(SignedRequest.Sts(root, "GetCallerIdentity"), "Arn"));

        _account.ServiceControlPolicyExemptsAssumedRoot = true;
        await session.XmlAsync(SignedRequest.Iam(root, "ListAccessKeys"));
        var key = FakeCredential.RootOf(_account, _account.RootAccessKeys[0]);
        await session.AssertAsync(("403 AccessDenied", SignedRequest.Iam(key, "ListAccessKeys")));
        var role = await session.AssumeAsync(FakeCredential.Test, Id);
        await session.AssertAsync(("403 AccessDenied", SignedRequest.Iam(role, "GetAccountSummary")));
    }

    [Fact]
    public async Task A_policy_does_not_bind_the_management_account_and_needs_all_features()
    {
        _account.ServiceControlPolicyDenies = Everything();
        await using var session = await StartAsync();
        session.Aws.Account(FakeCredential.TestAccountId).ServiceControlPolicyDenies = Everything();

        await session.XmlAsync(SignedRequest.Iam(FakeCredential.Test, "GetAccountSummary"));
        session.Aws.Organization!.AllFeatures = false;
        await session.XmlAsync(SignedRequest.Iam(_account.UserCredential, "GetAccountSummary"));
    }

    private static HashSet<string> Everything() => new(StringComparer.Ordinal) { FakeAccount.AllActions };

    private static async Task<FakeCredential> AssumeRootAsync(FakeAwsSession session) => FakeAwsSession.CredentialIn(
        await session.XmlAsync(SignedRequest.Sts(FakeCredential.Test, "AssumeRoot", AuditRoot)), Id, FakePrincipal.Root);

    private Task<FakeAwsSession> StartAsync() => FakeAwsSession.StartAsync(new FakeAwsOptions
    {
        Accounts = [_account],
        Organization = FakeOrganization.WithRootAccess,
    });
}
