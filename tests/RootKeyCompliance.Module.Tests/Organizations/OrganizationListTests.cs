namespace RootKeyCompliance.Tests;

/// <summary>Get-CisAccount -Organization: every account once, page by page, with what Organizations gives for it.</summary>
public sealed class OrganizationListTests
{
    private const string Member = "222233334444";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20, false, 3)]
    [InlineData(20, true, 4)]
    [InlineData(7, false, 7)]
    [InlineData(46, false, 3)]
    public async Task Every_account_comes_once_and_pages_are_followed_to_the_end(int pageSize, bool emptyFirstPage, int pages)
    {
        await using var lab = await AwsLab.OrganizationAsync(OrganizationLab.Many(45));
        lab.Aws.Organization!.PageSize = pageSize;
        lab.Aws.Organization.EmptyFirstPage = emptyFirstPage;

        var run = lab.Session.Run("Get-CisAccount -Organization @aws");

        Assert.Equal(lab.AllIds, run.Ids());
        Assert.Equal([.. Enumerable.Repeat("ListAccounts", pages)], lab.Actions.ToArray());
        Assert.Empty(run.Errors);
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task An_account_has_what_the_organization_gives()
    {
        var member = FakeAccounts.NoKey(Member).In("ou-fake-workload", "ou-fake-liveones");
        (member.Name, member.Email) = ("Zahlungsverkehr Müller & Söhne", "zahlung@example.com");
        await using var lab = await AwsLab.OrganizationAsync(member);

        var accounts = lab.Session.Run("Get-CisAccount -Organization @aws").Accounts();

        Assert.Equal(
            [
                new CisAccount
                {
                    Id = AwsLab.Management,
                    Name = "management",
                    Email = $"root+{AwsLab.Management}@example.com",
                    Arn = $"arn:aws:organizations::{AwsLab.Management}:account/o-fakeaws001/{AwsLab.Management}",
                    State = "ACTIVE",
                    OrganizationalUnitPath = "o-fakeaws001/r-fake/",
                    IsManagementAccount = true,
                },
                new CisAccount
                {
                    Id = Member,
                    Name = member.Name,
                    Email = member.Email,
                    Arn = $"arn:aws:organizations::{AwsLab.Management}:account/o-fakeaws001/{Member}",
                    State = "ACTIVE",
                    OrganizationalUnitPath = "o-fakeaws001/r-fake/ou-fake-workload/ou-fake-liveones/",
                    IsManagementAccount = false,
                },
            ],
            accounts);
        Assert.Equal($"{member.Name} ({Member})", accounts[1].ToString());
    }

    [Theory]
    [InlineData(FakeAccountState.Active, true, true, "ACTIVE")]
    [InlineData(FakeAccountState.Suspended, true, true, "SUSPENDED")]
    [InlineData(FakeAccountState.PendingClosure, true, true, "PENDING_CLOSURE")]
    [InlineData(FakeAccountState.PendingActivation, true, true, "PENDING_ACTIVATION")]
    [InlineData(FakeAccountState.Closed, true, true, "CLOSED")]
    [InlineData(FakeAccountState.Closed, true, false, "CLOSED")]
    [InlineData(FakeAccountState.Closed, false, true, "SUSPENDED")]
    [InlineData(FakeAccountState.PendingActivation, false, true, "ACTIVE")]
    [InlineData(FakeAccountState.Closed, false, false, null)]
    public async Task State_counts_before_Status_and_either_alone(FakeAccountState state, bool sendsState, bool sendsStatus, string? seen)
    {
        var member = FakeAccounts.NoKey(Member);
        member.State = state;
        await using var lab = await AwsLab.OrganizationAsync(member);
        lab.Aws.Organization!.SendsState = sendsState;
        lab.Aws.Organization.SendsStatus = sendsStatus;

        var run = lab.Session.Run("Get-CisAccount -Organization @aws");

        Assert.Equal(seen, run.Accounts().Single(account => account.Id == Member).State);
    }

    [Fact]
    public async Task A_delegated_administrator_sees_whose_management_account_it_is()
    {
        var member = FakeAccounts.NoKey(Member);
        var organization = new FakeOrganization { DelegatedAdministrators = new HashSet<string>(StringComparer.Ordinal) { Member } };
        await using var lab = await AwsLab.StartAsync(
            new FakeAwsOptions { Accounts = [member], Organization = organization }, member.UserCredential);

        var run = lab.Session.Run("Get-CisAccount -Organization @aws");

        Assert.Equal([true, false], run.Accounts().Select(account => account.IsManagementAccount));
    }

    [Fact]
    public async Task Accounts_come_out_before_the_next_page_is_answered()
    {
        await using var lab = await AwsLab.OrganizationAsync(OrganizationLab.Many(45));
        lab.Aws.Faults.Next("ListAccounts", OrganizationLab.Nothing);
        lab.Aws.Faults.Always("ListAccounts", FakeFault.Stall);
        using var running = lab.Session.Start("Get-CisAccount -Organization @aws");

        await running.OutputAsync(20, Token);
        await lab.Aws.Requests.WaitAsync(_ => lab.Aws.Requests.CountOf("ListAccounts") == 2, Token);

        Assert.Equal(20, running.Output.Count);
        running.Stop();
    }

    [Fact]
    public async Task Requests_never_overlap()
    {
        var options = new FakeAwsOptions
        {
            Accounts = OrganizationLab.Many(200),
            Latency = TimeSpan.FromMilliseconds(5),
            Quotas = new FakeQuotas { OneOrganizationsRequestAtATime = true },
        };
        await using var lab = await AwsLab.StartAsync(options);

        var run = lab.Session.Run("Get-CisAccount -Organization @aws; Get-CisAccount -OrganizationalUnitId r-fake @aws");

        Assert.Equal(402, run.Output.Count);
        Assert.Equal((0, 1), (lab.Aws.Requests.ThrottledCount, lab.Aws.Requests.PeakInFlight));
    }
}
