#Requires -Version 7.4

BeforeDiscovery {
    # What the fake AWS has one account of each, and what a check of it says.
    $script:kinds = @(
        @{ Kind = 'no-key'; AccountId = '100000000001'; Status = 'Pass'; Severity = 'None'; Active = 0; Inactive = 0; ErrorId = $null }
        @{ Kind = 'one-active'; AccountId = '100000000002'; Status = 'Fail'; Severity = 'Critical'; Active = 1; Inactive = 0; ErrorId = $null }
        @{ Kind = 'one-inactive'; AccountId = '100000000003'; Status = 'Fail'; Severity = 'High'; Active = 0; Inactive = 1; ErrorId = $null }
        @{ Kind = 'two-active'; AccountId = '100000000004'; Status = 'Fail'; Severity = 'Critical'; Active = 2; Inactive = 0; ErrorId = $null }
        @{ Kind = 'one-each'; AccountId = '100000000005'; Status = 'Fail'; Severity = 'Critical'; Active = 1; Inactive = 1; ErrorId = $null }
        @{ Kind = 'suspended'; AccountId = '100000000006'; Status = 'Error'; Severity = 'Unknown'; Active = $null; Inactive = $null; ErrorId = 'InvalidCredentials' }
        @{ Kind = 'denied'; AccountId = '100000000007'; Status = 'Error'; Severity = 'Unknown'; Active = $null; Inactive = $null; ErrorId = 'AccessDenied' }
        @{ Kind = 'role-denied'; AccountId = '100000000008'; Status = 'Fail'; Severity = 'Critical'; Active = 1; Inactive = 0; ErrorId = $null }
    )

    # A judge that this run requires is not skipped: without it the test fails.
    $mayMissAwsCli = $env:ROOTKEYCOMPLIANCE_REQUIRED_JUDGES -notmatch '\baws\b'
    $script:skipAwsCli = $mayMissAwsCli -and -not (Get-Command -Name aws -CommandType Application -ErrorAction Ignore)
    $script:awsCliTest = $skipAwsCli ? 'takes the answer of the AWS CLI (SKIPPED: the AWS CLI is not installed here)' : 'takes the answer of the AWS CLI'
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../RootKeyCompliance.psd1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force

    $script:hidden = Hide-AwsEnvironment
    $script:aws = Open-FakeServer
    $script:samples = (Resolve-Path "$PSScriptRoot/../../samples").ProviderPath
}

AfterAll {
    Close-FakeServer $aws
    Restore-AwsEnvironment $hidden
}

