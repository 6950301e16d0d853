using System.Text;
using RootKeyCompliance.Connectors.Aws;

namespace RootKeyCompliance.Tests;

/// <summary>An organization that cannot be listed, or not to its end: accounts listed before are kept, and one account stands for the rest.</summary>
public sealed class OrganizationFaultTests
{
    private const string Member = "222233334444";
    private const string List = "Get-CisAccount -Organization @aws";

    /// <summary>Throttling is waited out for longer than other faults: a missing page loses all accounts after it.</summary>
    [Theory]
    [InlineData(FakeFaultKind.Throttle, 6, null)]
    [InlineData(FakeFaultKind.Throttle, 7, "Throttled")]
    [InlineData(FakeFaultKind.ServiceFailure, 3, null)]
    [InlineData(FakeFaultKind.ServiceFailure, 4, "ServiceFailure")]
    [InlineData(FakeFaultKind.ServiceUnavailable, 1, null)]
    [InlineData(FakeFaultKind.ServiceUnavailable, 20, "ServiceFailure")]
    [InlineData(FakeFaultKind.ConnectionReset, 1, null)]
    [InlineData(FakeFaultKind.ConnectionReset, 20, "EndpointUnreachable")]
    [InlineData(FakeFaultKind.TruncatedBody, 1, null)]
    [InlineData(FakeFaultKind.MalformedBody, 1, null)]
    [InlineData(FakeFaultKind.MalformedBody, 20, "MalformedResponse")]
    [InlineData(FakeFaultKind.AccessDenied, 1, "OrganizationAccessDenied")]
    [InlineData(FakeFaultKind.ExpiredToken, 20, "ExpiredCredentials")]
    public async Task A_listing_outlasts_passing_faults_and_ends_with_one_account_for_the_rest(FakeFaultKind kind, int times, string? errorId)
    {
        await using var lab = await AwsLab.SweepAsync(45);
        lab.Aws.Faults.Next("ListAccounts", OrganizationLab.Nothing, 2);
        lab.Aws.Faults.Next("ListAccounts", new FakeFault(kind), times);
        using var source = new OrganizationSource(AccountChecks.Options(lab.Aws.Url));

        var ids = new List<string>();
        await foreach (var account in source.ListAsync(units: null, new ActivityLog(), TestContext.Current.CancellationToken))
        {
            ids.Add(account.Id ?? account.ErrorId!);
        }

        Assert.Equal(errorId is null ? lab.AllIds : [.. lab.AllIds.Take(40), errorId], ids.ToArray());
        Assert.InRange(lab.Aws.Requests.CountOf("ListAccounts"), 3, 3 + times);
    }

    [Fact]
    public async Task A_quota_is_kept_to_until_every_account_is_listed()
    {
        var quotas = new FakeQuotas { Organizations = new FakeQuota(PerSecond: 5, Burst: 3) };
        await using var lab = await AwsLab.StartAsync(new FakeAwsOptions { Accounts = OrganizationLab.Many(90), Quotas = quotas });

        var run = lab.Session.Run(List);

        Assert.Equal(91, run.Ids().Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(run.Errors);
        Assert.InRange(lab.Aws.Requests.ThrottledCount, 1, 3);
    }

    [Fact]
    public async Task An_account_for_the_rest_comes_with_its_error()
    {
        await using var lab = await StartBreakingAsync(FakeFault.AccessDenied);

        var run = lab.Session.Run(List);

        Assert.Equal([.. lab.AllIds.Take(40), "OrganizationAccessDenied"], run.Ids());
        var error = Assert.Single(run.Errors);
        Assert.Equal($"OrganizationAccessDenied,{CommandNames.Get}", error.FullyQualifiedErrorId);
        Assert.Equal(run.Accounts()[^1], error.TargetObject);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction));
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task A_check_of_a_broken_listing_has_one_finding_for_the_rest()
    {
        await using var lab = await StartBreakingAsync(FakeFault.Error(400, "InvalidInputException", "No."));

        var run = lab.Session.Run($"{List} | Test-CisRootAccessKey @aws -RoleName Auditor");

        Assert.Equal([.. lab.AllIds.Take(40).Select(id => $"{id} Pass"), "Error RequestRefused"], run.Verdicts());
        Assert.Equal(CisEvidenceSource.Organizations, run.Findings.Single(finding => finding.Status == CisStatus.Error).Source);
        Assert.Equal([$"RequestRefused,{CommandNames.Get}", $"RequestRefused,{CommandNames.Test}"], run.ErrorIds.Sorted());
    }

