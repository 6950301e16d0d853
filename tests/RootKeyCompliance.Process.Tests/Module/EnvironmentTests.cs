
namespace RootKeyCompliance.Tests;

/// <summary>Settings from the environment, in child processes: a variable of this process would change all other tests.</summary>
public sealed class EnvironmentTests
{
    private const string Id = "111122223333";
    private const string Check =
        "Test-CisRootAccessKey -Debug -ErrorAction SilentlyContinue 5>&1 | "
        + "ForEach-Object { if ($_ -is [RootKeyCompliance.CisFinding]) { \"$($_.Status) $($_.AccountId)$($_.ErrorId)\" } else { \"$_\" } }";

    [Fact]
    public async Task Variables_give_credentials_region_and_endpoint()
    {
        await using var aws = await StartAsync(FakeAccounts.OneActiveKey(Id));
        var user = FakeCredential.UserOf(Id);

        var result = await ModuleProcess.RunAsync(
            Check, ("AWS_ACCESS_KEY_ID", user.AccessKeyId), ("AWS_SECRET_ACCESS_KEY", user.SecretKey), ("AWS_REGION", "eu-west-1"), ("AWS_ENDPOINT_URL", aws.Url));

        Assert.Equal($"Fail {Id}", result.Lines[^1]);
        Assert.Contains("Credentials come from environment variables.", result.Lines, StringComparer.Ordinal);
        Assert.Contains("Region eu-west-1 comes from AWS_REGION.", result.Lines, StringComparer.Ordinal);
        Assert.Equal("eu-west-1", aws.Requests.Of("GetCallerIdentity").Single().Region);
        Assert.DoesNotContain(user.SecretKey, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_service_may_have_an_endpoint_of_its_own()
    {
        await using var iam = await StartAsync(FakeAccounts.NoKey(Id));
        await using var sts = await StartAsync(FakeAccounts.NoKey(Id));
        var user = FakeCredential.UserOf(Id);

        var result = await ModuleProcess.RunAsync(
            Check,
            ("AWS_ACCESS_KEY_ID", user.AccessKeyId),
            ("AWS_SECRET_ACCESS_KEY", user.SecretKey),
            ("AWS_ENDPOINT_URL_IAM", iam.Url),
            ("AWS_ENDPOINT_URL_STS", sts.Url));

        Assert.Equal($"Pass {Id}", result.Lines[^1]);
        Assert.Equal(["GetAccountSummary"], iam.Requests.Snapshot().Select(request => request.Action).ToArray());
        Assert.Equal(["GetCallerIdentity"], sts.Requests.Snapshot().Select(request => request.Action).ToArray());
    }

    [Fact]
    public async Task A_named_profile_that_is_missing_never_falls_through_to_other_credentials()
    {
        await using var aws = await StartAsync(FakeAccounts.NoKey(Id));
        var user = FakeCredential.UserOf(Id);

        var result = await ModuleProcess.RunAsync(
            $"& {{ $PSDefaultParameterValues = @{{ '*:ProfileName' = 'missing' }}; {Check} }}; & {{ $StoredAWSCredentials = 'missing'; {Check} }}",
            ("AWS_ACCESS_KEY_ID", user.AccessKeyId), ("AWS_SECRET_ACCESS_KEY", user.SecretKey), ("AWS_ENDPOINT_URL", aws.Url));

        Assert.Equal(["Error ProfileNotFound", "Error ProfileNotFound"], result.Lines.Where(line => line.StartsWith("Error ", StringComparison.Ordinal)).ToArray());
        Assert.Equal(0, aws.Requests.Count);
    }

    [Fact]
    public async Task No_switch_makes_a_runbook_wait_for_an_answer()
    {
        var account = FakeAccounts.OneActiveKey(Id);
        account.Report = FakeReportBehaviour.Denied;
        await using var aws = await StartAsync(account);
        string[] switches = ["-Debug", "-Debug -Verbose", "-Debug -WarningAction Continue", "-Verbose"];

        var result = await ModuleProcess.RunAsync(string.Concat(switches.Select(each =>
            $"Test-CisRootAccessKey -EndpointUrl {aws.Url} -Region us-east-1 {each} -Quiet "
            + $"-AccessKey {account.UserCredential.AccessKeyId} -SecretKey {account.UserCredential.SecretKey}; ")));

        Assert.Empty(result.Error);
        Assert.Equal(switches.Length, result.Lines.Count(line => line == "False"));
        var warning = $"Account {Id} has a root access key";
        Assert.Equal(
            ["DEBUG: Warning: ", "DEBUG: Warning: ", "WARNING: ", "WARNING: "],
            result.Lines.Where(line => line.Contains(warning, StringComparison.Ordinal)).Select(line => line.Split(warning)[0]).ToArray());
    }

    [Fact]
    public async Task The_profile_files_are_those_that_the_variables_name_now()
    {
        const string Other = "444455556666";
        await using var aws = await StartAsync(FakeAccounts.NoKey(Id), FakeAccounts.NoKey(Other));
        using var folder = new TemporaryFolder();
        foreach (var id in new[] { Id, Other })
        {
            var user = FakeCredential.UserOf(id);
            folder.Write(id, $"[audit]\naws_access_key_id={user.AccessKeyId}\naws_secret_access_key={user.SecretKey}\n");
        }

        var result = await ModuleProcess.RunAsync(
            $"foreach ($file in '{Id}', '{Other}', 'missing') {{ $env:AWS_SHARED_CREDENTIALS_FILE = '{folder.Path}/' + $file; "
            + Check.Replace("-Debug", "-ProfileName audit", StringComparison.Ordinal) + " }", ("AWS_ENDPOINT_URL", aws.Url));

        Assert.Equal([$"Pass {Id}", $"Pass {Other}", "Error ProfileNotFound"], result.Lines);
    }

    [Fact]
    public async Task Credentials_of_a_PowerShell_class_are_asked_where_they_live()
    {
        await using var aws = await StartAsync(FakeAccounts.NoKey(Id));
        var user = FakeCredential.UserOf(Id);

        var result = await ModuleProcess.RunAsync(
            "class Keys { [string] $AccessKey; [string] $SecretKey; [string] $Token }; "
            + $"class Vault {{ [Keys] GetCredentials() {{ return [Keys] @{{ AccessKey = '{user.AccessKeyId}'; SecretKey = '{user.SecretKey}' }} }} }}; "
            + Check.Replace("-Debug", "-Credential ([Vault]::new())", StringComparison.Ordinal), ("AWS_ENDPOINT_URL", aws.Url));

        Assert.Equal([$"Pass {Id}"], result.Lines);
    }

    [Fact]
    public async Task No_credentials_are_an_error_finding() => Assert.Equal("Error NoCredentials", (await ModuleProcess.RunAsync(Check)).Lines[^1]);

    private static Task<FakeAws> StartAsync(params FakeAccount[] accounts)
        => FakeAws.StartAsync(new FakeAwsOptions { Accounts = accounts }, TestContext.Current.CancellationToken);
}