Describe 'Test-CisRootAccessKey with credential reports in files' {
    It 'gives one finding for each file that Get-ChildItem finds' {
        $findings = Get-ChildItem "$samples/*.csv" | Test-CisRootAccessKey -ErrorAction SilentlyContinue

        $findings | Should -HaveCount 5
        $findings | ForEach-Object { $_ | Should -BeOfType RootKeyCompliance.CisFinding }
        ($findings | Where-Object Status -EQ Fail).AccountId | Sort-Object | Should -Be '111122223333', '333344445555', '555566667777'
    }

    It 'judges <File>: <Status>, <Severity>' -ForEach @(
        @{ File = 'production.csv'; AccountId = '111122223333'; Status = 'Fail'; Severity = 'Critical'; Active = 1; Inactive = 0 }
        @{ File = 'sandbox.csv'; AccountId = '222233334444'; Status = 'Pass'; Severity = 'None'; Active = 0; Inactive = 0 }
        @{ File = 'legacy.csv'; AccountId = '333344445555'; Status = 'Fail'; Severity = 'High'; Active = 0; Inactive = 1 }
        @{ File = 'acquired.csv'; AccountId = '555566667777'; Status = 'Fail'; Severity = 'Critical'; Active = 1; Inactive = 1 }
        @{ File = 'archive.json'; AccountId = '666677778888'; Status = 'Pass'; Severity = 'None'; Active = 0; Inactive = 0 }
    ) {
        $finding = Test-CisRootAccessKey -ReportPath "$samples/$File"

        $finding.Status | Should -Be $Status
        $finding.Severity | Should -Be $Severity
        $finding.AccountId | Should -Be $AccountId
        $finding.ResourceId | Should -Be "arn:aws:iam::${AccountId}:root"
        $finding.ActiveKeyCount | Should -Be $Active
        $finding.InactiveKeyCount | Should -Be $Inactive
        $finding.AccessKeys | Should -HaveCount ($Active + $Inactive)
        $finding.Source | Should -Be 'CredentialReport'
        Split-Path -Path $finding.SourceName -Leaf | Should -Be $File
    }

    It 'follows the wildcards of -ReportPath' {
        (Test-CisRootAccessKey -ReportPath "$samples/[ps]*.csv").AccountId | Sort-Object | Should -Be '111122223333', '222233334444'
    }

    It 'takes -LiteralReportPath as it stands' {
        Copy-Item -LiteralPath "$samples/sandbox.csv" -Destination (Join-Path $TestDrive 'report[1].csv')

        (Test-CisRootAccessKey -LiteralReportPath (Join-Path $TestDrive 'report[1].csv')).Status | Should -Be 'Pass'
        (Get-Item -LiteralPath (Join-Path $TestDrive 'report[1].csv') | Test-CisRootAccessKey).Status | Should -Be 'Pass'
    }

    It 'takes relative paths and the paths of drives' {
        Copy-Item -LiteralPath "$samples/legacy.csv" -Destination $TestDrive
        Push-Location $TestDrive
        try {
            (Test-CisRootAccessKey -ReportPath legacy.csv).AccountId | Should -Be '333344445555'
        }
        finally {
            Pop-Location
        }

        (Test-CisRootAccessKey -ReportPath 'TestDrive:/legacy.csv').AccountId | Should -Be '333344445555'
    }

    It 'answers a damaged file with a finding and an error that do not stop the others' {
        $findings = Get-ChildItem "$samples/*.csv" | Test-CisRootAccessKey -ErrorAction SilentlyContinue -ErrorVariable failures

        $unseen = $findings | Where-Object Status -EQ Error
        $unseen.ErrorId | Should -Be 'ReportTruncated'
        $unseen.Severity | Should -Be 'Unknown'
        $unseen.AccessKeysPresent | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'ReportTruncated,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand'
        $failures[0].TargetObject | Should -Be $unseen.SourceName
    }

    It 'answers <What> with <ErrorId>' -ForEach @(
        @{ What = 'a pattern that matches nothing'; ErrorId = 'ReportNotFound'; Path = 'nowhere*.csv'; Content = $null }
        @{ What = 'a file that is not there'; ErrorId = 'ReportNotFound'; Path = 'nowhere.csv'; Content = $null }
        @{ What = 'a folder'; ErrorId = 'ReportNotReadable'; Path = '.'; Content = $null }
        @{ What = 'an empty file'; ErrorId = 'ReportEmpty'; Path = 'empty.csv'; Content = '' }
        @{ What = 'some other table'; ErrorId = 'ReportColumnsMissing'; Path = 'other.csv'; Content = "name,colour`nanna,red`n" }
        @{ What = 'some other JSON'; ErrorId = 'ReportJsonInvalid'; Path = 'other.json'; Content = '{ "Users": [] }' }
    ) {
        $file = Join-Path $TestDrive $Path
        if ($null -ne $Content) {
            Set-Content -LiteralPath $file -Value $Content -NoNewline
        }

        $finding = Test-CisRootAccessKey -ReportPath $file -ErrorAction SilentlyContinue
        $finding.Status | Should -Be 'Error'
        $finding.ErrorId | Should -Be $ErrorId
        { Test-CisRootAccessKey -ReportPath $file -ErrorAction Stop } |
            Should -Throw -ErrorId "$ErrorId,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand"
    }
}

