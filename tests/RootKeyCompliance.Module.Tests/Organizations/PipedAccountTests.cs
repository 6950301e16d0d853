
namespace RootKeyCompliance.Tests;

/// <summary>Accounts that come down the pipeline are answered for as themselves, whatever else is said.</summary>
public sealed class PipedAccountTests
{
    [Fact]
    public async Task An_account_is_not_replaced_by_the_one_that_was_said()
    {
        await using var lab = await SweepLab.StartAsync(3, accounts: [FakeAccounts.Suspended("200000000900")]);

        var run = lab.Session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -AccountId $ids[0] -RoleName Audit -ErrorAction SilentlyContinue");

        Assert.Equal(
            ["123456789012 AccountMismatch", "200000000000 ", "200000000001 AccountMismatch", "200000000002 AccountMismatch", "200000000900 AccountMismatch"],
            run.Findings.Select(finding => $"{finding.AccountId} {finding.ErrorId}").Sorted());
    }

    [Fact]
    public async Task Only_an_ARN_of_Organizations_tells_of_a_management_account()
    {
        await using var lab = await SweepLab.StartAsync(0, accounts: [FakeAccounts.OneActiveKey("200000000901")]);

        var run = lab.Session.Run("[pscustomobject]@{ AccountId = '200000000901'; Arn = 'arn:aws:iam::200000000901:root' } | Test-CisRootAccessKey @aws -CentralRootAccess");

        Assert.Equal((CisStatus.Fail, 1), (Assert.Single(run.Findings).Status, run.Findings[0].ActiveKeyCount));
    }

    [Fact]
    public void Credentials_that_are_not_there_are_those_of_one_account()
    {
        using var session = ModuleSession.Open();

        var run = session.Run(
            "Get-CisAccount -ProfileName there-is-none -ErrorAction SilentlyContinue | Test-CisRootAccessKey -ErrorAction SilentlyContinue; "
            + "try { Get-CisAccount -ProfileName '[a' } catch { $_.FullyQualifiedErrorId }");

        Assert.Equal((CisEvidenceSource.Iam, "ProfileNotFound"), (((CisFinding)run.Output[0].BaseObject).Source, ((CisFinding)run.Output[0].BaseObject).ErrorId));
        Assert.Equal("InvalidWildcard,RootKeyCompliance.Commands.GetCisAccountCommand", run.Output[1].BaseObject);
    }
}
