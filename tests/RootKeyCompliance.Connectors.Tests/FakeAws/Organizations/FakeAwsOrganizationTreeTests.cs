using System.Text.Json;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsOrganizationTreeTests
{
    private const string Root = "r-fake";
    private const string Work = "ou-fake-workload";
    private const string Live = "ou-fake-liveones";
    private const string Empty = "ou-fake-emptyone";
    private const string Invalid = "InvalidInputException";

    [Fact]
    public async Task Units_have_names_and_accounts_have_paths()
    {
        var account = InUnit("333333333333", Work, Live);
        await using var session = await StartAsync(account);
        async Task<JsonElement> UnitAsync(string id)
        {
            var ask = SignedRequest.Organizations(FakeCredential.Test, "DescribeOrganizationalUnit", $$"""{"OrganizationalUnitId":"{{id}}"}""");
            return (await session.JsonAsync(ask)).GetProperty("OrganizationalUnit");
        }

        async Task<JsonElement> AccountAsync() =>
            (await session.JsonAsync(SignedRequest.Organizations(FakeCredential.Test, "ListAccounts"))).GetProperty("Accounts").EnumerateArray()
                .Single(candidate => candidate.GetProperty("Id").ValueEquals(account.Id));

        Assert.Equal("Workloads", (await UnitAsync(Work)).GetProperty("Name").GetString());
        var live = await UnitAsync(Live);
        Assert.Equal("liveones", live.GetProperty("Name").GetString());
        Assert.Equal($"o-fakeaws001/{Root}/{Work}/{Live}/", live.GetProperty("Path").GetString());
        Assert.Equal($"arn:aws:organizations::123456789012:ou/o-fakeaws001/{Live}", live.GetProperty("Arn").GetString());
        Assert.Equal($"o-fakeaws001/{Root}/{Work}/{Live}/{account.Id}/", (await AccountAsync()).GetProperty("Paths")[0].GetString());

        session.Aws.Organization!.SendsPaths = false;
        Assert.False((await AccountAsync()).TryGetProperty("Paths", out _));
    }

    [Fact]
    public async Task Accounts_come_and_move()
    {
        var account = InUnit("111111111111", Work);
        await using var session = await StartAsync(account);
        Assert.Equal([account.Id], await IdsAsync(session, "ListAccountsForParent", "Accounts", Parent(Work)));

        account.OrganizationalUnitIds = [Work, Live];
        session.Aws.Add(InUnit("222222222222", Live.Replace("live", "late", StringComparison.Ordinal)));

        Assert.Empty(await IdsAsync(session, "ListAccountsForParent", "Accounts", Parent(Work)));
        Assert.Equal([account.Id], await IdsAsync(session, "ListAccountsForParent", "Accounts", Parent(Live)));
        Assert.Equal(["222222222222"], await IdsAsync(session, "ListAccountsForParent", "Accounts", Parent("ou-fake-lateones")));
        Assert.Equal("111111111111 123456789012 222222222222", string.Join(' ', session.Aws.Accounts.Select(seen => seen.Id)));
        Assert.Throws<ArgumentException>(() => account.OrganizationalUnitIds = [Live]);
        Assert.Throws<ArgumentException>(() => account.OrganizationalUnitIds = ["ou-nonsense"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_list_comes_in_pages(bool emptyFirstPage)
    {
        var accounts = Enumerable.Range(0, 45).Select(index => InUnit(FakeAccounts.IdOf(index), Work));
        await using var session = await StartAsync([.. accounts]);
        session.Aws.Organization!.EmptyFirstPage = emptyFirstPage;
        int[] Expected(params int[] pages) => emptyFirstPage ? [0, .. pages] : pages;
        const string Below = $"\"ParentId\":\"{Work}\"";

        Assert.Equal(Expected(20, 20, 6), await PagesAsync(session, "ListAccounts", "Accounts", "\"MaxResults\":20"));
        Assert.Equal(Expected(20, 20, 5), await PagesAsync(session, "ListAccountsForParent", "Accounts", Below));
        Assert.Equal(Expected(20, 20, 5), await PagesAsync(session, "ListChildren", "Children", "\"ChildType\":\"ACCOUNT\"," + Below));
        Assert.Equal(Expected(18, 18, 9), await PagesAsync(session, "ListAccountsForParent", "Accounts", "\"MaxResults\":18," + Below));
        Assert.Equal(
            Expected(1, 1),
            await PagesAsync(session, "ListOrganizationalUnitsForParent", "OrganizationalUnits", $"\"MaxResults\":1,\"ParentId\":\"{Root}\""));
        Assert.Equal(Expected(1), await PagesAsync(session, "ListRoots", "Roots", "\"MaxResults\":1"));
    }

    [Theory]
    [InlineData("ListAccountsForParent", """{"ParentId":"ou-fake-nowhere1"}""", "ParentNotFoundException")]
    [InlineData("ListAccountsForParent", """{"ParentId":"123456789012"}""", Invalid)]
    [InlineData("ListAccountsForParent", "{}", Invalid)]
    [InlineData("ListAccountsForParent", """{"ParentId":"r-fake","MaxResults":0}""", Invalid)]
    [InlineData("ListAccountsForParent", """{"ParentId":"r-fake","MaxResults":21}""", Invalid)]
    [InlineData("ListAccountsForParent", """{"ParentId":"r-fake","NextToken":"TGlzdEFjY291bnRzCg=="}""", Invalid)]
    [InlineData("ListOrganizationalUnitsForParent", """{"ParentId":"ou-FAKE-workload"}""", Invalid)]
    [InlineData("ListChildren", """{"ParentId":"r-fake"}""", Invalid)]
    [InlineData("ListParents", """{"ChildId":"r-fake"}""", Invalid)]
    [InlineData("ListParents", """{"ChildId":"999999999999"}""", "ChildNotFoundException")]
    [InlineData("DescribeOrganizationalUnit", """{"OrganizationalUnitId":"ou-fake-nowhere1"}""", "OrganizationalUnitNotFoundException")]
    [InlineData("DescribeOrganizationalUnit", """{"OrganizationalUnitId":"r-fake"}""", Invalid)]
    [InlineData("ListRoots", "[", "SerializationException")]
    [InlineData("CloseAccount", "{}", "UnknownOperationException")]
    public async Task Wrong_requests_are_refused(string operation, string json, string code)
    {
        await using var session = await StartAsync();
        await session.AssertAsync(($"400 {code}", SignedRequest.Organizations(FakeCredential.Test, operation, json)));
    }

    [Fact]
    public async Task Only_the_management_account_and_delegated_administrators_may_list()
    {
        var member = InUnit("111111111111", Work);
        await using var session = await StartAsync(member);
        await using var alone = await FakeAwsSession.StartAsync(new FakeAwsOptions { Organization = null });
        var ask = SignedRequest.Organizations(member.UserCredential, "ListAccounts");
        foreach (var operation in new[]
        {
            "ListAccounts", "ListRoots", "ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListChildren", "ListParents",
            "DescribeOrganizationalUnit",
        })
        {
            await session.AssertAsync(("400 AccessDeniedException", SignedRequest.Organizations(member.UserCredential, operation)));
            await alone.AssertAsync(("400 AWSOrganizationsNotInUseException", SignedRequest.Organizations(FakeCredential.Test, operation)));
        }

        session.Aws.Organization!.DelegatedAdministrators.Add(member.Id);
        await session.AssertAsync(("200", ask));
    }

    [Fact]
    public async Task States_are_sent_in_the_fields_that_the_organization_has()
    {
        var account = FakeAccounts.Suspended("111122223333");
        await using var session = await StartAsync(account);
        var organization = session.Aws.Organization!;
        async Task<JsonElement> FirstAsync() =>
            (await session.JsonAsync(SignedRequest.Organizations(FakeCredential.Test, "ListAccounts"))).GetProperty("Accounts")[0];

        var both = await FirstAsync();
        Assert.Equal(("SUSPENDED", "SUSPENDED"), (both.GetProperty("State").GetString(), both.GetProperty("Status").GetString()));
        organization.SendsStatus = false;
        Assert.False((await FirstAsync()).TryGetProperty("Status", out _));
        organization.SendsState = false;
        Assert.False((await FirstAsync()).TryGetProperty("State", out _));
    }

    private static Task<FakeAwsSession> StartAsync(params FakeAccount[] accounts) => FakeAwsSession.StartAsync(new FakeAwsOptions
    {
        Accounts = accounts,
        Organization = new FakeOrganization { OrganizationalUnits = [new(Work, "Workloads"), new(Empty, "Empty") { ParentId = Root }] },
    });

    private static FakeAccount InUnit(string id, params string[] units)
    {
        var account = FakeAccounts.NoKey(id);
        account.OrganizationalUnitIds = units;
        return account;
    }

    private static string Parent(string id) => $$"""{"ParentId":"{{id}}"}""";

    private static async Task<string[]> IdsAsync(FakeAwsSession session, string operation, string list, string json) =>
        [.. (await session.JsonAsync(SignedRequest.Organizations(FakeCredential.Test, operation, json))).GetProperty(list).EnumerateArray()
            .Select(item => item.GetProperty("Id").GetString()!)];

    // How many each page had; together they have everything once.
    private static async Task<int[]> PagesAsync(FakeAwsSession session, string operation, string list, string parameters)
    {
        var ids = new List<string>();
        var pages = new List<int>();
        var token = string.Empty;
        while (true)
        {
            var page = await session.JsonAsync(SignedRequest.Organizations(FakeCredential.Test, operation, $"{{{parameters}{token}}}"));
            ids.AddRange(page.GetProperty(list).EnumerateArray().Select(item => item.GetProperty("Id").GetString()!));
            pages.Add(page.GetProperty(list).GetArrayLength());
            if (!page.TryGetProperty("NextToken", out var next))
            {
                Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
                return [.. pages];
            }

            token = $",\"NextToken\":\"{next.GetString()}\"";
        }
    }
}
