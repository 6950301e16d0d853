using System.Text.Json;

namespace RootKeyCompliance.Tests;

/// <summary>moto as a second judge: an organization of an AWS that somebody else has written is listed and swept.</summary>
public sealed class OrganizationMotoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_organization_of_moto_is_listed_and_swept_by_a_role()
    {
        using var moto = await MotoServer.StartAsync();
        await AskAsync(moto, "CreateOrganization", """{"FeatureSet":"ALL"}""");
        var root = (await AskAsync(moto, "ListRoots")).GetProperty("Roots")[0].GetProperty("Id").GetString()!;
        var unit = (await AskAsync(moto, "CreateOrganizationalUnit", $$"""{"ParentId":"{{root}}","Name":"work"}"""))
            .GetProperty("OrganizationalUnit").GetProperty("Id").GetString()!;
        var members = new List<string>();
        for (var index = 0; index < 23; index++)
        {
            var made = await AskAsync(moto, "CreateAccount", $$"""{"AccountName":"member {{index}}","Email":"m{{index}}@example.com"}""");
            members.Add(made.GetProperty("CreateAccountStatus").GetProperty("AccountId").GetString()!);
        }

        await AskAsync(moto, "MoveAccount", $$"""{"AccountId":"{{members[0]}}","SourceParentId":"{{root}}","DestinationParentId":"{{unit}}"}""");
        using var session = ModuleSession.Open().With("aws", ModuleSession.AwsParameters(moto.Url, FakeCredential.Test));

        var all = session.Run("Get-CisAccount -Organization @aws");
        var below = session.Run("Get-CisAccount -OrganizationalUnitId $args[0] @aws", unit);
        var everything = session.Run("Get-CisAccount -OrganizationalUnitId $args[0] @aws", root);
        var swept = session.Run("Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -RoleName OrganizationAccountAccessRole");

        string[] expected = [.. members.Append(AwsLab.Management).Sorted()];
        Assert.Equal(expected, all.Ids().Sorted());
        Assert.Equal(AwsLab.Management, Assert.Single(all.Accounts(), account => account.IsManagementAccount == true).Id);
        Assert.All(all.Accounts(), account => Assert.Equal("ACTIVE", account.State));
        Assert.Single(all.Accounts(), account => account.Name == "member 7");
        Assert.Equal([members[0]], below.Ids());
        Assert.Equal(expected, everything.Ids().Sorted());
        Assert.Equal(expected.Select(id => $"{id} Pass").ToArray(), swept.Verdicts());
        Assert.Empty(all.Errors.Concat(below.Errors).Concat(everything.Errors).Concat(swept.Errors));
    }

    [Fact]
    public async Task An_account_of_moto_in_no_organization_has_none_to_list()
    {
        using var moto = await MotoServer.StartAsync();
        using var session = ModuleSession.Open().With("aws", ModuleSession.AwsParameters(moto.Url, FakeCredential.Test));

        Assert.Equal(["OrganizationNotInUse"], session.Run("Get-CisAccount -Organization @aws").Ids());
        Assert.Equal([new CisAccount { Id = AwsLab.Management }], session.Run("Get-CisAccount @aws").Accounts());
    }

    private static async Task<JsonElement> AskAsync(MotoServer moto, string operation, string json = "{}")
    {
        using var http = new HttpClient();
        using var request = SignedRequest.Organizations(FakeCredential.Test, operation, json).To(moto.Url);
        using var response = await http.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Token));
    }
}