Describe 'Test-CisRootAccessKey with piped objects' {
    It 'takes the rows of ConvertFrom-Csv' {
        $finding = Get-Content "$samples/acquired.csv" | ConvertFrom-Csv | Test-CisRootAccessKey

        $finding.AccountId | Should -Be '555566667777'
        $finding.ActiveKeyCount | Should -Be 1
        $finding.InactiveKeyCount | Should -Be 1
    }

    It 'takes the rows of Import-Csv, of several reports at once' {
        $findings = Import-Csv -Path "$samples/production.csv", "$samples/sandbox.csv" | Test-CisRootAccessKey

        $findings | Should -HaveCount 2
        $findings.Status | Should -Be 'Fail', 'Pass'
    }

    It 'answers for an account whose root row is not among the rows' {
        $finding = Import-Csv "$samples/production.csv" | Where-Object user -NE '<root_account>' |
            Test-CisRootAccessKey -ErrorAction SilentlyContinue -ErrorVariable failures

        $finding.Status | Should -Be 'Error'
        $finding.AccountId | Should -Be '111122223333'
        $failures.FullyQualifiedErrorId | Should -Be 'RootRowMissing,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand'
    }

    It 'takes the JSON of aws iam get-account-summary: AccountAccessKeysPresent <Flag> is <Status>' -ForEach @(
        @{ Flag = 0; Status = 'Pass'; Severity = 'None' }
        @{ Flag = 1; Status = 'Fail'; Severity = 'Critical' }
    ) {
        $json = '{ "SummaryMap": { "Users": 3, "AccountMFAEnabled": 1, "AccountAccessKeysPresent": %, "AccessKeysPerUserQuota": 2 } }' -replace '%', $Flag
        $finding = $json | ConvertFrom-Json | Test-CisRootAccessKey -AccountId 111122223333 -AccountName production

        $finding.Status | Should -Be $Status
        $finding.Severity | Should -Be $Severity
        $finding.AccountId | Should -Be '111122223333'
        $finding.AccountName | Should -Be 'production'
        $finding.AccessKeysPresent | Should -Be ($Flag -eq 1)
        $finding.RootMfaEnabled | Should -BeTrue
        $finding.Source | Should -Be 'AccountSummary'
    }

    It $awsCliTest -Skip:$skipAwsCli {
        $env:AWS_ACCESS_KEY_ID = 'AKIAUSER100000000002'
        $env:AWS_SECRET_ACCESS_KEY = 'fake-secret-of-AKIAUSER100000000002'
        try {
            $finding = aws --region us-east-1 --endpoint-url $aws.Url --output json iam get-account-summary | ConvertFrom-Json | Test-CisRootAccessKey
        }
        finally {
            Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY
        }

        $finding.Status | Should -Be 'Fail'
        $finding.Severity | Should -Be 'Critical'
        $finding.Source | Should -Be 'AccountSummary'
    }

    It 'takes the dictionary of Get-IAMAccountSummary' {
        $summary = [System.Collections.Generic.Dictionary[string, int]]::new()
        $summary['AccountMFAEnabled'] = 0
        $summary['AccountAccessKeysPresent'] = 1
        $finding = $summary | Test-CisRootAccessKey -AccountId 111122223333

        $finding.Status | Should -Be 'Fail'
        $finding.RootMfaEnabled | Should -BeFalse
        $finding.ActiveKeyCount | Should -BeNullOrEmpty -Because 'the flag does not tell active keys from inactive ones'
        $finding.Message | Should -Be 'Detected IAM <root_account> [111122223333] with access key(s).'
    }

    It 'never takes a summary without the flag for a pass' {
        $finding = @{ AccountMFAEnabled = 1 } | Test-CisRootAccessKey -ErrorAction SilentlyContinue

        $finding.Status | Should -Be 'Error'
        $finding.ErrorId | Should -Be 'EvidenceIncomplete'
    }

    It 'takes account ids and accounts, and skips an account whose state is <State>' -ForEach @(
        @{ State = 'SUSPENDED' }, @{ State = 'PENDING_CLOSURE' }, @{ State = 'PENDING_ACTIVATION' }, @{ State = 'CLOSED' }
    ) {
        $key = Get-FakeAwsKey 100000000001
        $findings = '100000000001', [pscustomobject]@{ Id = '444455556666'; Name = 'former'; State = $State } |
            Test-CisRootAccessKey @key -EndpointUrl $aws.Url | Sort-Object AccountId

        $findings.Status | Should -Be 'Pass', 'Skipped'
        $findings[1].AccountName | Should -Be 'former'
        $findings[1].AccountState | Should -Be $State
        $findings[1].Severity | Should -Be 'None'
    }

    It 'answers <What> with <ErrorId>' -ForEach @(
        @{ What = 'a number'; ErrorId = 'InvalidInputObject'; Thing = 3 }
        @{ What = 'a word'; ErrorId = 'InvalidInputObject'; Thing = 'production' }
        @{ What = 'an object of some other shape'; ErrorId = 'InvalidInputObject'; Thing = [pscustomobject]@{ Colour = 'red' } }
        @{ What = 'an account id that lost its leading zero'; ErrorId = 'InvalidAccountId'; Thing = [pscustomobject]@{ AccountId = 11122223333 } }
        @{ What = 'a summary whose flag is a word'; ErrorId = 'SummaryInvalid'; Thing = @{ AccountAccessKeysPresent = 'many' } }
    ) {
        ($Thing | Test-CisRootAccessKey -ErrorAction SilentlyContinue).Status | Should -Be 'Error'
        { $Thing | Test-CisRootAccessKey -ErrorAction Stop } |
            Should -Throw -ErrorId "$ErrorId,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand"
    }

    It 'has nothing to say to an empty pipeline, and does not check the caller instead' {
        @() | Test-CisRootAccessKey -EndpointUrl $aws.Url | Should -BeNullOrEmpty
    }
}

