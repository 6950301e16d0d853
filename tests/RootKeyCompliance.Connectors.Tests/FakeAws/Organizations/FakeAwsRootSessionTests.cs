
namespace RootKeyCompliance.Tests;

public sealed class FakeAwsRootSessionTests
{
    private const string Id = "111122223333";
    private const string Audit = "IAMAuditRootUserCredentials";
    private const string Delete = "IAMDeleteRootUserCredentials";

    [Fact]
    public async Task An_audit_session_sees_and_a_delete_session_deletes()
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
            await session.RefusedAsync(403, "AccessDenied", SignedRequest.Iam(audit, action, $"&AccessKeyId={key}"));
        }

        await session.RefusedAsync(403, "AccessDenied", SignedRequest.Iam(delete, "GetAccountSummary"));
        await session.RefusedAsync(403, "AccessDenied", SignedRequest.Iam(delete, "UpdateAccessKey", $"&AccessKeyId={key}&Status=Inactive"));
        await session.XmlAsync(SignedRequest.Iam(delete, "DeleteAccessKey", $"&AccessKeyId={key}"));
        Assert.Single(account.RootAccessKeys);
        Assert.Equal(Id, session.Aws.Requests.Of("AssumeRoot")[0].TargetAccountId);
    }

    [Fact]
    public async Task Wrong_requests_are_invalid()
    {
        await using var session = await StartAsync(FakeAccounts.OneActiveKey(Id));

        await session.XmlAsync(Ask(FakeCredential.Test, $"arn:aws:iam::{Id}:root", Audit));
        await session.RefusedAsync(400, "ValidationError", Ask(FakeCredential.Test, $"arn:aws:iam::{Id}:user/x", Audit));
        await session.RefusedAsync(400, "ValidationError", Ask(FakeCredential.Test, Id, "AdministratorAccess"));
        await session.RefusedAsync(400, "ValidationError", Ask(FakeCredential.Test, Id, Audit, "&DurationSeconds=901"));
    }

    [Fact]
    public async Task It_takes_the_right_caller_the_feature_and_a_member()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await StartAsync(account, FakeAccounts.Suspended("222233334444"));
        var organization = session.Aws.Organization!;

        await session.RefusedAsync(403, "AccessDenied", Ask(account.UserCredential, Id, Audit));
        await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.RootOf(account, account.RootAccessKeys[0]), Id, Audit));
        await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, FakeCredential.TestAccountId, Audit));
        await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, "222233334444", Audit));
        await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, Id, "S3UnlockBucketPolicy"));

        organization.DelegatedAdministrators.Add(Id);
        await session.XmlAsync(Ask(account.UserCredential, Id, Audit));
        organization.EnabledFeatures.Clear();
        await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, Id, Audit));
    }

    [Fact]
    public async Task Each_cause_of_a_refusal_has_its_own_words()
    {
        await using var session = await StartAsync(FakeAccounts.OneActiveKey(Id));
        var organization = session.Aws.Organization!;
        async Task SaysAsync(string words) => Assert.Contains(
            words, await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, Id, Audit)), StringComparison.Ordinal);

        // Sessions alone are for buckets and queues.
        organization.EnabledFeatures.Clear();
        organization.EnabledFeatures.Add("RootSessions");
        await SaysAsync("Root credentials management feature is not enabled");
        await session.XmlAsync(Ask(FakeCredential.Test, Id, "S3UnlockBucketPolicy"));
        organization.EnabledFeatures.Clear();
        organization.EnabledFeatures.Add("RootCredentialsManagement");
        Assert.Contains(
            "Root sessions feature is not enabled",
            await session.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, Id, "S3UnlockBucketPolicy")),
            StringComparison.Ordinal);

        organization.AllFeatures = false;
        await SaysAsync("Service not enabled for AWS Organizations.");
        (organization.AllFeatures, organization.IamTrusted) = (true, false);
        await SaysAsync("Service not enabled for AWS Organizations.");

        await using var alone = await FakeAwsSession.StartAsync(new FakeAwsOptions { Organization = null, Accounts = [FakeAccounts.NoKey(Id)] });
        await alone.RefusedAsync(403, "AccessDenied", Ask(FakeCredential.Test, Id, Audit));
    }

    [Theory]
    [InlineData(Audit, "GetUser", true)]
    [InlineData(Audit, "GetLoginProfile", true)]
    [InlineData(Audit, "ListMFADevices", true)]
    [InlineData(Audit, "ListSigningCertificates", true)]
    [InlineData(Audit, "DeleteLoginProfile", false)]
    [InlineData(Audit, "CreateAccessKey", false)]
    [InlineData(Delete, "GetUser", true)]
    [InlineData(Delete, "DeactivateMFADevice", true)]
    [InlineData(Delete, "DeleteSigningCertificate", true)]
    [InlineData(Delete, "CreateLoginProfile", false)]
    public async Task A_task_policy_speaks_before_the_server_says_that_it_has_no_such_operation(string policy, string action, bool allowed)
    {
        await using var session = await StartAsync(FakeAccounts.OneActiveKey(Id));
        var root = await AssumeRootAsync(session, policy);

        if (allowed)
        {
            await session.RefusedAsync(400, "InvalidAction", SignedRequest.Iam(root, action));
        }
        else
        {
            await session.RefusedAsync(403, "AccessDenied", SignedRequest.Iam(root, action));
        }
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