    [Fact]
    public async Task ErrorAction_Stop_emits_the_accounts_listed_before()
    {
        await using var lab = await StartBreakingAsync(FakeFault.AccessDenied);

        var run = lab.Session.Run($"{List} -ErrorAction Stop");

        Assert.Equal(41, run.Output.Count);
        Assert.Equal($"OrganizationAccessDenied,{CommandNames.Get}", run.FailureId);
    }

    [Fact]
    public async Task A_caller_who_cannot_list_gets_one_account_with_the_reason()
    {
        var member = FakeAccounts.NoKey(Member);
        await AssertOnlyTheRestAsync(new FakeAwsOptions { Accounts = [member] }, member.UserCredential, "OrganizationAccessDenied");
        await AssertOnlyTheRestAsync(new FakeAwsOptions { Organization = null }, FakeCredential.Test, "OrganizationNotInUse");
        await AssertOnlyTheRestAsync(new FakeAwsOptions(), FakeCredential.Test with { SecretKey = "wrong" }, "InvalidCredentials");
    }

    [Theory]
    [InlineData("<html><body>Welcome to the hotel's network</body></html>")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"Accounts":[{"Id":"22223333""")]
    [InlineData("""{"Accounts":{"Id":"222233334444"}}""")]
    [InlineData("""{"Accounts":[null]}""")]
    [InlineData("""{"Accounts":[{"Id":222233334444}]}""")]
    public async Task An_answer_that_is_no_list_of_accounts_is_not_an_empty_organization(string answer)
    {
        await using var lab = await AwsLab.OrganizationAsync();
        lab.Aws.Faults.Always("ListAccounts", FakeFault.Respond(200, answer, "application/x-amz-json-1.1"));
        using var source = new OrganizationSource(AccountChecks.Options(lab.Aws.Url));

        await foreach (var account in source.ListAsync(units: null, new ActivityLog(), TestContext.Current.CancellationToken))
        {
            Assert.Equal((null, "MalformedResponse"), (account.Id, account.ErrorId));
        }
    }

    [Fact]
    public async Task An_account_without_an_id_is_an_error()
    {
        await using var lab = await AwsLab.OrganizationAsync();
        lab.Aws.Faults.Always("ListAccounts", FakeFault.Respond(200, """{"Accounts":[{"Name":"nameless"}]}""", "application/x-amz-json-1.1"));

        var run = lab.Session.Run($"{List} | Test-CisRootAccessKey @aws");

        Assert.Equal(["Error InvalidAccountId"], run.Verdicts());
    }

    [Theory]
    [InlineData("again", "again")]
    [InlineData("again", "and-again")]
    public async Task A_page_token_that_comes_again_ends_the_listing(string first, string second)
    {
        await using var lab = await AwsLab.OrganizationAsync();
        lab.Aws.Faults.Next("ListAccounts", Page(first, "111122223333"));
        lab.Aws.Faults.Next("ListAccounts", Page(second));
        lab.Aws.Faults.Always("ListAccounts", Page(first, "111122223333"));

        var run = lab.Session.Run(List);

        Assert.Equal(["111122223333", "MalformedResponse"], run.Ids());
        Assert.InRange(lab.Aws.Requests.Count, 2, 3);
    }

    /// <summary>46 accounts, of which the third page never comes.</summary>
    private static async Task<AwsLab> StartBreakingAsync(FakeFault fault)
    {
        var lab = await AwsLab.OrganizationAsync(OrganizationLab.Many(45));
        lab.Aws.Faults.Next("ListAccounts", OrganizationLab.Nothing, count: 2);
        lab.Aws.Faults.Always("ListAccounts", fault);
        return lab;
    }

    private static async Task AssertOnlyTheRestAsync(FakeAwsOptions options, FakeCredential caller, string errorId)
    {
        await using var lab = await AwsLab.StartAsync(options, caller);
        var listed = lab.Session.Run(List);
        var checkedToo = lab.Session.Run($"{List} -ErrorAction SilentlyContinue | Test-CisRootAccessKey @aws");

        Assert.Equal([errorId], listed.Ids());
        Assert.Equal([$"{errorId},{CommandNames.Get}"], listed.ErrorIds);
        Assert.Equal([$"Error {errorId}"], checkedToo.Verdicts());
        Assert.Equal([$"{errorId},{CommandNames.Test}"], checkedToo.ErrorIds);
    }

    private static FakeFault Page(string next, params string[] ids)
    {
        var accounts = new StringBuilder().AppendJoin(',', ids.Select(id => $$"""{"Id":"{{id}}","State":"ACTIVE"}"""));
        return FakeFault.Respond(200, $$"""{"Accounts":[{{accounts}}],"NextToken":"{{next}}"}""", "application/x-amz-json-1.1");
    }
}
