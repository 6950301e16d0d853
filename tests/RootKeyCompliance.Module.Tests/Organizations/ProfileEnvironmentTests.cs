namespace RootKeyCompliance.Tests;

[Collection(EnvironmentChanges.Name)]
public sealed class ProfileEnvironmentTests : IAsyncLifetime
{
    private const string First = "111111111111";
    private const string Second = "222222222222";

    private readonly AwsEnvironment _environment = new();
    private AwsLab _lab = null!;

    public async ValueTask InitializeAsync()
    {
        _lab = await AwsLab.OrganizationAsync(FakeAccounts.NoKey(First), FakeAccounts.NoKey(Second));
        _environment["AWS_ENDPOINT_URL"] = _lab.Aws.Url;
        _environment.Credentials = Keys("one", First);
        _environment.Config = $"""
            [profile two]
            region = eu-west-1
            role_arn = arn:aws:iam::{Second}:role/Auditor
            source_profile = one
            [profile bare]
            region = eu-west-1
            """;
    }

    public async ValueTask DisposeAsync()
    {
        _environment.Dispose();
        await _lab.DisposeAsync();
    }

    [Fact]
    public void Profiles_of_both_files_are_listed_and_checked()
    {
        var run = _lab.Session.Run("Get-CisAccount -ProfileName * | Test-CisRootAccessKey | ForEach-Object { \"$($_.SourceName) $($_.AccountId) $($_.Status)\" }");

        Assert.Equal([$"one {First} Pass", $"two {Second} Pass"], run.Texts.Sorted());
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void A_profile_that_is_missing_never_falls_through_to_the_environments_credentials()
    {
        var user = FakeCredential.UserOf(Second);
        _environment["AWS_ACCESS_KEY_ID"] = user.AccessKeyId;
        _environment["AWS_SECRET_ACCESS_KEY"] = user.SecretKey;

        var missing = _lab.Session.Run("Get-CisAccount -ProfileName missing");
        var own = _lab.Session.Run("Get-CisAccount");

        Assert.Equal(["ProfileNotFound"], missing.Ids());
        Assert.Equal([new CisAccount { Id = Second }], own.Accounts());
    }

    [Fact]
    public void The_profile_that_the_environment_names_is_the_callers_own()
    {
        _environment["AWS_PROFILE"] = "one";

        Assert.Equal([new CisAccount { Id = First, ProfileName = "one" }], _lab.Session.Run("Get-CisAccount").Accounts());
    }

    [Theory]
    [InlineData("aws", "eu-west-1", "us-east-1")]
    [InlineData("aws-cn", "cn-north-1", "cn-northwest-1")]
    [InlineData("aws-us-gov", "us-gov-east-1", "us-gov-west-1")]
    public async Task Organizations_is_signed_for_the_home_of_its_partition_at_an_endpoint_of_the_environment(string partition, string region, string home)
    {
        var administrator = FakeAccounts.Create(Second, FakeAccountKind.NoKey, partition);
        await using var aws = await FakeAws.StartAsync(
            new FakeAwsOptions { Accounts = [administrator], Organization = new FakeOrganization { ManagementAccountId = Second } },
            TestContext.Current.CancellationToken);
        _environment["AWS_ENDPOINT_URL"] = null;
        _environment["AWS_ENDPOINT_URL_ORGANIZATIONS"] = aws.Url;
        _environment["AWS_REGION"] = region;

        var run = _lab.Session.Run(
            "Get-CisAccount -Organization -AccessKey $args[0] -SecretKey $args[1]",
            administrator.UserCredential.AccessKeyId,
            administrator.UserCredential.SecretKey);

        Assert.Empty(run.Errors);
        Assert.Equal(home, Assert.Single(aws.Requests.Snapshot()).Region);
    }

    [Fact]
    public void No_credentials_are_an_account_without_an_id()
    {
        _environment["AWS_EC2_METADATA_DISABLED"] = "true";

        var run = _lab.Session.Run("Get-CisAccount");

        Assert.Equal(["NoCredentials"], run.Ids());
        Assert.Equal([$"NoCredentials,{CommandNames.Get}"], run.ErrorIds);
    }

    [Fact]
    public void The_number_of_attempts_that_the_environment_sets_is_kept_to()
    {
        _environment["AWS_MAX_ATTEMPTS"] = "1";
        _lab.Aws.Faults.Next("ListAccounts", FakeFault.Throttle);

        Assert.Equal(["Throttled"], _lab.Session.Run("Get-CisAccount -Organization @aws").Ids());
        Assert.Equal(1, _lab.Aws.Requests.CountOf("ListAccounts"));
    }

    private static string Keys(string name, string account)
        => $"[{name}]\naws_access_key_id = {FakeCredential.UserOf(account).AccessKeyId}\naws_secret_access_key = {FakeCredential.UserOf(account).SecretKey}\n";
}
