using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsIamTests
{
    private const string Id = "111122223333";

    [Theory]
    [InlineData(FakeAccountKind.NoKey, "0")]
    [InlineData(FakeAccountKind.OneActive, "1")]
    [InlineData(FakeAccountKind.OneInactive, "1")]
    [InlineData(FakeAccountKind.TwoActive, "1")]
    [InlineData(FakeAccountKind.OneEach, "1")]
    public async Task The_summary_has_a_flag_not_a_count(FakeAccountKind kind, string flag)
    {
        var account = FakeAccounts.Create(Id, kind);
        await using var session = await FakeAwsSession.StartAsync(account);

        var summary = Entries(await session.XmlAsync(SignedRequest.Iam(account.UserCredential, "GetAccountSummary")));

        Assert.Equal(34, summary.Count);
        Assert.Equal(flag, summary["AccountAccessKeysPresent"]);
    }

    [Fact]
    public async Task The_summary_leaves_out_what_it_is_told_to()
    {
        var account = FakeAccounts.NoKey(Id);
        account.OmitSummaryKeys = new HashSet<string>(StringComparer.Ordinal) { "AccountAccessKeysPresent" };
        account.RootMfaActive = false;
        await using var session = await FakeAwsSession.StartAsync(account);

        var summary = Entries(await session.XmlAsync(SignedRequest.Iam(account.UserCredential, "GetAccountSummary")));

        Assert.Equal(33, summary.Count);
        Assert.DoesNotContain("AccountAccessKeysPresent", summary);
        Assert.Equal("0", summary["AccountMFAEnabled"]);
    }

    [Fact]
    public async Task The_report_tells_an_inactive_key_by_its_date()
    {
        var account = FakeAccounts.OneActiveAndOneInactiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);

        var lines = await session.ReportAsync(account.UserCredential);

        var header = lines[0].Split(',');
        var root = lines[1].Split(',');
        string Cell(string column) => root[Array.IndexOf(header, column)];
        Assert.Equal(22, header.Length);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Equal(22, line.Split(',').Length));
        Assert.Equal("<root_account>", Cell("user"));
        Assert.Equal($"arn:aws:iam::{Id}:root", Cell("arn"));
        Assert.Equal(("false", "true"), (Cell("access_key_1_active"), Cell("access_key_2_active")));
        Assert.Equal("2024-03-02T08:30:00+00:00", Cell("access_key_1_last_rotated"));
        Assert.Equal("iam", Cell("access_key_2_last_used_service"));
    }

    [Fact]
    public async Task The_report_can_have_the_column_of_the_guide()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        account.ReportHas23Columns = true;
        await using var session = await FakeAwsSession.StartAsync(account);

        Assert.All(await session.ReportAsync(account.UserCredential), line => Assert.Equal(23, line.Split(',').Length));
    }

    [Fact]
    public async Task A_report_is_made_when_asked_for()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        account.Report = FakeReportBehaviour.NeverGenerated;
        await using var session = await FakeAwsSession.StartAsync(account);

        await session.RefusedAsync(410, "ReportNotPresent", Get(account));
        Assert.Equal("STARTED", await session.ValueAsync(Generate(account), "State"));
        Assert.Equal("COMPLETE", await session.ValueAsync(Generate(account), "State"));
        Assert.NotEmpty(await session.ReportAsync(account.UserCredential));
    }

    [Fact]
    public async Task A_report_can_take_its_time_or_never_be_done()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        account.Report = FakeReportBehaviour.InProgress(2);
        await using var session = await FakeAwsSession.StartAsync(account);

        Assert.Equal("STARTED", await session.ValueAsync(Generate(account), "State"));
        Assert.Equal("INPROGRESS", await session.ValueAsync(Generate(account), "State"));
        await session.RefusedAsync(404, "ReportInProgress", Get(account));
        Assert.Equal("COMPLETE", await session.ValueAsync(Generate(account), "State"));
        Assert.NotEmpty(await session.ReportAsync(account.UserCredential));

        account.Report = FakeReportBehaviour.AlwaysInProgress;
        Assert.Equal("STARTED", await session.ValueAsync(Generate(account), "State"));
        for (var poll = 0; poll < 10; poll++)
        {
            Assert.Equal("INPROGRESS", await session.ValueAsync(Generate(account), "State"));
            await session.RefusedAsync(404, "ReportInProgress", Get(account));
        }
    }

    [Fact]
    public async Task A_report_can_be_refused_in_every_way_seen()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);

        account.Report = FakeReportBehaviour.Expired;
        await session.RefusedAsync(410, "ReportExpired", Get(account));

        account.Report = FakeReportBehaviour.Denied;
        await session.RefusedAsync(403, "AccessDenied", Generate(account));
        await session.RefusedAsync(403, "AccessDenied", Get(account));
        await session.XmlAsync(SignedRequest.Iam(account.UserCredential, "GetAccountSummary"));

        account.Report = FakeReportBehaviour.LimitExceeded(1);
        await session.RefusedAsync(409, "LimitExceeded", Generate(account));
        await session.XmlAsync(Generate(account));

        account.Report = FakeReportBehaviour.Throttled(1);
        await session.RefusedAsync(400, "Throttling", Generate(account));
        await session.XmlAsync(Generate(account));

        account.Report = FakeReportBehaviour.Garbage;
        Assert.DoesNotContain(await session.ReportAsync(account.UserCredential), line => line.Contains("<root_account>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Denied_actions_are_denied_and_the_identity_never_is()
    {
        var denied = FakeAccounts.Denied(Id);
        var some = FakeAccounts.NoKey("222233334444");
        some.Denied = new HashSet<string>(StringComparer.Ordinal) { "GenerateCredentialReport" };
        await using var session = await FakeAwsSession.StartAsync(denied, some);

        await session.RefusedAsync(403, "AccessDenied", SignedRequest.Iam(denied.UserCredential, "GetAccountSummary"));
        Assert.Equal(Id, await session.ValueAsync(SignedRequest.Sts(denied.UserCredential, "GetCallerIdentity"), "Account"));
        await session.RefusedAsync(403, "AccessDenied", Generate(some));
        await session.XmlAsync(SignedRequest.Iam(some.UserCredential, "GetAccountSummary"));
    }

    [Fact]
    public async Task Root_lists_uses_and_deletes_its_own_keys_while_the_report_stays_as_it_was()
    {
        var account = FakeAccounts.OneActiveAndOneInactiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        var root = FakeCredential.RootOf(account, account.RootAccessKeys[1]);
        var inactive = account.RootAccessKeys[0].AccessKeyId;

        var members = (await session.XmlAsync(SignedRequest.Iam(root, "ListAccessKeys"))).Descendants()
            .Where(node => node.Name.LocalName is "member").ToArray();
        Assert.Equal(2, members.Length);
        Assert.DoesNotContain(members.Descendants(), node => node.Name.LocalName is "UserName");
        Assert.Equal(
            "us-east-1",
            await session.ValueAsync(SignedRequest.Iam(root, "GetAccessKeyLastUsed", $"&AccessKeyId={root.AccessKeyId}"), "Region"));

        await session.XmlAsync(SignedRequest.Iam(root, "DeleteAccessKey", $"&AccessKeyId={inactive}"));
        await session.RefusedAsync(404, "NoSuchEntity", SignedRequest.Iam(root, "DeleteAccessKey", $"&AccessKeyId={inactive}"));
        await session.XmlAsync(SignedRequest.Iam(root, "DeleteAccessKey", $"&AccessKeyId={root.AccessKeyId}"));
        await session.RefusedAsync(403, "InvalidClientTokenId", SignedRequest.Iam(root, "ListAccessKeys"));

        Assert.Empty(account.RootAccessKeys);
        Assert.Equal("0", Entries(await session.XmlAsync(SignedRequest.Iam(account.UserCredential, "GetAccountSummary")))["AccountAccessKeysPresent"]);
        Assert.Contains(",true,2024-03-03", (await session.ReportAsync(account.UserCredential))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_do_not_get_at_root_s_keys()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        var role = await session.AssumeAsync(FakeCredential.Test, Id);
        var key = account.RootAccessKeys[0].AccessKeyId;

        Assert.Equal("AKIAUSER" + Id, await session.ValueAsync(SignedRequest.Iam(account.UserCredential, "ListAccessKeys"), "AccessKeyId"));
        await session.RefusedAsync(400, "ValidationError", SignedRequest.Iam(role, "ListAccessKeys"));
        await session.RefusedAsync(404, "NoSuchEntity", SignedRequest.Iam(role, "ListAccessKeys", "&UserName=nobody"));
        await session.RefusedAsync(404, "NoSuchEntity", SignedRequest.Iam(account.UserCredential, "DeleteAccessKey", $"&AccessKeyId={key}"));
        Assert.Single(account.RootAccessKeys);
    }

    [Fact]
    public async Task Features_of_the_organization_have_their_four_refusals()
    {
        var member = FakeAccounts.NoKey(Id);
        var organization = FakeOrganization.WithRootAccess;
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions { Accounts = [member], Organization = organization });
        var ask = SignedRequest.Iam(FakeCredential.Test, "ListOrganizationsFeatures");

        Assert.Equal("RootCredentialsManagement", await session.ValueAsync(ask, "member"));
        await session.RefusedAsync(
            400, "AccountNotManagementOrDelegatedAdministratorException", SignedRequest.Iam(member.UserCredential, "ListOrganizationsFeatures"));
        organization.IamTrusted = false;
        await session.RefusedAsync(400, "ServiceAccessNotEnabledException", ask);
        organization.AllFeatures = false;
        await session.RefusedAsync(400, "OrganizationNotInAllFeaturesModeException", ask);

        await using var alone = await FakeAwsSession.StartAsync(new FakeAwsOptions { Organization = null });
        await alone.RefusedAsync(400, "OrganizationNotFoundException", ask);
    }

    [Theory]
    [InlineData("Action=ListEverything&Version=2010-05-08", "InvalidAction")]
    [InlineData("Action=GetAccountSummary&Version=2010-05-09", "InvalidAction")]
    [InlineData("Version=2010-05-08", "MissingAction")]
    public async Task Unknown_actions_are_invalid(string body, string code)
    {
        await using var session = await FakeAwsSession.StartAsync();
        await session.RefusedAsync(400, code, new SignedRequest(FakeCredential.Test, "iam", body));
    }

    private static SignedRequest Generate(FakeAccount account) => SignedRequest.Iam(account.UserCredential, "GenerateCredentialReport");

    private static SignedRequest Get(FakeAccount account) => SignedRequest.Iam(account.UserCredential, "GetCredentialReport");

    private static Dictionary<string, string> Entries(XElement answer) => answer.Descendants()
        .Where(node => node.Name.LocalName is "entry")
        .ToDictionary(
            entry => entry.Elements().Single(node => node.Name.LocalName is "key").Value,
            entry => entry.Elements().Single(node => node.Name.LocalName is "value").Value,
            StringComparer.Ordinal);
}
