
namespace RootKeyCompliance.Tests;

/// <summary>Get-CisAccount -OrganizationalUnitId: by the accounts' paths where AWS sends them, by walking through the units where it does not.</summary>
public sealed class OrganizationalUnitTests
{
    private const string Work = "ou-fake-workload";
    private const string Live = "ou-fake-liveones";
    private const string Sand = "ou-fake-sandboxes";
    private const string Empty = "ou-fake-emptyone";

    private const string AtRoot = "111111111111";
    private const string InWork = "222222222222";
    private const string InLive = "333333333333";
    private const string InSand = "444444444444";

    public static TheoryData<string, string[]> Questions => new()
    {
        { $"Get-CisAccount -OrganizationalUnitId {Work} @aws", [InWork, InLive] },
        { $"Get-CisAccount {Live} @aws", [InLive] },
        { $"Get-CisAccount {Sand}, {Live} @aws", [InLive, InSand] },
        { $"'{Sand}', '{Live}' | Get-CisAccount @aws", [InLive, InSand] },
        { $"@('{Sand}', '{Work}'), '{Live}' | Get-CisAccount @aws", [InWork, InLive, InSand] },
        { $"Get-CisAccount {Work}, {Live}, {Work} @aws", [InWork, InLive] },
        { "Get-CisAccount r-fake @aws", [AtRoot, AwsLab.Management, InWork, InLive, InSand] },
        { $"Get-CisAccount {Live}, r-fake @aws", [AtRoot, AwsLab.Management, InWork, InLive, InSand] },
        { $"Get-CisAccount {Empty} @aws", [] },
        { $"Get-CisAccount {Empty}, {Sand} @aws", [InSand] },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Units_are_found_by_the_accounts_paths(string script, string[] ids)
    {
        await using var lab = await StartAsync();

        AssertFound(lab, script, ids);
        Assert.Equal(script.Contains(Empty, StringComparison.Ordinal), lab.Aws.Requests.CountOf("ListAccountsForParent") > 0);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Units_are_walked_through_where_there_are_no_paths(string script, string[] ids)
    {
        await using var lab = await StartAsync();
        lab.Aws.Organization!.SendsPaths = false;

        AssertFound(lab, script, ids);
        Assert.Equal(1, lab.Aws.Requests.CountOf("ListAccounts"));
    }

    [Fact]
    public async Task Units_that_lead_back_to_one_that_was_there_are_walked_through_once()
    {
        await using var lab = await StartAsync();
        lab.Aws.Organization!.SendsPaths = false;
        lab.Aws.Faults.Always("ListOrganizationalUnitsForParent", FakeFault.Respond(
            200, $$"""{"OrganizationalUnits":[{"Id":"{{Work}}"},{"Id":"{{Live}}"}]}""", "application/x-amz-json-1.1"));

        AssertFound(lab, $"Get-CisAccount -OrganizationalUnitId {Work} @aws", [InWork, InLive]);
        Assert.Equal(2, lab.Aws.Requests.CountOf("ListOrganizationalUnitsForParent"));
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Units_are_walked_through_where_paths_come_to_an_end(string script, string[] ids)
    {
        await using var lab = await StartAsync();
        lab.Aws.Organization!.PageSize = 1;
        lab.Aws.Faults.Next("ListAccounts", OrganizationLab.Nothing, count: 3);
        lab.Aws.Faults.Next("ListAccounts", FakeFault.Respond(200, $$"""{"Accounts":[{"Id":"{{InLive}}"}]}""", "application/x-amz-json-1.1"));

        AssertFound(lab, script, ids);
        Assert.Equal(4, lab.Aws.Requests.CountOf("ListAccounts"));
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(20, true)]
    [InlineData(1, true)]
    public async Task Every_list_of_a_walk_is_followed_to_its_end(int pageSize, bool emptyFirstPage)
    {
        var accounts = OrganizationLab.Many(25);
        foreach (var (index, account) in accounts.Index())
        {
            account.In([Work, index % 2 == 0 ? Live : "ou-fake-deadones"]);
        }

        await using var lab = await AwsLab.OrganizationAsync(accounts);
        lab.Aws.Organization!.SendsPaths = false;
        lab.Aws.Organization.PageSize = pageSize;
        lab.Aws.Organization.EmptyFirstPage = emptyFirstPage;

        AssertFound(lab, $"Get-CisAccount {Work} @aws", [.. accounts.Select(account => account.Id)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_unit_that_is_not_there_is_answered_for_beside_the_others(bool sendsPaths)
    {
        await using var lab = await StartAsync();
        lab.Aws.Organization!.SendsPaths = sendsPaths;

        var run = lab.Session.Run($"Get-CisAccount ou-fake-nowhere1, {Sand}, ou-fake-nowhere2 @aws");

        Assert.Equal([InSand, "OrganizationalUnitNotFound", "OrganizationalUnitNotFound"], run.Ids().Sorted());
        Assert.Equal(["OrganizationalUnitNotFound," + CommandNames.Get, "OrganizationalUnitNotFound," + CommandNames.Get], run.ErrorIds);
        Assert.All(run.Errors, error => Assert.IsType<CisAccount>(error.TargetObject));
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task A_unit_that_is_not_there_is_an_error_of_the_check()
    {
        await using var lab = await StartAsync();

        var run = lab.Session.Run("Get-CisAccount ou-fake-nowhere1 @aws -ErrorAction Ignore | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal(["Error OrganizationalUnitNotFound"], run.Verdicts());
    }

    [Theory]
    [InlineData("ListAccountsForParent")]
    [InlineData("ListOrganizationalUnitsForParent")]
    public async Task A_walk_that_may_not_go_on_answers_for_the_rest(string action)
    {
        await using var lab = await StartAsync();
        lab.Aws.Organization!.SendsPaths = false;
        lab.Aws.Faults.Next(action, OrganizationLab.Nothing);
        lab.Aws.Faults.Always(action, FakeFault.AccessDenied);

        var run = lab.Session.Run($"Get-CisAccount {Work} @aws");

        Assert.Equal([InWork, "OrganizationAccessDenied"], run.Ids());
        Assert.Equal([$"OrganizationAccessDenied,{CommandNames.Get}"], run.ErrorIds);
    }

    [Theory]
    [InlineData("@() | Get-CisAccount @aws")]
    [InlineData("Get-CisAccount -OrganizationalUnitId @() @aws")]
    public async Task No_unit_is_neither_the_organization_nor_the_callers_account(string script)
    {
        await using var lab = await StartAsync();

        var run = lab.Session.Run(script);

        Assert.Empty(run.Output);
        Assert.Empty(lab.Actions);
    }

    private static void AssertFound(AwsLab lab, string script, string[] ids)
    {
        var run = lab.Session.Run(script);

        Assert.Equal(ids, run.Ids().Sorted());
        Assert.Empty(run.Errors);
        Assert.Null(run.Failure);
    }

    private static Task<AwsLab> StartAsync() => AwsLab.StartAsync(new FakeAwsOptions
    {
        Accounts =
        [
            FakeAccounts.NoKey(AtRoot), FakeAccounts.NoKey(InWork).In(Work), FakeAccounts.NoKey(InLive).In(Work, Live), FakeAccounts.NoKey(InSand).In(Sand),
        ],
        Organization = new FakeOrganization { OrganizationalUnits = [new(Work, "Workloads"), new(Empty, "Empty") { ParentId = Work }] },
    });
}
