namespace RootKeyCompliance.Tests;

public sealed class FakeAwsStsTests
{
    private const string Id = "111122223333";
    private const string Denied = "403 AccessDenied";
    private const string Invalid = "400 ValidationError";

    [Fact]
    public async Task Every_caller_is_named_and_a_role_s_session_is_of_the_role_s_account()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        Task<string> ArnOf(FakeCredential credential) => session.ValueAsync(SignedRequest.Sts(credential, "GetCallerIdentity"), "Arn");

        Assert.Equal($"arn:aws:iam::{Id}:root", await ArnOf(FakeCredential.RootOf(account, account.RootAccessKeys[0])));
        Assert.Equal($"arn:aws:iam::{Id}:user/auditor", await ArnOf(account.UserCredential));
        session.Aws.Requests.Clear();
        Assert.Equal($"arn:aws:sts::{Id}:assumed-role/Auditor/check", await ArnOf(await session.AssumeAsync(FakeCredential.Test, Id)));

        Assert.Equal(
            [(FakeCredential.TestAccountId, Id), (Id, Id)],
            session.Aws.Requests.Snapshot().Select(request => (request.AccountId, request.TargetAccountId)));
    }

    [Fact]
    public async Task Roles_that_cannot_be_assumed_are_denied_and_wrong_requests_are_invalid()
    {
        var root = FakeAccounts.OneActiveKey(Id);
        var suspended = FakeAccounts.Suspended("222233334444");
        var closed = FakeAccounts.RoleDenied("333344445555");
        var limited = FakeAccounts.NoKey("444455556666");
        limited.Roles = new HashSet<string>(StringComparer.Ordinal) { "Other" };
        var guarded = FakeAccounts.NoKey("555566667777");
        guarded.ExternalId = "ticket-1";
        await using var session = await FakeAwsSession.StartAsync(root, suspended, closed, limited, guarded);
        var role = await session.AssumeAsync(FakeCredential.Test, Id, "&DurationSeconds=43200");
        static SignedRequest Assume(string id, string parameters = "") => SignedRequest.AssumeRole(FakeCredential.Test, id, parameters);

        await session.AssertAsync(
            (Denied, Assume(suspended.Id)),
            (Denied, Assume(closed.Id)),
            (Denied, Assume(limited.Id)),
            (Denied, Assume(guarded.Id)),
            (Denied, Assume("999999999999")),
            ("200", Assume(guarded.Id, "&ExternalId=ticket-1")),
            (Denied, SignedRequest.AssumeRole(FakeCredential.RootOf(root, root.RootAccessKeys[0]), Id)),
            (Invalid, SignedRequest.AssumeRole(role, Id, "&DurationSeconds=3601")),
            (Invalid, Assume(Id, "&DurationSeconds=899")),
            (Invalid, SignedRequest.Sts(FakeCredential.Test, "AssumeRole", "&RoleArn=nonsense&RoleSessionName=check")));
    }
}
