using System.Text.Json;

namespace RootKeyCompliance.Tests;

public sealed class FakeAwsOrganizationsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_accounts_come_in_pages_of_twenty(bool emptyFirstPage)
    {
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions
        {
            Accounts = FakeAccounts.Generate(44, seed: 7),
            Organization = new FakeOrganization { EmptyFirstPage = emptyFirstPage },
        });

        var ids = new List<string>();
        var pages = new List<int>();
        string? token = null;
        do
        {
            var page = await session.JsonAsync(SignedRequest.Organizations(
                FakeCredential.Test, "ListAccounts", token is null ? "{}" : $"{{\"NextToken\":\"{token}\"}}"));
            ids.AddRange(page.GetProperty("Accounts").EnumerateArray().Select(account => account.GetProperty("Id").GetString()!));
            pages.Add(page.GetProperty("Accounts").GetArrayLength());
            token = page.TryGetProperty("NextToken", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        Assert.Equal(emptyFirstPage ? [0, 20, 20, 5] : [20, 20, 5], pages);
        Assert.Equal(45, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task States_are_sent_in_the_fields_the_organization_has()
    {
        var account = FakeAccounts.Suspended("111122223333");
        var organization = new FakeOrganization();
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions { Accounts = [account], Organization = organization });
        async Task<JsonElement> First() =>
            (await session.JsonAsync(SignedRequest.Organizations(FakeCredential.Test, "ListAccounts"))).GetProperty("Accounts")[0];

        var both = await First();
        Assert.Equal(("SUSPENDED", "SUSPENDED"), (both.GetProperty("State").GetString(), both.GetProperty("Status").GetString()));
        organization.SendsStatus = false;
        Assert.False((await First()).TryGetProperty("Status", out _));
        organization.SendsState = false;
        Assert.False((await First()).TryGetProperty("State", out _));
    }

    [Fact]
    public async Task Only_those_in_charge_may_list()
    {
        var member = FakeAccounts.NoKey("111122223333");
        var organization = new FakeOrganization();
        await using var session = await FakeAwsSession.StartAsync(new FakeAwsOptions { Accounts = [member], Organization = organization });
        var ask = SignedRequest.Organizations(member.UserCredential, "ListAccounts");

        await session.RefusedAsync(400, "AccessDeniedException", ask);
        organization.DelegatedAdministrators.Add(member.Id);
        await session.JsonAsync(ask);
        await session.RefusedAsync(400, "InvalidInputException", ask with { Body = "{\"MaxResults\":21}" });
        await session.RefusedAsync(400, "UnknownOperationException", SignedRequest.Organizations(FakeCredential.Test, "CloseAccount"));

        await using var alone = await FakeAwsSession.StartAsync(new FakeAwsOptions { Organization = null });
        await alone.RefusedAsync(400, "AWSOrganizationsNotInUseException", SignedRequest.Organizations(FakeCredential.Test, "ListAccounts"));
    }
}
