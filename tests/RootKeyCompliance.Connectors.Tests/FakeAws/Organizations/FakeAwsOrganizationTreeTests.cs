using System.Text.Json;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsOrganizationTreeTests
{
    private const string Root = "r-fake";
    private const string Work = "ou-fake-workload";
    private const string Live = "ou-fake-liveones";
    private const string Empty = "ou-fake-emptyone";

    [Fact]
    public async Task The_tree_can_be_walked_from_the_root()
    {
        await using var session = await StartAsync(InUnit("111111111111"), InUnit("222222222222", Work), InUnit("333333333333", Work, Live));
        async Task<string[]> ListAsync(string operation, string list, string json) => await IdsAsync(session, operation, list, json);

        Assert.Equal([Root], await ListAsync("ListRoots", "Roots", "{}"));
        Assert.Equal([Empty, Work], await ListAsync("ListOrganizationalUnitsForParent", "OrganizationalUnits", Parent(Root)));
        Assert.Equal([Live], await ListAsync("ListOrganizationalUnitsForParent", "OrganizationalUnits", Parent(Work)));
        Assert.Equal(["111111111111", FakeCredential.TestAccountId], await ListAsync("ListAccountsForParent", "Accounts", Parent(Root)));
        Assert.Equal(["222222222222"], await ListAsync("ListAccountsForParent", "Accounts", Parent(Work)));
        Assert.Equal(["333333333333"], await ListAsync("ListChildren", "Children", $$"""{"ParentId":"{{Live}}","ChildType":"ACCOUNT"}"""));
        Assert.Equal([Live], await ListAsync("ListChildren", "Children", $$"""{"ParentId":"{{Work}}","ChildType":"ORGANIZATIONAL_UNIT"}"""));
        Assert.Equal([Live], await ListAsync("ListParents", "Parents", """{"ChildId":"333333333333"}"""));
        Assert.Equal([Root], await ListAsync("ListParents", "Parents", $$"""{"ChildId":"{{Work}}"}"""));
        Assert.Empty(await ListAsync("ListAccountsForParent", "Accounts", Parent(Empty)));
    }

    [Fact]
    public async Task Units_have_names_and_paths_say_where_everything_is()
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
    [InlineData("ListAccountsForParent", """{"ParentId":"r-none"}""", "ParentNotFoundException")]
    [InlineData("ListAccountsForParent", """{"ParentId":"123456789012"}""", "InvalidInputException")]
    [InlineData("ListAccountsForParent", "{}", "InvalidInputException")]
    [InlineData("ListAccountsForParent", """{"ParentId":"r-fake","MaxResults":0}""", "InvalidInputException")]
    [InlineData("ListAccountsForParent", """{"ParentId":"r-fake","MaxResults":21}""", "InvalidInputException")]
    [InlineData("ListAccountsForParent", """{"ParentId":"r-fake","NextToken":"TGlzdEFjY291bnRzCg=="}""", "InvalidInputException")]
    [InlineData("ListOrganizationalUnitsForParent", """{"ParentId":"ou-FAKE-workload"}""", "InvalidInputException")]
    [InlineData("ListChildren", """{"ParentId":"r-fake"}""", "InvalidInputException")]
    [InlineData("ListParents", """{"ChildId":"r-fake"}""", "InvalidInputException")]
    [InlineData("ListParents", """{"ChildId":"999999999999"}""", "ChildNotFoundException")]
    [InlineData("DescribeOrganizationalUnit", """{"OrganizationalUnitId":"ou-fake-nowhere1"}""", "OrganizationalUnitNotFoundException")]
    [InlineData("DescribeOrganizationalUnit", """{"OrganizationalUnitId":"r-fake"}""", "InvalidInputException")]
    [InlineData("ListRoots", "[", "SerializationException")]
    public async Task What_is_not_there_or_not_an_id_is_refused(string operation, string json, string code)
    {
        await using var session = await StartAsync();
        await session.RefusedAsync(400, code, SignedRequest.Organizations(FakeCredential.Test, operation, json));
    }

    [Fact]
    public async Task Only_those_in_charge_may_walk_it()
    {
        var member = InUnit("111111111111", Work);
        await using var session = await StartAsync(member);
        await using var alone = await FakeAwsSession.StartAsync(new FakeAwsOptions { Organization = null });
        foreach (var operation in new[]
        {
            "ListRoots", "ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListChildren", "ListParents", "DescribeOrganizationalUnit",
        })
        {
            await session.RefusedAsync(400, "AccessDeniedException", SignedRequest.Organizations(member.UserCredential, operation));
            await alone.RefusedAsync(400, "AWSOrganizationsNotInUseException", SignedRequest.Organizations(FakeCredential.Test, operation));
        }
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
