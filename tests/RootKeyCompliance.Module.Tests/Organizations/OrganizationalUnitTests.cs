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

    public static TheoryData<string, string[]> Units => new()
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
    [MemberData(nameof(Units))]
    public async Task Accounts_of_units_are_found_with_paths_without_paths_and_when_paths_end(string script, string[] ids)
    {
        await using var lab = await StartAsync();
        AssertFound(lab, script, ids);
        Assert.Equal(script.Contains(Empty, StringComparison.Ordinal), lab.Aws.Requests.CountOf("ListAccountsForParent") > 0);

        lab.Aws.Organization!.SendsPaths = false;
        AssertFound(lab, script, ids);

        lab.Aws.Organization.SendsPaths = true;
        lab.Aws.Organization.PageSize = 1;
        lab.Aws.Faults.Next("ListAccounts", OrganizationLab.Nothing, count: 3);
        lab.Aws.Faults.Next("ListAccounts", FakeFault.Respond(200, $$"""{"Accounts":[{"Id":"{{InLive}}"}]}""", "application/x-amz-json-1.1"));
        var before = lab.Aws.Requests.CountOf("ListAccounts");
        AssertFound(lab, script, ids);
        Assert.Equal(before + 4, lab.Aws.Requests.CountOf("ListAccounts"));
    }

    [Fact]
    public async Task Units_that_contain_each_other_are_read_once()
    {
        await using var lab = await StartAsync();
        lab.Aws.Organization!.SendsPaths = false;
        lab.Aws.Faults.Always("ListOrganizationalUnitsForParent", FakeFault.Respond(
            200, $$"""{"OrganizationalUnits":[{"Id":"{{Work}}"},{"Id":"{{Live}}"}]}""", "application/x-amz-json-1.1"));

        AssertFound(lab, $"Get-CisAccount -OrganizationalUnitId {Work} @aws", [InWork, InLive]);
        Assert.Equal(2, lab.Aws.Requests.CountOf("ListOrganizationalUnitsForParent"));
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(20, true)]
    [InlineData(1, true)]
    public async Task Every_list_of_units_and_accounts_is_read_to_its_end(int pageSize, bool emptyFirstPage)
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
    public async Task A_missing_unit_is_an_error_beside_the_accounts_of_the_others(bool sendsPaths)
    {
        await using var lab = await StartAsync();
        lab.Aws.Organization!.SendsPaths = sendsPaths;

        var run = lab.Session.Run($"Get-CisAccount ou-fake-nowhere1, {Sand}, ou-fake-nowhere2 @aws");

        Assert.Equal([InSand, "OrganizationalUnitNotFound", "OrganizationalUnitNotFound"], run.Ids().Sorted());
        Assert.Equal(["OrganizationalUnitNotFound," + CommandNames.Get, "OrganizationalUnitNotFound," + CommandNames.Get], run.ErrorIds);
        Assert.All(run.Errors, error => Assert.IsType<CisAccount>(error.TargetObject));
        Assert.Null(run.Failure);
        Assert.Equal(
            ["Error OrganizationalUnitNotFound"],
            lab.Session.Run("Get-CisAccount ou-fake-nowhere1 @aws -ErrorAction Ignore | Test-CisRootAccessKey @aws -RoleName Auditor").Verdicts());
    }

    [Theory]
    [InlineData("ListAccountsForParent")]
    [InlineData("ListOrganizationalUnitsForParent")]
    public async Task A_denied_list_keeps_what_was_found_and_ends_with_one_account_for_the_rest(string action)
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
