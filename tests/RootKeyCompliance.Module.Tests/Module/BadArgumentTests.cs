namespace RootKeyCompliance.Tests;

/// <summary>Arguments that make no sense end a command before it sends a request, emits an object or writes a notification.</summary>
public sealed class BadArgumentTests(BadArgumentTests.Lab lab) : IClassFixture<BadArgumentTests.Lab>
{
    private const string Long = "1234567890123456789012345678901234567890123456789012345678901234";
    private const string Check = "Test-CisRootAccessKey @aws";
    private const string Account = "Get-CisAccount @aws";
    private const string Remove = "Remove-CisRootAccessKey @aws -Confirm:$false -AccountId";
    private const string Invoke = "Invoke-CisPipeline cis_v400_1_4";
    private const string Database = "Test-CisRootAccessKey -Database";

    private static readonly Dictionary<string, string> Commands = new(StringComparer.Ordinal)
    {
        ["Test"] = CommandNames.Test,
        ["Get"] = CommandNames.Get,
        ["Remove"] = CommandNames.Remove,
        ["Invoke"] = CommandNames.Invoke,
    };

    [Theory]
    [InlineData($"{Check} -ControlId cis_v400_9_9", "PipelineNotFound")]
    [InlineData($"{Check} -ControlId $null", "PipelineNotFound")]
    [InlineData($"{Check} -AccountId $null", "InvalidAccountId")]
    [InlineData($"{Check} -AccountId @()", "InvalidAccountId")]
    [InlineData($"{Check} -ThrottleLimit 0", "ParameterArgumentValidationError")]
    [InlineData($"{Check} -ProfileName ''", "ParameterEmpty")]
    [InlineData($"{Check} -Credential $null", "ParameterEmpty")]
    [InlineData($"{Check} -ProfileLocation $null", "ParameterEmpty")]
    [InlineData($"{Check} -Credential 'text'", "InvalidCredentialParameter")]
    [InlineData("Test-CisRootAccessKey -AccessKey $null -SecretKey $null", "ParameterEmpty")]
    [InlineData("Test-CisRootAccessKey -AccessKey '' -SecretKey ''", "ParameterEmpty")]
    [InlineData("Test-CisRootAccessKey -AccessKey test -SecretKey ([securestring]::new())", "ParameterEmpty")]
    [InlineData("Test-CisRootAccessKey -AccessKey ([securestring]::new()) -SecretKey test", "ParameterEmpty")]
    [InlineData("Test-CisRootAccessKey -AccessKey test -SecretKey @{ a = 'kingfisher7' }", "ParameterArgumentTransformationError")]
    [InlineData("Test-CisRootAccessKey -SessionToken $null", "ParameterEmpty")]
    [InlineData("Test-CisRootAccessKey -Region $null", "ParameterEmpty")]
    [InlineData("Test-CisRootAccessKey -EndpointUrl ''", "ParameterEmpty")]
    [InlineData("Test-CisRootAccessKey -Region nowhere", "InvalidRegion")]
    [InlineData("Test-CisRootAccessKey -EndpointUrl ftp://x", "InvalidEndpointUrl")]
    [InlineData("Test-CisRootAccessKey -AccessKey test", "InvalidCredentialParameter")]
    [InlineData("Test-CisRootAccessKey -SecretKey test", "InvalidCredentialParameter")]
    [InlineData("Test-CisRootAccessKey -SessionToken test", "InvalidCredentialParameter")]
    [InlineData("Test-CisRootAccessKey -ReportPath r.csv -ProfileName p", "ParameterConflict")]
    [InlineData("Test-CisRootAccessKey -ReportPath r.csv -Region us-east-1", "ParameterConflict")]
    [InlineData("Test-CisRootAccessKey -ReportPath r.csv -EndpointUrl http://127.0.0.1:1", "ParameterConflict")]
    [InlineData("Test-CisRootAccessKey -LiteralReportPath r.csv -AK test -SK test", "ParameterConflict")]
    [InlineData("Test-CisRootAccessKey -ReportPath r.csv -AccountId 111111111111", "AmbiguousParameterSet")]
    [InlineData("@{ AccountAccessKeysPresent = 0 } | Test-CisRootAccessKey -AccountId 111111111111, 222222222222", "ParameterConflict")]
    [InlineData($"{Check} -RoleName arn:aws:iam::222233334444:role/Auditor", "InvalidAccess")]
    [InlineData($"{Check} -RoleName 'Aud itor'", "InvalidAccess")]
    [InlineData($"'222233334444' | {Check} -RoleName 'Aud itor'", "InvalidAccess")]
    [InlineData($"{Check} -RoleName path/", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Prüfer", "InvalidAccess")]
    [InlineData($"{Check} -RoleName {Long}5", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Auditor -RoleSessionName x", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Auditor -RoleSessionName 'a b'", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Auditor -RoleSessionName {Long}5", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Auditor -RoleSessionName a/b", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Auditor -ExternalId x", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Auditor -ExternalId 'a b'", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Auditor -ExternalId \"ab`n\"", "InvalidAccess")]
    [InlineData($"{Check} -RoleName Auditor -ExternalId ('x' * 1225)", "InvalidAccess")]
    [InlineData($"{Check} -RoleName ''", "ParameterEmpty")]
    [InlineData($"{Check} -RoleName $null", "ParameterEmpty")]
    [InlineData($"{Check} -RoleName ' '", "ParameterEmpty")]
    [InlineData($"{Check} -RoleName Auditor -ExternalId $null", "ParameterEmpty")]
    [InlineData($"{Check} -RoleName Auditor -RoleSessionName ''", "ParameterEmpty")]
    [InlineData($"{Check} -CentralRootAccess -RoleName ''", "ParameterEmpty")]
    [InlineData($"{Check} -CentralRootAccess -RoleName Auditor", "ParameterConflict")]
    [InlineData($"'222233334444' | {Check} -CentralRootAccess -RoleName Auditor", "ParameterConflict")]
    [InlineData($"{Check} -CentralRootAccess -ExternalId abc", "ParameterConflict")]
    [InlineData($"{Check} -CentralRootAccess -RoleSessionName abc", "ParameterConflict")]
    [InlineData($"{Check} -ExternalId abc", "ParameterMissing")]
    [InlineData($"{Check} -RoleSessionName abc", "ParameterMissing")]
    [InlineData($"{Check} -RoleName Auditor -ReportPath x", "AmbiguousParameterSet")]
    [InlineData($"{Check} -CentralRootAccess -Database x", "AmbiguousParameterSet")]
    [InlineData($"{Database} prod", "ConnectionNotFound")]
    [InlineData($"{Database} ' '", "ParameterEmpty")]
    [InlineData($"{Database} ''", "ParameterArgumentValidationError")]
    [InlineData($"{Database} postgres://u:p%@h/d", "InvalidDatabase")]
    [InlineData($"{Database} env:RKC_NO_SUCH_VARIABLE", "SettingUnavailable")]
    [InlineData($"{Database} vault:secret", "SettingUnavailable")]
    [InlineData($"{Database} default -Region us-east-1", "ParameterConflict")]
    [InlineData($"{Database} default -ProfileName audit", "ParameterConflict")]
    [InlineData($"{Database} default -ReportPath x.csv", "AmbiguousParameterSet")]
    [InlineData($"{Database} default -AccountId 111122223333", "AmbiguousParameterSet")]
    [InlineData($"{Database} default -CommandTimeout -1", "ParameterArgumentValidationError")]
    [InlineData($"{Database} default -ThrottleLimit 4", "AmbiguousParameterSet")]
    [InlineData("Invoke-CisPipeline cis_v400_1_5 @aws", "PipelineNotFound")]
    [InlineData("Invoke-CisPipeline '' @aws", "ParameterArgumentValidationError")]
    [InlineData($"{Invoke} @aws -Notifier nobody", "NotifierNotFound")]
    [InlineData($"{Invoke} @aws -NotificationLevel loud", "CannotConvertArgumentNoMessage")]
    [InlineData($"{Invoke} -Region nowhere", "InvalidRegion")]
    [InlineData($"{Invoke} -AccessKey test", "InvalidCredentialParameter")]
    [InlineData($"{Invoke} -Database prod", "ConnectionNotFound")]
    [InlineData($"{Invoke} -CommandTimeout 5", "ParameterMissing")]
    [InlineData($"{Invoke} -CommandTimeout 5 -ProfileName audit", "ParameterMissing")]
    [InlineData($"{Invoke} -Database postgres://h:x/d", "InvalidDatabase")]
    [InlineData($"{Invoke} -Database default -AccessKey test -SecretKey test", "ParameterConflict")]
    [InlineData($"{Account} -Organization:$false", "ParameterEmpty")]
    [InlineData($"{Account} -Organization -OrganizationalUnitId r-fake", "AmbiguousParameterSet")]
    [InlineData("Get-CisAccount -Organization -Region nowhere", "InvalidRegion")]
    [InlineData($"{Account} -Organization -ProfileName ''", "ParameterEmpty")]
    [InlineData("Get-CisAccount -ProfileName ''", "ParameterEmpty")]
    [InlineData("Get-CisAccount -ProfileName $null", "ParameterEmpty")]
    [InlineData("Get-CisAccount -ProfileName '[a'", "InvalidWildcard")]
    [InlineData("Get-CisAccount -ProfileName dev -AccessKey a -SecretKey b", "ParameterConflict")]
    [InlineData("Get-CisAccount -ProfileName * -Credential ([pscustomobject]@{})", "InvalidCredentialParameter")]
    [InlineData($"{Account} -OrganizationalUnitId ou-fake", "InvalidOrganizationalUnitId")]
    [InlineData($"{Account} -OrganizationalUnitId OU-FAKE-WORKLOAD", "InvalidOrganizationalUnitId")]
    [InlineData($"{Account} -OrganizationalUnitId 222222222222", "InvalidOrganizationalUnitId")]
    [InlineData($"{Account} -OrganizationalUnitId ou-fake-workload, ''", "InvalidOrganizationalUnitId")]
    [InlineData($"{Account} -OrganizationalUnitId \"ou-fake-workload`n\"", "InvalidOrganizationalUnitId")]
    [InlineData($"{Account} -OrganizationalUnitId $null", "InvalidOrganizationalUnitId")]
    [InlineData($"{Account} ''", "InvalidOrganizationalUnitId")]
    [InlineData($"'ou-fake-workload', 'nonsense' | {Account}", "InvalidOrganizationalUnitId")]
    [InlineData($"'ou-fake-workload', '' | {Account}", "InvalidOrganizationalUnitId")]
    [InlineData($"'ou-fake-workload', $null | {Account}", "InvalidOrganizationalUnitId")]
    [InlineData($"{Remove} 222233334444, 222233335555 -AccountName one", "ParameterConflict")]
    [InlineData($"{Remove} 222233334444 -AccessKeyId nonsense", "InvalidAccessKeyId")]
    [InlineData($"{Remove} $null", "")]
    [InlineData($"{Remove} 222233334444 -AccessKeyId ''", "")]
    [InlineData($"{Remove} 222233334444 -UsedWithinDays 0", "ParameterArgumentValidationError")]
    public void Bad_arguments_end_the_command_before_it_does_anything(string script, string errorId)
    {
        var run = lab.Aws.Session.RunToFailure(script);

        var command = Commands.Single(command => script.Contains($"{command.Key}-Cis", StringComparison.Ordinal)).Value;
        Assert.StartsWith(errorId, run.FailureId, StringComparison.Ordinal);
        Assert.EndsWith($",{command}", run.FailureId, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(run.HostLines);
        Assert.Empty(lab.Aws.Actions);
        Assert.DoesNotContain("kingfisher7", run.Failure!.Message, StringComparison.Ordinal);
    }

    public sealed class Lab : IAsyncLifetime
    {
        internal AwsLab Aws { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Aws = await AwsLab.OrganizationAsync(FakeAccounts.NoKey("222233334444"));

        public ValueTask DisposeAsync() => Aws.DisposeAsync();
    }
}