Describe 'Test-CisRootAccessKey with an account that has the keys: <Kind>' -ForEach $kinds {
    BeforeAll {
        if (-not ('RootKeyCompliance.StandIns.Credentials' -as [type])) {
            # What credentials of another copy of the AWS SDK look like from outside, and what AWS.Tools keeps them in.
            Add-Type -TypeDefinition @'
namespace RootKeyCompliance.StandIns;

public sealed record Keys(string AccessKey, string SecretKey, string Token);

public sealed class Credentials(string accessKey, string secretKey)
{
    public Keys GetCredentials() => new(accessKey, secretKey, null);
}

public sealed class PersistedCredentials(object credentials)
{
    internal object Credentials { get; } = credentials;
}
'@
        }

        $script:key = Get-FakeAwsKey $AccountId
        $script:standIn = [RootKeyCompliance.StandIns.Credentials]::new($key.AccessKey, $key.SecretKey)
        $script:profiles = Join-Path $TestDrive 'profiles.ini'
        Set-Content -LiteralPath $profiles -Value @(
            "[$Kind]"
            "aws_access_key_id = $($key.AccessKey)"
            "aws_secret_access_key = $($key.SecretKey)"
            'region = us-east-1'
        )

        function Assert-Finding([object[]] $Finding) {
            $Finding | Should -HaveCount 1
            $Finding.Status | Should -Be $Status
            $Finding.Severity | Should -Be $Severity
            $Finding.ActiveKeyCount | Should -Be $Active
            $Finding.InactiveKeyCount | Should -Be $Inactive
            $Finding.ErrorId | Should -Be $ErrorId
            $Finding.Source | Should -Be 'Iam'
            if ($Status -ne 'Error') {
                $Finding.AccountId | Should -Be $AccountId
            }
        }
    }

    It 'is <Status> with -AccessKey and -SecretKey' {
        Assert-Finding (Test-CisRootAccessKey @key -EndpointUrl $aws.Url -ErrorAction SilentlyContinue)
    }

    It 'is <Status> with -ProfileName and -ProfileLocation' {
        $finding = Test-CisRootAccessKey -ProfileName $Kind -ProfileLocation $profiles -EndpointUrl $aws.Url -ErrorAction SilentlyContinue

        Assert-Finding $finding
        $finding.SourceName | Should -Be $Kind
    }

    It 'is <Status> with environment variables' {
        $env:AWS_ACCESS_KEY_ID = $key.AccessKey
        $env:AWS_SECRET_ACCESS_KEY = $key.SecretKey
        $env:AWS_ENDPOINT_URL = $aws.Url
        try {
            Assert-Finding (Test-CisRootAccessKey -ErrorAction SilentlyContinue)
        }
        finally {
            Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY, Env:AWS_ENDPOINT_URL
        }
    }

    It 'is <Status> with -Credential of another AWS SDK' {
        Assert-Finding (Test-CisRootAccessKey -Credential $standIn -EndpointUrl $aws.Url -ErrorAction SilentlyContinue)
    }

    It 'is <Status> with $StoredAWSCredentials, as Set-AWSCredential leaves it' {
        Set-Variable -Name StoredAWSCredentials -Value ([RootKeyCompliance.StandIns.PersistedCredentials]::new($standIn))
        Set-Variable -Name StoredAWSRegion -Value 'us-east-1'

        Assert-Finding (Test-CisRootAccessKey -EndpointUrl $aws.Url -ErrorAction SilentlyContinue)
    }
}

