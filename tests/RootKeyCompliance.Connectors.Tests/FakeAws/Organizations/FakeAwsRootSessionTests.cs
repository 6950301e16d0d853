namespace RootKeyCompliance.Tests;

public sealed class FakeAwsRootSessionTests
{
    private const string Id = "111122223333";
    private const string Audit = "IAMAuditRootUserCredentials";
    private const string Delete = "IAMDeleteRootUserCredentials";
    private const string Denied = "403 AccessDenied";

    [Fact]
    public async Task An_audit_session_lists_and_a_delete_session_deletes()
    {
        var account = FakeAccounts.TwoActiveKeys(Id);
        await using var session = await StartAsync(account);
        var key = account.RootAccessKeys[0].AccessKeyId;
        var audit = await AssumeRootAsync(session, Audit);
        var delete = await AssumeRootAsync(session, Delete);

        Assert.Equal(account.RootArn, await session.ValueAsync(SignedRequest.Sts(audit, "GetCallerIdentity"), "Arn"));
        Assert.Equal(2, (await session.XmlAsync(SignedRequest.Iam(audit, "ListAccessKeys"))).Descendants().Count(node => node.Name.LocalName is "AccessKeyId"));
        await session.XmlAsync(SignedRequest.Iam(audit, "GetAccountSummary"));
        foreach (var action in new[] { "DeleteAccessKey", "UpdateAccessKey", "GenerateCredentialReport", "GetCredentialReport" })
        {
            await session.AssertAsync(("403 AccessDenied", SignedRequest.Iam(audit, action, $"&AccessKeyId={key}")));
        }

        await session.AssertAsync(("403 AccessDenied", SignedRequest.Iam(delete, "GetAccountSummary")));
        await session.AssertAsync(("403 AccessDenied", SignedRequest.Iam(delete, "UpdateAccessKey", $"&AccessKeyId={key}&Status=Inactive")));
        await session.XmlAsync(SignedRequest.Iam(delete, "DeleteAccessKey", $"&AccessKeyId={key}"));
        Assert.Single(account.RootAccessKeys);
        Assert.Equal(Id, session.Aws.Requests.Of("AssumeRoot")[0].TargetAccountId);
    }

    [Fact]
    public async Task AssumeRoot_takes_a_right_request_of_the_right_caller_for_a_member_with_the_feature()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await StartAsync(account, FakeAccounts.Suspended("222233334444"));
        var organization = session.Aws.Organization!;

        await session.AssertAsync(
            ("200", Ask(FakeCredential.Test, $"arn:aws:iam::{Id}:root", Audit)),
            ("400 ValidationError", Ask(FakeCredential.Test, $"arn:aws:iam::{Id}:user/x", Audit)),
            ("400 ValidationError", Ask(FakeCredential.Test, Id, "AdministratorAccess")),
            ("400 ValidationError", Ask(FakeCredential.Test, Id, Audit, "&DurationSeconds=901")),
            (Denied, Ask(account.UserCredential, Id, Audit)),
            (Denied, Ask(FakeCredential.RootOf(account, account.RootAccessKeys[0]), Id, Audit)),
            (Denied, Ask(FakeCredential.Test, FakeCredential.TestAccountId, Audit)),
            (Denied, Ask(FakeCredential.Test, "222233334444", Audit)),
            (Denied, Ask(FakeCredential.Test, Id, "S3UnlockBucketPolicy")));

        organization.DelegatedAdministrators.Add(Id);
        await session.AssertAsync(("200", Ask(account.UserCredential, Id, Audit)));
        organization.EnabledFeatures.Clear();
        await session.AssertAsync((Denied, Ask(FakeCredential.Test, Id, Audit)));
        await using var alone = await FakeAwsSession.StartAsync(new FakeAwsOptions { Organization = null, Accounts = [FakeAccounts.NoKey(Id)] });
        await alone.AssertAsync((Denied, Ask(FakeCredential.Test, Id, Audit)));
    }

    [Fact]
    public async Task Each_cause_of_a_refusal_has_its_own_message()
    {
        await using var session = await StartAsync(FakeAccounts.OneActiveKey(Id));
        var organization = session.Aws.Organization!;
        async Task MessageAsync(string words) => Assert.Contains(
            words, await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, Id, Audit)), StringComparison.Ordinal);

        // Sessions alone are for buckets and queues.
        organization.EnabledFeatures.Clear();
        organization.EnabledFeatures.Add("RootSessions");
        await MessageAsync("Root credentials management feature is not enabled");
        await session.XmlAsync(Ask(FakeCredential.Test, Id, "S3UnlockBucketPolicy"));
        organization.EnabledFeatures.Clear();
        organization.EnabledFeatures.Add("RootCredentialsManagement");
        Assert.Contains(
            "Root sessions feature is not enabled",
            await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, Id, "S3UnlockBucketPolicy")),
            StringComparison.Ordinal);

        organization.AllFeatures = false;
        await MessageAsync("Service not enabled for AWS Organizations.");
        (organization.AllFeatures, organization.IamTrusted) = (true, false);
        await MessageAsync("Service not enabled for AWS Organizations.");
    }

    [Theory]
    [InlineData(Audit, "GetUser", true)]
    [InlineData(Audit, "ListMFADevices", true)]
    [InlineData(Audit, "DeleteLoginProfile", false)]
    [InlineData(Audit, "CreateAccessKey", false)]
    [InlineData(Delete, "GetUser", true)]
    [InlineData(Delete, "DeactivateMFADevice", true)]
    [InlineData(Delete, "CreateLoginProfile", false)]
    public async Task A_task_policy_denies_before_an_action_is_unknown(string policy, string action, bool allowed)
    {
        await using var session = await StartAsync(FakeAccounts.OneActiveKey(Id));
        var root = await AssumeRootAsync(session, policy);

        await session.AssertAsync((allowed ? "400 InvalidAction" : Denied, SignedRequest.Iam(root, action)));
    }

    private static Task<FakeAwsSession> StartAsync(params FakeAccount[] accounts) => FakeAwsSession.StartAsync(new FakeAwsOptions
    {
        Accounts = accounts,
        Organization = FakeOrganization.WithRootAccess,
    });

    private static SignedRequest Ask(FakeCredential caller, string target, string policy, string parameters = "") => SignedRequest.Sts(
        caller,
        "AssumeRoot",
        $"&TargetPrincipal={Uri.EscapeDataString(target)}&TaskPolicyArn.arn={Uri.EscapeDataString("arn:aws:iam::aws:policy/root-task/" + policy)}{parameters}");

    private static async Task<FakeCredential> AssumeRootAsync(FakeAwsSession session, string policy) =>
        FakeAwsSession.CredentialIn(await session.XmlAsync(Ask(FakeCredential.Test, Id, policy)), Id, FakePrincipal.RootSession(policy));
}
