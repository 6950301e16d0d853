using System.Globalization;
using System.Reflection;

namespace RootKeyCompliance.Tests;

/// <summary>Importing, importing again and removing, and the assemblies that are loaded.</summary>
public sealed class ModuleImportTests
{
    private const string Id = "111122223333";

    /// <summary>Prints the names of the loaded assemblies of the module and of its libraries.</summary>
    private const string LoadedAssemblies =
        "[AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } "
        + "| Where-Object { $_ -match '^(RootKeyCompliance|AWSSDK|Sylvan|Npgsql|MailKit|MimeKit)' }";

    [Fact]
    public async Task Importing_twice_by_force_changes_nothing()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.OneActiveKey(Id));

        lab.Session.Run("Import-Module $args[0] -Force -ErrorAction Stop; Import-Module $args[0] -Force -ErrorAction Stop", Repository.Manifest).ThrowIfFailed();

        Assert.Equal(CisStatus.Fail, Assert.Single(lab.Session.Run("Test-CisRootAccessKey @aws").Findings).Status);
        Assert.Single(lab.Session.Run("Get-Module RootKeyCompliance").Output);
    }

    [Fact]
    public async Task Removing_and_importing_again_changes_nothing()
    {
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Id)] }, TestContext.Current.CancellationToken);

        // In a process of its own: the tests' own process finds the connectors with or without the module.
        var result = await ModuleProcess.RunAsync(
            $"$m = (Get-Module RootKeyCompliance).Path; {Check(aws.Url)}; Remove-Module RootKeyCompliance; Import-Module $m; {Check(aws.Url)}; "
            + $"Import-Module $m -Force; {Check(aws.Url)}; Remove-Module RootKeyCompliance; "
            + "[bool](Get-Command Test-CisRootAccessKey -ErrorAction Ignore)");

        Assert.Equal(["Fail", "Fail", "Fail", "False"], result.Lines);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Removal_before_the_first_use_leaves_no_hook()
    {
        var result = await ModuleProcess.RunAsync(
            "Remove-Module RootKeyCompliance; try { [Reflection.Assembly]::Load('RootKeyCompliance.Connectors') } catch { 'not found' }");

        Assert.Equal(["not found"], result.Lines);
    }

    [Fact]
    public async Task Two_sessions_at_once_do_not_disturb_each_other()
    {
        await using var one = await AwsLab.StartAsync(FakeAccounts.OneActiveKey(Id));
        await using var two = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));
        one.Aws.Faults.Next("GetAccountSummary", FakeFault.Stall);
        using var hanging = one.Session.Start("Test-CisRootAccessKey @aws");
        await one.Aws.Requests.WaitForRequestAsync("GetAccountSummary", TestContext.Current.CancellationToken);

        Assert.Equal(CisStatus.Pass, Assert.Single(two.Session.Run("Test-CisRootAccessKey @aws").Findings).Status);
        two.Session.Run("Remove-Module RootKeyCompliance").ThrowIfFailed();
        hanging.Stop();

        Assert.Equal(CisStatus.Fail, Assert.Single(one.Session.Run("Test-CisRootAccessKey @aws").Findings).Status);
    }

    [Fact]
    public async Task Import_and_reflection_do_not_load_the_connectors_assembly()
    {
        var result = await ModuleProcess.RunAsync(
            "$null = Get-Command -Module RootKeyCompliance | ForEach-Object { $_.Parameters.Count; $_.ParameterSets.Count; $_.OutputType; $_.Definition }; "
            + "$null = Get-Help Test-CisRootAccessKey; $null = [RootKeyCompliance.CisFinding].GetProperties(); $null = Get-CisPipeline; " + LoadedAssemblies);

        Assert.Equal(["RootKeyCompliance", "RootKeyCompliance.Core", "RootKeyCompliance.Shell"], result.Lines.Sorted());
    }

    [Fact]
    public async Task Reports_and_objects_need_no_AWS_SDK()
    {
        using var folder = new TemporaryFolder();
        folder.Write("r.csv", ReportCsv.Of(Id));

        var result = await ModuleProcess.RunAsync(
            "Test-CisRootAccessKey -ReportPath r.csv -Quiet; $f = @{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey; "
            + "$f | Send-CisNotification 6>$null; \"$($f.Status)\"; " + LoadedAssemblies,
            folder.Path);

        Assert.Equal(["True", "Pass"], result.Lines.Take(2).ToArray());
        Assert.Contains("Sylvan.Data.Csv", result.Lines, StringComparer.Ordinal);
        Assert.DoesNotContain(result.Lines, name => name.StartsWith("AWSSDK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Types_can_be_used_right_after_the_import()
    {
        var result = await ModuleProcess.RunAsync(
            "function f { param([RootKeyCompliance.CisFinding] $Finding) $Finding.Status } f (@{ AccountAccessKeysPresent = 1 } | Test-CisRootAccessKey); "
            + "[RootKeyCompliance.CisStatus]::Fail -is [enum]; [RootKeyCompliance.RootAccessKey].FullName");

        Assert.Equal(["Fail", "True", "RootKeyCompliance.RootAccessKey"], result.Lines);
    }

    [Fact]
    public void Manifest_and_assemblies_have_the_same_version()
    {
        using var session = ModuleSession.Open();

        var version = session.Run("(Get-Module RootKeyCompliance).Version").Output.Single().BaseObject.ToString();

        foreach (var file in new[] { "RootKeyCompliance.dll", "RootKeyCompliance.Core.dll", "connectors/RootKeyCompliance.Connectors.dll" })
        {
            Assert.Equal(version, AssemblyName.GetAssemblyName(Path.Combine(Repository.ModuleBin, file)).Version!.ToString(3));
        }
    }

    [Fact]
    public async Task Another_version_of_the_AWS_SDK_may_be_loaded_first()
    {
        await using var aws = await FakeAws.StartAsync(new FakeAwsOptions { Accounts = [FakeAccounts.OneActiveKey(Id)] }, TestContext.Current.CancellationToken);
        var foreign = ForeignSdk;
        Assert.True(File.Exists(foreign), $"The package was not restored: {foreign}");
        var user = FakeCredential.UserOf(Id);
        var place = $"-EndpointUrl {aws.Url} -Region us-east-1 -ErrorAction Stop";

        var result = await ModuleProcess.RunAsync(
            $"$null = [Reflection.Assembly]::LoadFrom('{foreign}'); "
            + $"$c = [Amazon.Runtime.BasicAWSCredentials]::new('{user.AccessKeyId}', '{user.SecretKey}'); "
            + $"(Test-CisRootAccessKey {place} -Credential $c).AccountId; "
            + $"$StoredAWSCredentials = $c; (Test-CisRootAccessKey {place}).AccountId; "
            + $"(Test-CisRootAccessKey {place} -AccessKey {user.AccessKeyId} -SecretKey {user.SecretKey}).AccountId; "
            + "[AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'AWSSDK.Core' } "
            + "| ForEach-Object { [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name }");

        Assert.Empty(result.Error);
        Assert.Equal([Id, Id, Id, "Default", "RootKeyCompliance.Connectors"], result.Lines);
        Assert.NotEqual(FileVersion(foreign), FileVersion(Path.Combine(Repository.ModuleBin, "connectors", "AWSSDK.Core.dll")), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Stored_object_that_is_not_a_credential_is_an_error()
    {
        await using var lab = await AwsLab.StartAsync(FakeAccounts.NoKey(Id));

        var run = lab.Session.With("StoredAWSCredentials", 7).Run("$aws.Remove('AccessKey'); $aws.Remove('SecretKey'); Test-CisRootAccessKey @aws");

        Assert.Equal((CisStatus.Error, "InvalidCredentialParameter"), (Assert.Single(run.Findings).Status, run.Findings[0].ErrorId));
        Assert.Empty(lab.Actions);
    }

    private static string ForeignSdk { get; } = typeof(ModuleImportTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ForeignAwsSdkCore").Value!;

    private static string? FileVersion(string path) => System.Diagnostics.FileVersionInfo.GetVersionInfo(path).FileVersion;

    private static string Check(string url)
    {
        var user = FakeCredential.UserOf(Id);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"$((Test-CisRootAccessKey -EndpointUrl {url} -Region us-east-1 -AccessKey {user.AccessKeyId} -SecretKey {user.SecretKey}).Status)\"");
    }
}