Describe 'Test-CisRootAccessKey finds credentials' {
    BeforeAll {
        $script:profiles = Join-Path $TestDrive 'order.ini'
        Set-Content -LiteralPath $profiles -Value @(
            '[default]'
            'aws_access_key_id = AKIAUSER100000000001'
            'aws_secret_access_key = fake-secret-of-AKIAUSER100000000001'
            "endpoint_url = $($aws.Url)"
            '[manager]'
            'aws_access_key_id = test'
            'aws_secret_access_key = test'
            '[auditor]'
            'role_arn = arn:aws:iam::100000000002:role/Audit'
            'source_profile = manager'
            'region = us-east-1'
        )
    }

    It 'in -AccessKey before -ProfileName is asked' {
        $key = Get-FakeAwsKey 100000000005
        $finding = Test-CisRootAccessKey @key -ProfileName default -ProfileLocation $profiles -EndpointUrl $aws.Url

        $finding.AccountId | Should -Be '100000000005'
    }

    It 'in the default profile, whose endpoint_url counts' {
        (Test-CisRootAccessKey -ProfileLocation $profiles).AccountId | Should -Be '100000000001'
    }

    It 'in the role of a profile' {
        # The request that gets the credentials is the SDK's own: it goes where the environment says, not to -EndpointUrl.
        $env:AWS_ENDPOINT_URL = $aws.Url
        try {
            (Test-CisRootAccessKey -ProfileName auditor -ProfileLocation $profiles).AccountId | Should -Be '100000000002'
        }
        finally {
            Remove-Item Env:AWS_ENDPOINT_URL
        }
    }

    It 'and tells where, with -Debug' {
        $key = Get-FakeAwsKey 100000000001
        $lines = Test-CisRootAccessKey @key -EndpointUrl $aws.Url -Debug 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }

        # That no question whether to continue is asked is part of this test: nobody here answers it.
        "$lines" | Should -Match '-AccessKey and -SecretKey'
        "$lines" | Should -Not -Match ([regex]::Escape($key.SecretKey))
    }

    It 'or says that there are none' {
        $empty = New-Item -Path (Join-Path $TestDrive 'empty.ini') -ItemType File
        { Test-CisRootAccessKey -ProfileLocation $empty -ErrorAction Stop } |
            Should -Throw -ErrorId 'NoCredentials,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand'
    }

    It 'and does not go on looking when a profile that was named is missing' {
        $env:AWS_ACCESS_KEY_ID = 'AKIAUSER100000000001'
        $env:AWS_SECRET_ACCESS_KEY = 'fake-secret-of-AKIAUSER100000000001'
        try {
            $finding = Test-CisRootAccessKey -ProfileName nobody -ProfileLocation $profiles -EndpointUrl $aws.Url -ErrorAction SilentlyContinue -ErrorVariable failures
        }
        finally {
            Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY
        }

        $finding.Status | Should -Be 'Error'
        $failures.FullyQualifiedErrorId | Should -Be 'ProfileNotFound,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand'
    }
}

