#Requires -Version 7.4

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force

    $script:hidden = Hide-AwsEnvironment
    $script:aws = Open-FakeServer
}

AfterAll {
    Close-FakeServer $aws
    Restore-AwsEnvironment $hidden
}

Describe 'Test-CisRootAccessKey' {
    It 'is <Status> for an account of the kind <Kind>' -ForEach @(
        @{ Kind = 'no-key'; AccountId = '100000000001'; Status = 'Pass'; Severity = 'None'; Active = 0; Inactive = 0; ErrorId = $null }
        @{ Kind = 'one-active'; AccountId = '100000000002'; Status = 'Fail'; Severity = 'Critical'; Active = 1; Inactive = 0; ErrorId = $null }
        @{ Kind = 'one-inactive'; AccountId = '100000000003'; Status = 'Fail'; Severity = 'High'; Active = 0; Inactive = 1; ErrorId = $null }
        @{ Kind = 'two-active'; AccountId = '100000000004'; Status = 'Fail'; Severity = 'Critical'; Active = 2; Inactive = 0; ErrorId = $null }
        @{ Kind = 'one-each'; AccountId = '100000000005'; Status = 'Fail'; Severity = 'Critical'; Active = 1; Inactive = 1; ErrorId = $null }
        @{ Kind = 'suspended'; AccountId = '100000000006'; Status = 'Error'; Severity = 'Unknown'; ErrorId = 'InvalidCredentials' }
        @{ Kind = 'denied'; AccountId = '100000000007'; Status = 'Error'; Severity = 'Unknown'; ErrorId = 'AccessDenied' }
    ) {
        $key = Get-FakeAwsKey $AccountId
        $finding = Test-CisRootAccessKey @key -EndpointUrl $aws.Url -ErrorAction SilentlyContinue

        $finding | Should -HaveCount 1
        $finding.Status, $finding.Severity | Should -Be $Status, $Severity
        $finding.ActiveKeyCount, $finding.InactiveKeyCount | Should -Be $Active, $Inactive
        $finding.ErrorId | Should -Be $ErrorId
        $finding.Source | Should -Be 'Iam'
        if ($Status -ne 'Error') {
            $finding.AccountId | Should -Be $AccountId
        }
    }
}

Describe 'Test-CisRootAccessKey takes credentials from' {
    BeforeAll {
        if (-not ('RootKeyCompliance.StandIns.Credentials' -as [type])) {
            # Credentials of another copy of the AWS SDK, seen from outside, and the object in which AWS.Tools keeps them.
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

        $script:key = Get-FakeAwsKey 100000000005
        $script:standIn = [RootKeyCompliance.StandIns.Credentials]::new($key.AccessKey, $key.SecretKey)
    }

    It 'a profile' {
        $profiles = Join-Path $TestDrive 'profiles.ini'
        Set-Content -LiteralPath $profiles -Value '[audit]', "aws_access_key_id = $($key.AccessKey)", "aws_secret_access_key = $($key.SecretKey)", 'region = us-east-1'
        $finding = Test-CisRootAccessKey -ProfileName audit -ProfileLocation $profiles -EndpointUrl $aws.Url

        $finding.AccountId, $finding.SourceName | Should -Be '100000000005', 'audit'
    }

    It 'environment variables' {
        $env:AWS_ACCESS_KEY_ID = $key.AccessKey
        $env:AWS_SECRET_ACCESS_KEY = $key.SecretKey
        $env:AWS_ENDPOINT_URL = $aws.Url
        try {
            (Test-CisRootAccessKey).AccountId | Should -Be '100000000005'
        }
        finally {
            Remove-Item Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY, Env:AWS_ENDPOINT_URL
        }
    }

    It 'another AWS SDK, with -Credential' {
        (Test-CisRootAccessKey -Credential $standIn -EndpointUrl $aws.Url).AccountId | Should -Be '100000000005'
    }

    It '$StoredAWSCredentials, as Set-AWSCredential leaves it' {
        Set-Variable -Name StoredAWSCredentials -Value ([RootKeyCompliance.StandIns.PersistedCredentials]::new($standIn))
        Set-Variable -Name StoredAWSRegion -Value 'us-east-1'

        (Test-CisRootAccessKey -EndpointUrl $aws.Url).AccountId | Should -Be '100000000005'
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

    It 'by Stop(), as by Ctrl+C, in under a second, while a call hangs' {
        $shell = [powershell]::Create()
        $subscription = $null
        try {
            $null = $shell.AddScript({
                    param($Manifest, $Accounts, $Parameters)
                    Import-Module $Manifest
                    $Accounts | Test-CisRootAccessKey @Parameters
                }).AddArgument($manifest).AddArgument($accounts).AddArgument($key + @{ EndpointUrl = $slow.Url })
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
