namespace RootKeyCompliance.Tests;

/// <summary>Accounts that come down the pipeline are answered for as themselves, whatever else is said.</summary>
public sealed class PipedAccountTests
{
    [Fact]
    public async Task A_piped_account_is_not_replaced_by_the_parameter()
    {
        await using var lab = await AwsLab.OrganizationAsync([.. OrganizationLab.Many(3), FakeAccounts.Suspended("200000000900")]);

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -AccountId $ids[0] -RoleName Audit -ErrorAction SilentlyContinue");

        Assert.Equal(
            ["123456789012 AccountMismatch", "200000000000 ", "200000000001 AccountMismatch", "200000000002 AccountMismatch", "200000000900 AccountMismatch"],
            run.Findings.Select(finding => $"{finding.AccountId} {finding.ErrorId}").Sorted());
    }

    [Fact]
    public async Task Only_an_ARN_of_Organizations_names_a_management_account()
    {
        await using var lab = await AwsLab.OrganizationAsync(FakeAccounts.OneActiveKey("200000000901"));

        var run = lab.Session.Run("[pscustomobject]@{ AccountId = '200000000901'; Arn = 'arn:aws:iam::200000000901:root' } | Test-CisRootAccessKey @aws -CentralRootAccess");

        Assert.Equal((CisStatus.Fail, 1), (Assert.Single(run.Findings).Status, run.Findings[0].ActiveKeyCount));
    }

    [Fact]
    public void A_missing_profile_is_an_error_of_one_account()
    {
        using var session = ModuleSession.Open();

        var run = session.Run(
            "Get-CisAccount -ProfileName there-is-none -ErrorAction SilentlyContinue | Test-CisRootAccessKey -ErrorAction SilentlyContinue");

        var finding = Assert.Single(run.Findings);
        Assert.Equal((CisEvidenceSource.Iam, "ProfileNotFound"), (finding.Source, finding.ErrorId));
    }
}
