using System.Text;

namespace RootKeyCompliance.Tests;

/// <summary>An organization that cannot be listed, or not to its end: what came before stays, and the rest is answered for, once.</summary>
public sealed class OrganizationFaultTests
{
    private const string Member = "222233334444";
    private const string List = "Get-CisAccount -Organization @aws";

    [Theory]
    [MemberData(nameof(PassingFaults.All), MemberType = typeof(PassingFaults))]
    public async Task What_passes_is_waited_out(FakeFaultKind kind)
    {
        await using var lab = await OrganizationLab.StartAsync(OrganizationLab.Many(30));
        lab.Aws.Faults.Next("ListAccounts", OrganizationLab.Nothing);
        lab.Aws.Faults.Next("ListAccounts", new FakeFault(kind));

        var run = lab.Session.Run(List);

        Assert.Equal(lab.AllIds(), run.Ids());
        Assert.Empty(run.Errors);
        Assert.Equal(3, lab.Aws.Requests.CountOf("ListAccounts"));
    }

    [Fact]
    public async Task A_quota_is_kept_to_until_every_account_is_listed()
    {
        var quotas = new FakeQuotas { Organizations = new FakeQuota(PerSecond: 5, Burst: 3) };
        await using var lab = await OrganizationLab.StartAsync(new FakeAwsOptions { Accounts = OrganizationLab.Many(90), Quotas = quotas });

        var run = lab.Session.Run(List);

        Assert.Equal(91, run.Ids().Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(run.Errors);
        Assert.InRange(lab.Aws.Requests.ThrottledCount, 1, 3);
    }

    public static TheoryData<FakeFaultKind, string> Ends => new()
    {
        { FakeFaultKind.ServiceFailure, "ServiceFailure" },
        { FakeFaultKind.ServiceUnavailable, "ServiceFailure" },
        { FakeFaultKind.ConnectionReset, "EndpointUnreachable" },
        { FakeFaultKind.MalformedBody, "MalformedResponse" },
        { FakeFaultKind.AccessDenied, "OrganizationAccessDenied" },
        { FakeFaultKind.ExpiredToken, "ExpiredCredentials" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_listing_that_breaks_keeps_what_it_has_and_ends_with_one_account_for_the_rest(FakeFaultKind kind, string errorId)
    {
        await using var lab = await StartBreakingAsync(new FakeFault(kind));

        var run = lab.Session.Run(List);

        Assert.Equal([.. lab.AllIds().Take(40), errorId], run.Ids());
        Assert.Equal(errorId, run.Accounts()[^1].ErrorId);
        var error = Assert.Single(run.Errors);
        Assert.Equal($"{errorId},{OrganizationLab.GetCommand}", error.FullyQualifiedErrorId);
        Assert.Equal(run.Accounts()[^1], error.TargetObject);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction));
        Assert.Null(run.Failure);
    }

    [Theory]
    [InlineData("-RoleName Auditor")]
    [InlineData("-RoleName Auditor -ThrottleLimit 1")]
    public async Task A_check_of_a_broken_listing_answers_for_the_rest(string arguments)
    {
        await using var lab = await StartBreakingAsync(FakeFault.Error(400, "InvalidInputException", "No."));

        var run = lab.Session.Run($"{List} | Test-CisRootAccessKey @aws {arguments}");

        Assert.Equal([.. lab.AllIds().Take(40).Select(id => $"{id} Pass"), "Error RequestRefused"], run.Verdicts());
        Assert.Equal(CisEvidenceSource.Organizations, run.Findings.Single(finding => finding.Status == CisStatus.Error).Source);
        Assert.Equal([$"RequestRefused,{OrganizationLab.GetCommand}", $"RequestRefused,{OrganizationLab.TestCommand}"], run.ErrorIds.Sorted());
    }

    [Fact]
    public async Task ErrorAction_Stop_delivers_what_was_listed_first()
    {
        await using var lab = await StartBreakingAsync(FakeFault.AccessDenied);

        var run = lab.Session.Run($"{List} -ErrorAction Stop");

        Assert.Equal(41, run.Output.Count);
        Assert.Equal($"OrganizationAccessDenied,{OrganizationLab.GetCommand}", run.FailureId);
    }

    [Fact]
    public async Task Who_is_no_administrator_lists_nothing()
    {
        var member = FakeAccounts.NoKey(Member);
        await using var lab = await OrganizationLab.StartAsync(new FakeAwsOptions { Accounts = [member] }, member.UserCredential);

        AssertOnlyTheRest(lab, "OrganizationAccessDenied");
    }

    [Fact]
    public async Task An_account_in_no_organization_has_none_to_list()
    {
        await using var lab = await OrganizationLab.StartAsync(new FakeAwsOptions { Organization = null });

        AssertOnlyTheRest(lab, "OrganizationNotInUse");
    }

    [Fact]
    public async Task Wrong_credentials_are_named_as_such()
    {
        await using var lab = await OrganizationLab.StartAsync(
            new FakeAwsOptions(), FakeCredential.Test with { SecretKey = "wrong" });

        AssertOnlyTheRest(lab, "InvalidCredentials");
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
        await using var lab = await OrganizationLab.StartAsync();
        lab.Aws.Faults.Always("ListAccounts", FakeFault.Respond(200, answer, "application/x-amz-json-1.1"));

        AssertOnlyTheRest(lab, "MalformedResponse");
    }

    [Fact]
    public async Task An_account_without_an_id_is_answered_for()
    {
        await using var lab = await OrganizationLab.StartAsync();
        lab.Aws.Faults.Always("ListAccounts", FakeFault.Respond(200, """{"Accounts":[{"Name":"nameless"}]}""", "application/x-amz-json-1.1"));

        var run = lab.Session.Run($"{List} | Test-CisRootAccessKey @aws");

        Assert.Equal(["Error InvalidAccountId"], run.Verdicts());
    }

    [Theory]
    [InlineData("again", "again")]
    [InlineData("again", "and-again")]
    public async Task Pages_that_lead_back_to_themselves_end(string first, string second)
    {
        await using var lab = await OrganizationLab.StartAsync();
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
        var lab = await OrganizationLab.StartAsync(OrganizationLab.Many(45));
        lab.Aws.Faults.Next("ListAccounts", OrganizationLab.Nothing, count: 2);
        lab.Aws.Faults.Always("ListAccounts", fault);
        return lab;
    }

    private static void AssertOnlyTheRest(AwsLab lab, string errorId)
    {
        var listed = lab.Session.Run(List);
        var checkedToo = lab.Session.Run($"{List} -ErrorAction SilentlyContinue | Test-CisRootAccessKey @aws");

        Assert.Equal([errorId], listed.Ids());
        Assert.Equal([$"{errorId},{OrganizationLab.GetCommand}"], listed.ErrorIds);
        Assert.Equal([$"Error {errorId}"], checkedToo.Verdicts());
        Assert.Equal([$"{errorId},{OrganizationLab.TestCommand}"], checkedToo.ErrorIds);
    }

    private static FakeFault Page(string next, params string[] ids)
    {
        var accounts = new StringBuilder().AppendJoin(',', ids.Select(id => $$"""{"Id":"{{id}}","State":"ACTIVE"}"""));
        return FakeFault.Respond(200, $$"""{"Accounts":[{{accounts}}],"NextToken":"{{next}}"}""", "application/x-amz-json-1.1");
    }
}
