
namespace RootKeyCompliance.Tests;

public sealed class FakeAwsStsTests
{
    private const string Id = "111122223333";

    [Fact]
    public async Task Everybody_learns_who_they_are()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        async Task<string> ArnOf(FakeCredential credential) => await session.ValueAsync(SignedRequest.Sts(credential, "GetCallerIdentity"), "Arn");

        Assert.Equal($"arn:aws:iam::{Id}:root", await ArnOf(FakeCredential.RootOf(account, account.RootAccessKeys[0])));
        Assert.Equal($"arn:aws:iam::{Id}:user/auditor", await ArnOf(account.UserCredential));
        Assert.Equal($"arn:aws:sts::{Id}:assumed-role/Auditor/check", await ArnOf(await session.AssumeAsync(FakeCredential.Test, Id)));
    }

    [Fact]
    public async Task A_role_s_session_works_in_the_role_s_account_only()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        var role = await session.AssumeAsync(FakeCredential.Test, Id, "&DurationSeconds=900");

        await session.XmlAsync(SignedRequest.Iam(role, "GetAccountSummary"));

        var seen = session.Aws.Requests.Snapshot();
        Assert.Equal((FakeCredential.TestAccountId, Id), (seen[0].AccountId, seen[0].TargetAccountId));
        Assert.Equal((Id, Id), (seen[1].AccountId, seen[1].TargetAccountId));
    }

    [Fact]
    public async Task Roles_that_cannot_be_assumed_are_denied()
    {
        var suspended = FakeAccounts.Suspended("222233334444");
        var closed = FakeAccounts.RoleDenied("333344445555");
        var limited = FakeAccounts.NoKey("444455556666");
        limited.Roles = new HashSet<string>(StringComparer.Ordinal) { "Other" };
        var guarded = FakeAccounts.NoKey("555566667777");
        guarded.ExternalId = "ticket-1";
        await using var session = await FakeAwsSession.StartAsync(suspended, closed, limited, guarded);

        foreach (var id in new[] { suspended.Id, closed.Id, limited.Id, guarded.Id, "999999999999" })
        {
            await session.RefusedAsync(403, "AccessDenied", SignedRequest.AssumeRole(FakeCredential.Test, id));
        }

        await session.AssumeAsync(FakeCredential.Test, guarded.Id, "&ExternalId=ticket-1");
    }

    [Fact]
    public async Task Root_may_not_assume_a_role_and_chains_last_an_hour()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        var root = FakeCredential.RootOf(account, account.RootAccessKeys[0]);
        var role = await session.AssumeAsync(FakeCredential.Test, Id, "&DurationSeconds=43200");

        await session.RefusedAsync(403, "AccessDenied", SignedRequest.AssumeRole(root, Id));
        await session.RefusedAsync(400, "ValidationError", SignedRequest.AssumeRole(role, Id, "&DurationSeconds=3601"));
        await session.RefusedAsync(400, "ValidationError", SignedRequest.AssumeRole(FakeCredential.Test, Id, "&DurationSeconds=899"));
        await session.RefusedAsync(400, "ValidationError", SignedRequest.Sts(FakeCredential.Test, "AssumeRole", "&RoleArn=nonsense&RoleSessionName=check"));
    }
}
