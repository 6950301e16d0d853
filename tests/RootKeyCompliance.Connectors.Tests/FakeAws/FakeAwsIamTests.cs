using System.Xml.Linq;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsIamTests
{
    private const string Id = "111122223333";
    private const string Present = "AccountAccessKeysPresent";

    [Theory]
    [InlineData(FakeAccountKind.NoKey, "0")]
    [InlineData(FakeAccountKind.OneInactive, "1")]
    [InlineData(FakeAccountKind.TwoActive, "1")]
    public async Task The_summary_has_a_flag_and_not_a_count_and_omits_what_the_account_omits(FakeAccountKind kind, string flag)
    {
        var account = FakeAccounts.Create(Id, kind);
        await using var session = await FakeAwsSession.StartAsync(account);
        async Task<Dictionary<string, string>> SummaryAsync() => Entries(await session.XmlAsync(Ask(account, "GetAccountSummary")));

        var summary = await SummaryAsync();
        Assert.Equal((34, flag), (summary.Count, summary[Present]));

        account.OmitSummaryKeys = new HashSet<string>(StringComparer.Ordinal) { Present };
        account.RootMfaActive = false;
        summary = await SummaryAsync();
        Assert.Equal((33, "0"), (summary.Count, summary["AccountMFAEnabled"]));
        Assert.DoesNotContain(Present, summary);
    }

    [Fact]
    public async Task The_report_shows_an_inactive_key_by_its_date()
    {
        var account = FakeAccounts.OneActiveAndOneInactiveKey(Id);
        var wide = FakeAccounts.OneActiveKey("222233334444");
        wide.ReportHas23Columns = true;
        await using var session = await FakeAwsSession.StartAsync(account, wide);

        var lines = await session.ReportAsync(account.UserCredential);

        var header = lines[0].Split(',');
        var root = lines[1].Split(',');
        string Cell(string column) => root[Array.IndexOf(header, column)];
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Equal(22, line.Split(',').Length));
        Assert.Equal(("<root_account>", $"arn:aws:iam::{Id}:root"), (Cell("user"), Cell("arn")));
        Assert.Equal(("false", "true"), (Cell("access_key_1_active"), Cell("access_key_2_active")));
        Assert.Equal(("2024-03-02T08:30:00+00:00", "iam"), (Cell("access_key_1_last_rotated"), Cell("access_key_2_last_used_service")));
        Assert.All(await session.ReportAsync(wide.UserCredential), line => Assert.Equal(23, line.Split(',').Length));
    }

    [Fact]
    public async Task A_report_is_made_when_it_is_requested_and_can_take_its_time()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        Task<string> StateAsync() => session.ValueAsync(Ask(account, "GenerateCredentialReport"), "State");
        Task<string> GetAsync() => session.OutcomeAsync(Ask(account, "GetCredentialReport"));

        account.Report = FakeReportBehaviour.NeverGenerated;
        Assert.Equal(("410 ReportNotPresent", "STARTED", "COMPLETE", "200"), (await GetAsync(), await StateAsync(), await StateAsync(), await GetAsync()));
        account.Report = FakeReportBehaviour.InProgress(2);
        Assert.Equal(("STARTED", "INPROGRESS", "404 ReportInProgress"), (await StateAsync(), await StateAsync(), await GetAsync()));
        Assert.Equal(("COMPLETE", "200"), (await StateAsync(), await GetAsync()));
        account.Report = FakeReportBehaviour.AlwaysInProgress;
        Assert.Equal("STARTED", await StateAsync());
        for (var poll = 0; poll < 5; poll++)
        {
            Assert.Equal(("INPROGRESS", "404 ReportInProgress"), (await StateAsync(), await GetAsync()));
        }
    }

    [Fact]
    public async Task A_report_can_be_refused_in_every_way()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        var (generate, get) = (Ask(account, "GenerateCredentialReport"), Ask(account, "GetCredentialReport"));

        account.Report = FakeReportBehaviour.Expired;
        await session.AssertAsync(("410 ReportExpired", get));
        account.Report = FakeReportBehaviour.Denied;
        await session.AssertAsync(("403 AccessDenied", generate), ("403 AccessDenied", get), ("200", Ask(account, "GetAccountSummary")));
        account.Report = FakeReportBehaviour.LimitExceeded(1);
        await session.AssertAsync(("409 LimitExceeded", generate), ("200", generate));
        account.Report = FakeReportBehaviour.Throttled(1);
        await session.AssertAsync(("400 Throttling", generate), ("200", generate));
        account.Report = FakeReportBehaviour.Garbage;
        Assert.DoesNotContain(await session.ReportAsync(account.UserCredential), line => line.Contains("<root_account>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Root_lists_and_deletes_its_own_keys_while_the_report_stays_as_it_was()
    {
        var account = FakeAccounts.OneActiveAndOneInactiveKey(Id);
        await using var session = await FakeAwsSession.StartAsync(account);
        var root = FakeCredential.RootOf(account, account.RootAccessKeys[1]);
        SignedRequest Delete(string key) => SignedRequest.Iam(root, "DeleteAccessKey", $"&AccessKeyId={key}");
        var inactive = account.RootAccessKeys[0].AccessKeyId;

        var members = (await session.XmlAsync(SignedRequest.Iam(root, "ListAccessKeys"))).Descendants()
            .Where(node => node.Name.LocalName is "member").ToArray();
        Assert.Equal(2, members.Length);
        Assert.DoesNotContain(members.Descendants(), node => node.Name.LocalName is "UserName");
        var lastUse = SignedRequest.Iam(root, "GetAccessKeyLastUsed", $"&AccessKeyId={root.AccessKeyId}");
        Assert.Equal("us-east-1", await session.ValueAsync(lastUse, "Region"));

        await session.AssertAsync(
            ("200", Delete(inactive)),
            ("404 NoSuchEntity", Delete(inactive)),
            ("200", Delete(root.AccessKeyId)),
            ("403 InvalidClientTokenId", SignedRequest.Iam(root, "ListAccessKeys")));

        Assert.Empty(account.RootAccessKeys);
        Assert.Equal("0", Entries(await session.XmlAsync(Ask(account, "GetAccountSummary")))[Present]);
        Assert.Contains(",true,2024-03-03", (await session.ReportAsync(account.UserCredential))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_cannot_see_or_delete_root_s_keys_and_denied_actions_are_denied()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        var denied = FakeAccounts.Denied("222233334444");
        await using var session = await FakeAwsSession.StartAsync(account, denied);
        var role = await session.AssumeAsync(FakeCredential.Test, Id);
        var key = account.RootAccessKeys[0].AccessKeyId;

        Assert.Equal("AKIAUSER" + Id, await session.ValueAsync(Ask(account, "ListAccessKeys"), "AccessKeyId"));
        await session.AssertAsync(
            ("400 ValidationError", SignedRequest.Iam(role, "ListAccessKeys")),
            ("404 NoSuchEntity", SignedRequest.Iam(role, "ListAccessKeys", "&UserName=nobody")),
            ("404 NoSuchEntity", SignedRequest.Iam(account.UserCredential, "DeleteAccessKey", $"&AccessKeyId={key}")),
            ("403 AccessDenied", Ask(denied, "GetAccountSummary")),
            ("200", SignedRequest.Sts(denied.UserCredential, "GetCallerIdentity")),
            ("400 InvalidAction", Ask(account, "ListEverything")),
            ("400 InvalidAction", new SignedRequest(FakeCredential.Test, "iam", "Action=GetAccountSummary&Version=2010-05-09")),
            ("400 MissingAction", new SignedRequest(FakeCredential.Test, "iam", "Version=2010-05-08")));
        Assert.Single(account.RootAccessKeys);
    }

    [Fact]
    public async Task The_features_of_the_organization_have_four_refusals()
    {
        var member = FakeAccounts.NoKey(Id);
        var organization = FakeOrganization.WithRootAccess;
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions { Accounts = [member], Organization = organization });
        var ask = SignedRequest.Iam(FakeCredential.Test, "ListOrganizationsFeatures");

        Assert.Equal("RootCredentialsManagement", await session.ValueAsync(ask, "member"));
        await session.AssertAsync(("400 AccountNotManagementOrDelegatedAdministratorException", Ask(member, "ListOrganizationsFeatures")));
        organization.IamTrusted = false;
        await session.AssertAsync(("400 ServiceAccessNotEnabledException", ask));
        organization.AllFeatures = false;
        await session.AssertAsync(("400 OrganizationNotInAllFeaturesModeException", ask));
        await using var alone = await FakeAwsSession.StartAsync(new FakeAwsOptions { Organization = null });
        await alone.AssertAsync(("400 OrganizationNotFoundException", ask));
    }

    private static SignedRequest Ask(FakeAccount account, string action) => SignedRequest.Iam(account.UserCredential, action);

    private static Dictionary<string, string> Entries(XElement answer) => answer.Descendants()
        .Where(node => node.Name.LocalName is "entry")
        .ToDictionary(
            entry => entry.Elements().Single(node => node.Name.LocalName is "key").Value,
            entry => entry.Elements().Single(node => node.Name.LocalName is "value").Value,
            StringComparer.Ordinal);
}