Describe 'Test-CisRootAccessKey refuses' {
    It '<What> with <ErrorId>, before anything is checked' -ForEach @(
        @{ What = '-AccessKey alone'; ErrorId = 'InvalidCredentialParameter'; Parameters = @{ AccessKey = 'test' } }
        @{ What = '-ProfileName of an empty variable'; ErrorId = 'ParameterEmpty'; Parameters = @{ ProfileName = '' } }
        @{ What = '-Credential of some other type'; ErrorId = 'InvalidCredentialParameter'; Parameters = @{ Credential = 'production' } }
        @{ What = 'a region that cannot be one'; ErrorId = 'InvalidRegion'; Parameters = @{ Region = 'no where' } }
        @{ What = 'an endpoint that cannot be one'; ErrorId = 'InvalidEndpointUrl'; Parameters = @{ EndpointUrl = 'ftp://127.0.0.1' } }
        @{ What = 'an unknown control'; ErrorId = 'PipelineNotFound'; Parameters = @{ ControlId = 'cis_v400_9_9' } }
        @{ What = '-Region beside -ReportPath'; ErrorId = 'ParameterConflict'; Parameters = @{ ReportPath = 'report.csv'; Region = 'us-east-1' } }
    ) {
        # No -ErrorAction: these end the command whatever it is.
        { Test-CisRootAccessKey @Parameters } | Should -Throw -ErrorId "$ErrorId,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand"
    }

    It 'a -ThrottleLimit of <_>' -ForEach 0, 1025 {
        { Test-CisRootAccessKey -ThrottleLimit $_ } |
            Should -Throw -ErrorId 'ParameterArgumentValidationError,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand'
    }
}

