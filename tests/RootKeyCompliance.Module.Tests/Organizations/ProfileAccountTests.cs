namespace RootKeyCompliance.Tests;

/// <summary>Get-CisAccount by profiles: each is the account that it leads to, and is checked with its own credentials.</summary>
public sealed class ProfileAccountTests : IAsyncLifetime
{
    private const string First = "111111111111";
    private const string Second = "222222222222";
    private const string Third = "333333333333";

    private readonly TemporaryFolder _folder = new();
    private AwsLab _lab = null!;

    public async ValueTask InitializeAsync()
    {
        _lab = await AwsLab.StartAsync(
            new FakeAwsOptions { Accounts = [FakeAccounts.NoKey(First), FakeAccounts.OneActiveKey(Second), FakeAccounts.NoKey(Third)] },
            FakeCredential.UserOf(Third));
        var file = _folder.Write(
            "profiles",
            $"""
            {Profile("prod-a", First)}
            {Profile("prod-b", Second)}
            {Profile("dev", Third)}
            {Profile("wrong", First).Replace("fake-secret", "no-secret", StringComparison.Ordinal)}
            [lost]
            role_arn = arn:aws:iam::{First}:role/Auditor
            source_profile = nowhere
            [half]
            aws_access_key_id = AKIAHALFAKEY
            [rootless]
            role_arn = arn:aws:iam::{First}:role/Auditor
            [region-only]
            region = eu-central-1

            """);
        _lab.Session.With("at", new System.Collections.Hashtable(StringComparer.OrdinalIgnoreCase)
        {
            ["ProfileLocation"] = file,
            ["EndpointUrl"] = _lab.Aws.Url,
            ["Region"] = ModuleSession.RegionOfTests,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _lab.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("prod-*", "prod-a (111111111111)", "prod-b (222222222222)")]
    [InlineData("PROD-?", "prod-a (111111111111)", "prod-b (222222222222)")]
    [InlineData("prod-[ab]", "prod-a (111111111111)", "prod-b (222222222222)")]
    [InlineData("dev", "dev (333333333333)")]
    [InlineData("nothing-*")]
    public void A_name_or_a_pattern_gives_each_profile_that_matches(string name, params string[] accounts)
    {
        var run = _lab.Session.Run("Get-CisAccount @at -ProfileName $args[0]", name);

        Assert.Equal(accounts, run.Accounts().Select(account => $"{account}").Sorted());
        Assert.Equal([.. Enumerable.Repeat("GetCallerIdentity", accounts.Length)], _lab.Actions.ToArray());
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("missing", "ProfileNotFound")]
    [InlineData("lost", "ProfileUnusable")]
    [InlineData("half", "ProfileUnusable")]
    [InlineData("rootless", "ProfileUnusable")]
    [InlineData("region-only", "ProfileUnusable")]
    [InlineData("wrong", "InvalidCredentials")]
    public void An_unusable_profile_is_an_account_without_an_id(string profile, string errorId)
    {
        var run = _lab.Session.Run("Get-CisAccount @at -ProfileName $args[0]", profile);

        var account = Assert.Single(run.Accounts());
        Assert.Equal((null, profile, errorId), (account.Id, account.ProfileName, account.ErrorId));
        var error = Assert.Single(run.Errors);
        Assert.Equal($"{errorId},{CommandNames.Get}", error.FullyQualifiedErrorId);
        Assert.Equal(account, error.TargetObject);
    }

    [Fact]
    public void A_pattern_gives_profiles_that_fail_and_leaves_out_those_without_credentials()
    {
        var run = _lab.Session.Run("Get-CisAccount @at -ProfileName * | ForEach-Object { \"$($_.ProfileName) $($_.Id)$($_.ErrorId)\" }");

        Assert.Equal(
            [$"dev {Third}", "lost ProfileUnusable", $"prod-a {First}", $"prod-b {Second}", "wrong InvalidCredentials"], run.Texts.Sorted());
        Assert.Equal(2, run.Errors.Count);
    }

    [Fact]
    public void Each_is_checked_with_its_own_credentials()
    {
        var run = _lab.Session.Run("Get-CisAccount @at -ProfileName * -ErrorAction Ignore | Test-CisRootAccessKey @at");

        Assert.Equal([$"{First} Pass", $"{Second} Fail", $"{Third} Pass", "Error InvalidCredentials", "Error ProfileUnusable"], run.Verdicts());
        Assert.Equal(["dev", "lost", "prod-a", "prod-b", "wrong"], run.Findings.Select(finding => finding.SourceName!).Sorted());
        Assert.Equal(
            [FakeCredential.UserOf(First).AccessKeyId, FakeCredential.UserOf(Second).AccessKeyId, FakeCredential.UserOf(Third).AccessKeyId],
            _lab.Aws.Requests.Of("GetAccountSummary").Select(request => request.AccessKeyId).Sorted());
        Assert.Equal(0, _lab.Aws.Requests.CountOf("AssumeRole"));
    }

    [Fact]
    public void A_deserialized_account_is_checked_with_its_profile()
    {
        var run = _lab.Session.Run(
            "Get-CisAccount @at -ProfileName prod-b | ForEach-Object { "
            + "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } | Test-CisRootAccessKey @at");

        Assert.Equal([$"{Second} Fail"], run.Verdicts());
        Assert.Equal("prod-b", run.Findings[0].SourceName);
    }

    [Theory]
    [InlineData("@at -ProfileName dev")]
    [InlineData("@aws")]
    public void Credentials_of_the_check_itself_overrule_those_of_the_accounts(string credentials)
    {
        var refused = _lab.Session.Run($"Get-CisAccount @at -ProfileName prod-* | Test-CisRootAccessKey {credentials}");
        var entered = _lab.Session.Run($"Get-CisAccount @at -ProfileName prod-* | Test-CisRootAccessKey {credentials} -RoleName Auditor -SkipKeyDetail");

        Assert.Equal([$"{First} Error AccountMismatch", $"{Second} Error AccountMismatch"], refused.Verdicts());
        Assert.Equal([$"{First} Pass", $"{Second} Fail"], entered.Verdicts());
        Assert.All(_lab.Aws.Requests.Of("AssumeRole"), request => Assert.Equal(FakeCredential.UserOf(Third).AccessKeyId, request.AccessKeyId));
    }

    private static string Profile(string name, string account)
        => $"[{name}]\naws_access_key_id = {FakeCredential.UserOf(account).AccessKeyId}\naws_secret_access_key = {FakeCredential.UserOf(account).SecretKey}\n";
}
