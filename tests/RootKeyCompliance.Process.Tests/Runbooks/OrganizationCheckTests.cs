
namespace RootKeyCompliance.Tests;

/// <summary>Invoke-OrganizationCheck.ps1 against a fake organization: what is in its part, and how it ends.</summary>
[Collection(EnvironmentChanges.Name)]
public sealed class OrganizationCheckTests
{
    private const string First = "111111111111";
    private const string Second = "222222222222";
    private const string Third = "333333333333";

    [Fact]
    public async Task Every_account_is_in_the_part_and_a_denied_one_is_an_Error()
    {
        await using var lab = await RunbookLab.StartAsync(
            ("alpha", [FakeAccounts.OneActiveKey(First), FakeAccounts.Denied(Second), FakeAccounts.Suspended(Third)]));
        var before = DateTimeOffset.UtcNow;

        var lines = await lab.RunAsync(
            $"$summary = {RunbookLab.Call("Invoke-OrganizationCheck.ps1")} -Organization alpha -ProfileName alpha -OutputPath '{lab.Parts}' -CentralRootAccess; "
            + "\"$LASTEXITCODE $($summary.Organization) $($summary.Pass) $($summary.Fail) $($summary.Skipped) $($summary.Error) $($summary.Path)\"");

        Assert.Equal([$"3 alpha 1 1 1 1 {Path.Combine(lab.Parts, "alpha.json")}"], lines);
        var part = lab.ReadPart("alpha");
        Assert.Equal(["Organization", "StartedAt", "FinishedAt", "Findings"], part.Select(property => property.Key).ToArray());
        Assert.Equal("alpha", (string?)part["Organization"]);
        Assert.Equal(
            [$"{First} Fail", $"{OrganizationLab.Management} Pass", $"{Second} Error AccessDenied", $"{Third} Skipped"],
            RunbookLab.Verdicts(part["Findings"]));
        Assert.InRange((DateTimeOffset)part["StartedAt"]!, before, (DateTimeOffset)part["FinishedAt"]!);
        Assert.Equal(["alpha.json"], Directory.EnumerateFileSystemEntries(lab.Parts).Select(path => Path.GetFileName(path)).Sorted());
    }

    [Fact]
    public async Task Part_has_the_key_details_and_no_secret()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]));

        await lab.RunAsync(lab.Check("alpha"));

        var finding = lab.ReadPart("alpha")["Findings"]!.AsArray().Single(each => (string?)each!["AccountId"] == First)!;
        Assert.Equal(("Critical", "cis_v400_1_4", 1), ((string?)finding["Severity"], (string?)finding["ControlId"], (int)finding["ActiveKeyCount"]!));
        var key = Assert.Single(finding["AccessKeys"]!.AsArray())!;
        Assert.Equal("Active", (string?)key["Status"]);
        Assert.Matches("^AKIA.[0-9]{4}$", (string?)key["AccessKeyId"]);
        var text = await File.ReadAllTextAsync(Path.Combine(lab.Parts, "alpha.json"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("AKIAROT", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(FakeAccountKind.NoKey, "exit 0")]
    [InlineData(FakeAccountKind.Suspended, "exit 0")]
    [InlineData(FakeAccountKind.RoleDenied, "exit 2")]
    [InlineData(FakeAccountKind.OneInactive, "exit 3")]
    public async Task Exit_code_is_that_of_the_worst_finding(FakeAccountKind kind, string expected)
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.Create(First, kind)]));

        Assert.Equal([expected], await lab.RunAsync(lab.Check("alpha", "-RoleName Auditor")));
    }

    [Fact]
    public async Task Organization_that_cannot_be_listed_is_one_Error_and_replaces_an_earlier_part()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.OneActiveKey(First)]));
        lab["alpha"].Faults.Always("ListAccounts", FakeFault.AccessDenied);
        lab.Write(Path.Combine("parts", "alpha.json"), """{ "Findings": [ { "Status": "Pass" } ] }""");

        Assert.Equal(["exit 2"], await lab.RunAsync(lab.Check("alpha")));

        Assert.Equal(["Error OrganizationAccessDenied"], RunbookLab.Verdicts(lab.ReadPart("alpha")["Findings"]));
    }

    [Fact]
    public async Task Listing_that_breaks_off_gives_the_listed_accounts_and_an_Error()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.NoKey(First), FakeAccounts.NoKey(Second)]));
        lab["alpha"].Organization!.PageSize = 2;
        lab["alpha"].Faults.Next("ListAccounts", OrganizationLab.Nothing);
        lab["alpha"].Faults.Always("ListAccounts", FakeFault.AccessDenied);

        Assert.Equal(["exit 2"], await lab.RunAsync(lab.Check("alpha")));

        Assert.Equal(
            [$"{First} Pass", $"{OrganizationLab.Management} Pass", "Error OrganizationAccessDenied"],
            RunbookLab.Verdicts(lab.ReadPart("alpha")["Findings"]));
    }

    [Fact]
    public async Task Unreachable_organization_is_one_Error()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.NoKey(First)]));
        lab["alpha"].Cut();

        Assert.Equal(["exit 2"], await lab.RunAsync(lab.Check("alpha")));

        Assert.Equal(["Error EndpointUnreachable"], RunbookLab.Verdicts(lab.ReadPart("alpha")["Findings"]));
    }

    [Theory]
    [InlineData("beta", "-CentralRootAccess", "ProfileNotFound")]
    [InlineData("alpha", "-RoleName 'no role'", "InvalidAccess")]
    public async Task Invalid_parameter_is_an_Error_in_the_part(string name, string access, string errorId)
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.NoKey(First)]));

        var run = lab.RunInEngine(lab.Check(name, access));

        Assert.Equal(["exit 2"], run.Texts);
        Assert.NotEmpty(run.Errors);
        Assert.All(run.ErrorIds, id => Assert.Equal(errorId, id.Split(',')[0]));
        Assert.Equal([$"Error {errorId}"], RunbookLab.Verdicts(lab.ReadPart(name)["Findings"]));
    }

    [Fact]
    public async Task Name_that_is_not_a_file_name_is_refused()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.NoKey(First)]));

        var failure = await Assert.ThrowsAsync<RunbookFailure>(() => lab.RunAsync(lab.Check("../alpha")));

        Assert.Equal("ParameterArgumentValidationError,Invoke-OrganizationCheck.ps1", failure.Message);
        Assert.False(Directory.Exists(lab.Parts));
        Assert.Empty(lab["alpha"].Requests.Snapshot());
    }

    [Fact]
    public async Task Folder_that_cannot_be_created_ends_the_check_before_any_request()
    {
        await using var lab = await RunbookLab.StartAsync(("alpha", [FakeAccounts.NoKey(First)]));
        lab.Write("parts", "a file in the folder's place");

        await Assert.ThrowsAsync<RunbookFailure>(() => lab.RunAsync(lab.Check("alpha")));

        Assert.Empty(lab["alpha"].Requests.Snapshot());
    }
}