Describe 'Test-CisRootAccessKey reports trouble with an account' {
    It 'that the credentials do not belong to' {
        $key = Get-FakeAwsKey 100000000001
        $finding = Test-CisRootAccessKey -AccountId 100000000002 @key -EndpointUrl $aws.Url -ErrorAction SilentlyContinue -ErrorVariable failures

        $finding.Status | Should -Be 'Error'
        $finding.AccountId | Should -Be '100000000002'
        $failures.FullyQualifiedErrorId | Should -Be 'AccountMismatch,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand'
        $failures.CategoryInfo.Category | Should -Be 'PermissionDenied'
    }

    It 'that may not be looked at, with what to do about it' {
        $key = Get-FakeAwsKey 100000000007
        $Error.Clear()
        Test-CisRootAccessKey @key -EndpointUrl $aws.Url -ErrorAction SilentlyContinue | Out-Null

        $Error[0].FullyQualifiedErrorId | Should -Be 'AccessDenied,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand'
        $Error[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
        $Error[0].TargetObject | Should -Be '100000000007'
        $Error[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'when nothing listens at the endpoint' {
        $env:AWS_MAX_ATTEMPTS = '1'
        try {
            { Test-CisRootAccessKey -AccessKey test -SecretKey test -EndpointUrl 'http://127.0.0.1:1' -ErrorAction Stop } |
                Should -Throw -ErrorId 'EndpointUnreachable,RootKeyCompliance.Commands.TestCisRootAccessKeyCommand'
        }
        finally {
            Remove-Item Env:AWS_MAX_ATTEMPTS
        }
    }
}

Describe 'Test-CisRootAccessKey switches' {
    It '-Quiet gives one boolean per target: true only for Pass' {
        Test-CisRootAccessKey -ReportPath "$samples/sandbox.csv" -Quiet | Should -BeTrue
        Test-CisRootAccessKey -ReportPath "$samples/production.csv" -Quiet | Should -BeFalse
        Test-CisRootAccessKey -ReportPath "$samples/damaged.csv" -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
        Get-ChildItem "$samples/*.csv" | Test-CisRootAccessKey -Quiet -ErrorAction SilentlyContinue |
            Should -HaveCount 5
    }

    It '-AllowInactiveKey lets keys pass that are all inactive' {
        (Test-CisRootAccessKey -ReportPath "$samples/legacy.csv" -AllowInactiveKey).Status | Should -Be 'Pass'
        (Test-CisRootAccessKey -ReportPath "$samples/acquired.csv" -AllowInactiveKey).Status | Should -Be 'Fail'
    }

    It '-SkipKeyDetail leaves open which keys are active' {
        $key = Get-FakeAwsKey 100000000003
        $finding = Test-CisRootAccessKey @key -EndpointUrl $aws.Url -SkipKeyDetail

        $finding.Status | Should -Be 'Fail'
        $finding.Severity | Should -Be 'Critical'
        $finding.ActiveKeyCount | Should -BeNullOrEmpty
    }

    It '-ControlId settles number and title' {
        $finding = Test-CisRootAccessKey -ReportPath "$samples/sandbox.csv" -ControlId cis_v700_2_4

        $finding.ControlId | Should -Be 'cis_v700_2_4'
        $finding.Title | Should -BeLike '2.4 *'
        $finding.Benchmark | Should -BeLike '*7.0.0'
    }

    It '-AccountName names the account of the credentials' {
        $key = Get-FakeAwsKey 100000000001
        (Test-CisRootAccessKey -AccountName sandbox @key -EndpointUrl $aws.Url).AccountName | Should -Be 'sandbox'
    }
}

Describe 'Test-CisRootAccessKey can be stopped' {
    BeforeAll {
        $script:slow = Open-FakeServer -Option '--latency-ms', '60000'
        $script:key = Get-FakeAwsKey 100000000001

        # The first one hangs; the second one is answered without a request while the first one is under way.
        $script:accounts = '100000000001', [pscustomobject]@{ AccountId = '444455556666'; State = 'SUSPENDED' }

        # So that the time is that of stopping, not that of loading the AWS SDK.
        Test-CisRootAccessKey @key -EndpointUrl $aws.Url | Out-Null
    }

    AfterAll {
        Close-FakeServer $slow
    }

    It 'by Select-Object -First 1, in under a second, while a call hangs' {
        $elapsed = Measure-Command {
            $script:first = $accounts | Test-CisRootAccessKey @key -EndpointUrl $slow.Url | Select-Object -First 1
        }

        $first.Status | Should -Be 'Skipped'
        $elapsed.TotalSeconds | Should -BeLessThan 1
    }

    It 'by an exception downstream, in under a second, while a call hangs' {
        $elapsed = Measure-Command {
            { $accounts | Test-CisRootAccessKey @key -EndpointUrl $slow.Url | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        }

        $elapsed.TotalSeconds | Should -BeLessThan 1
    }

    It 'by Stop(), as by Ctrl+C, in under a second, while a call hangs' {
        $shell = [powershell]::Create()
        $subscription = $null
        try {
            $null = $shell.AddScript({
                    param($Manifest, $Accounts, $Parameters)
                    Import-Module $Manifest
                    $Accounts | Test-CisRootAccessKey @Parameters
                }).AddArgument((Get-Module RootKeyCompliance).Path).AddArgument($accounts).AddArgument($key + @{ EndpointUrl = $slow.Url })
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $subscription = Register-ObjectEvent -InputObject $output -EventName DataAdded -SourceIdentifier FirstFinding
            $null = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            Wait-Event -SourceIdentifier FirstFinding -Timeout 60 | Should -Not -BeNullOrEmpty

            (Measure-Command { $shell.Stop() }).TotalSeconds | Should -BeLessThan 1

            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $output.Status | Should -Be 'Skipped'
        }
        finally {
            if ($subscription) {
                Unregister-Event -SourceIdentifier FirstFinding
                Remove-Event -SourceIdentifier FirstFinding -ErrorAction Ignore
            }

            $shell.Dispose()
        }
    }
}

Describe 'What Test-CisRootAccessKey looks like' {
    BeforeAll {
        $script:findings = Get-ChildItem "$samples/*.csv" | Test-CisRootAccessKey -ErrorAction SilentlyContinue | Sort-Object AccountId
        $script:escape = [string][char]27
    }

    BeforeEach {
        $script:rendering = $PSStyle.OutputRendering
        $script:noColor = $env:NO_COLOR
        $env:NO_COLOR = $null
    }

    AfterEach {
        $PSStyle.OutputRendering = $rendering
        $env:NO_COLOR = $noColor
    }

    It 'is a table' {
        $PSStyle.OutputRendering = 'PlainText'

        ($findings | Out-String -Width 120).Trim() -split '\r?\n' | ForEach-Object TrimEnd | Should -Be @(
            'Status  Severity AccountId    Name                 Detail'
            '------  -------- ---------    ----                 ------'
            'Error   Unknown               damaged.csv          ReportTruncated'
            'Fail    Critical 111122223333 production.csv       1 active, 0 inactive'
            'Pass    None     222233334444 sandbox.csv          no key'
            'Fail    High     333344445555 legacy.csv           0 active, 1 inactive'
            'Fail    Critical 555566667777 acquired.csv         1 active, 1 inactive'
        )
    }

    It 'is a list of everything with Format-List' {
        $PSStyle.OutputRendering = 'PlainText'
        $list = $findings | Where-Object AccountId -EQ '111122223333' | Format-List | Out-String -Width 200

        $list | Should -Match '(?m)^Status +: Fail\r?$'
        $list | Should -Match '(?m)^Message +: Detected IAM <root_account> \[111122223333\] with 1 access key\(s\) \(1 active, 0 inactive\)\.\r?$'
        $list | Should -Match '(?m)^AccessKeys +: \{Active, last used 2026-11-20'
        $list | Should -Match '(?m)^CheckedAt +: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\r?$'
        [RootKeyCompliance.CisFinding].GetProperties().Name | Where-Object { $_ -ne 'Partition' } | ForEach-Object {
            $list | Should -Match "(?m)^$_ +: "
        }
    }

    It 'is its message as text' {
        "$($findings | Where-Object AccountId -EQ '222233334444')" | Should -Be 'Account 222233334444: no root access key.'
    }

    It 'has colours where they are wanted' {
        $PSStyle.OutputRendering = 'Ansi'

        $table = $findings | Out-String -Width 120
        $table | Should -Match ([regex]::Escape("$($PSStyle.Foreground.BrightRed)Fail$($PSStyle.Reset)"))
        $table | Should -Match ([regex]::Escape("$($PSStyle.Foreground.Green)Pass$($PSStyle.Reset)"))
        $table | Should -Match ([regex]::Escape("$($PSStyle.Foreground.BrightYellow)Error$($PSStyle.Reset)"))
    }

    It 'has no colours with PlainText' {
        $PSStyle.OutputRendering = 'PlainText'

        $findings | Out-String | Should -Not -Match $escape
        $findings | Format-List | Out-String | Should -Not -Match $escape
    }

    It 'has no colours of its own with NO_COLOR' {
        $PSStyle.OutputRendering = 'Ansi'
        $env:NO_COLOR = '1'

        $rows = ($findings | Out-String) -split '\r?\n' | Where-Object { $_ -match 'production|sandbox|damaged' }
        $rows | Should -HaveCount 3
        $rows | Should -Not -Match $escape
    }
}

Describe 'Test-CisRootAccessKey completes' {
    BeforeAll {
        $script:profiles = Join-Path $TestDrive 'completion.ini'
        Set-Content -LiteralPath $profiles -Value @(
            foreach ($name in 'audit', 'archive', 'production', 'old accounts') {
                "[$name]"
                'aws_access_key_id = test'
                'aws_secret_access_key = test'
            }
        )

        function Get-Completion([string] $Line) {
            (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText
        }
    }

    It '-ProfileName from the file of -ProfileLocation' {
        Get-Completion "Test-CisRootAccessKey -ProfileLocation '$profiles' -ProfileName a" | Should -Be 'archive', 'audit'
    }

    It '-ProfileName from the usual file, or the one that AWS_SHARED_CREDENTIALS_FILE names' {
        # In a process of its own: the SDK looks at that variable once.
        $manifest = (Get-Module RootKeyCompliance).Path
        $completed = Start-Job {
            $env:AWS_SHARED_CREDENTIALS_FILE = $using:profiles
            Import-Module $using:manifest
            $line = 'Test-CisRootAccessKey -ProfileName pro'
            (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText
        } | Receive-Job -Wait -AutoRemoveJob

        $completed | Should -Be 'production'
    }

    It '-ProfileName with quotes where they are needed' {
        Get-Completion "Test-CisRootAccessKey -ProfileLocation '$profiles' -ProfileName old" | Should -Be "'old accounts'"
        Get-Completion "Test-CisRootAccessKey -ProfileLocation '$profiles' -ProfileName 'old" | Should -Be "'old accounts'"
    }

    It '-Region' {
        Get-Completion 'Test-CisRootAccessKey -Region eu-central-' | Should -Be 'eu-central-1', 'eu-central-2'
        Get-Completion 'Test-CisRootAccessKey -Region us-gov-' | Should -Contain 'us-gov-west-1'
    }

    It '-ControlId' {
        Get-Completion 'Test-CisRootAccessKey -ControlId cis_v4' | Should -Be 'cis_v400_1_4'
        Get-Completion 'Test-CisRootAccessKey -ControlId ' | Should -HaveCount 10
    }
}
