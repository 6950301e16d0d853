namespace RootKeyCompliance.Tests;

/// <summary>Account ids, ARNs, and how an account is called.</summary>
public sealed class AccountTests
{
    [Theory]
    [InlineData("arn:aws:organizations::123456789012:account/o-a1b2c3d4e5/111122223333", "123456789012")]
    [InlineData("arn:aws-us-gov:organizations::123456789012:account/o-a1b2c3d4e5/111122223333", "123456789012")]
    [InlineData("arn:aws:organizations::123456789012:ou/o-a1b2c3d4e5/ou-ab12-11111111", null)]
    [InlineData("arn:aws:iam::123456789012:account/o-a1b2c3d4e5/111122223333", null)]
    [InlineData("arn:aws:organizations::12345678901:account/o-a1b2c3d4e5/111122223333", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_accounts_ARN_names_the_management_account(string? arn, string? management)
        => Assert.Equal(management, AwsAccountId.ManagementAccountOf(arn));

    [Fact]
    public void What_is_no_ARN_gives_nothing()
    {
        Assert.False(AwsAccountId.TryParseArn("arn:aws:iam::root", out var partition, out var account, out var resource));
        Assert.Equal(("", "", ""), (partition, account, resource));
    }

    [Theory]
    [InlineData("data", "work", "111122223333", "data (111122223333)")]
    [InlineData(null, "work", "111122223333", "work (111122223333)")]
    [InlineData(null, null, "111122223333", "111122223333")]
    [InlineData("data", null, null, "data")]
    [InlineData(null, "work", null, "work")]
    [InlineData(null, null, null, "")]
    public void An_account_is_called_by_its_name_or_profile_and_id(string? name, string? profile, string? id, string text)
        => Assert.Equal(text, new CisAccount { Name = name, ProfileName = profile, Id = id }.ToString());

    [Fact]
    public void An_account_without_name_and_id_is_called_by_what_went_wrong()
        => Assert.Equal("EvidenceIncomplete", new CisAccount { Fault = CisFaults.EvidenceIncomplete(CisEvidenceSource.Iam) }.ToString());
}
