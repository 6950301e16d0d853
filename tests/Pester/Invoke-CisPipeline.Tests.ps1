#Requires -Version 7.4

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"

    # Not the configuration of whoever runs the tests.
    $env:ROOTKEYCOMPLIANCE_CONFIG = Join-Path ([System.IO.Path]::GetTempPath()) "rootkeycompliance-$(New-Guid)/config.json"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force

    $script:hidden = Hide-AwsEnvironment
    $script:aws = Open-FakeServer
    $script:header = "1.4 Ensure no 'root' user account access key exists"

    # The parameters of a user of one of the fake accounts.
    function Get-Caller([string] $AccountId) {
        (Get-FakeAwsKey $AccountId) + @{ EndpointUrl = $aws.Url }
    }
}

AfterAll {
    Close-FakeServer $aws
    Restore-AwsEnvironment $hidden
}

Describe 'Invoke-CisPipeline' {
    It 'detects, then notifies, as flowpipe pipeline run does: <Name>' -ForEach @(
        @{ Name = 'aws_cis.pipeline.cis_v400_1_4' }, @{ Name = 'cis_v400_1_4' }
    ) {
        $caller = Get-Caller 100000000005

        Invoke-CisPipeline $Name @caller 6>&1 | ForEach-Object ToString | Should -Be @(
            $header
            'Detected 1 IAM root user(s) with access keys.'
            'Detected IAM <root_account> [100000000005] with 2 access key(s) (1 active, 1 inactive).'
        )
    }

    It 'says as much as -NotificationLevel <Level> asks for' -ForEach @(
        @{ Level = 'info'; Lines = @('Detected 0 IAM root user(s) with access keys.') }
        @{ Level = 'verbose'; Lines = @('Detected 0 IAM root user(s) with access keys.', 'Account 100000000001: no root access key.') }
    ) {
        $caller = Get-Caller 100000000001

        Invoke-CisPipeline cis_v400_1_4 @caller -NotificationLevel $Level 6>&1 | ForEach-Object ToString | Should -Be (@($header) + $Lines)
    }

    It 'says nothing at level error when the account could be checked' {
        $caller = Get-Caller 100000000002

        Invoke-CisPipeline cis_v400_1_4 @caller -NotificationLevel error 6>&1 | Should -BeNullOrEmpty
    }

    It 'runs another version of the recommendation' {
        $caller = Get-Caller 100000000001

        (Invoke-CisPipeline cis_v700_2_4 @caller 6>&1)[0].ToString() | Should -BeLike '2.4 *'
    }

    It 'takes an AWS profile' {
        $profiles = Join-Path $TestDrive 'profiles.ini'
        Set-Content -LiteralPath $profiles -Value '[audit]', 'aws_access_key_id = test', 'aws_secret_access_key = test', "endpoint_url = $($aws.Url)"
        $finding = Invoke-CisPipeline cis_v400_1_4 -ProfileName audit -ProfileLocation $profiles -PassThru 6> $null

        $finding.AccountId | Should -Be '123456789012'
        $finding.SourceName | Should -Be 'audit'
    }

    It 'emits nothing without -PassThru, and the finding with it' {
        $caller = Get-Caller 100000000003

        Invoke-CisPipeline cis_v400_1_4 @caller 6> $null | Should -BeNullOrEmpty
        $finding = Invoke-CisPipeline cis_v400_1_4 @caller -PassThru 6> $null
        $finding | Should -BeOfType RootKeyCompliance.CisFinding
        $finding.Severity | Should -Be 'High'
    }

    It 'checks and sends nothing with -WhatIf' {
        $caller = Get-Caller 100000000002
        $finding = Invoke-CisPipeline cis_v400_1_4 @caller -PassThru -WhatIf -InformationVariable lines 6> $null

        $finding.Status | Should -Be 'Fail'
        $lines | Should -BeNullOrEmpty
    }

    It 'can be part of a bigger pipeline' {
        function Test-EveryAccount {
            '100000000001', '100000000002', '100000000004' | ForEach-Object {
                $caller = Get-Caller $_
                Invoke-CisPipeline cis_v400_1_4 @caller -PassThru 6> $null
            }
        }

        (Test-EveryAccount | Where-Object Status -EQ Fail).AccountId | Should -Be '100000000002', '100000000004'
    }
}

Describe 'Invoke-CisPipeline reports' {
    It 'an account that could not be checked: in the notification, as a finding and as an error' {
        $caller = Get-Caller 100000000007
        $finding = Invoke-CisPipeline cis_v400_1_4 @caller -NotificationLevel error -PassThru `
            -ErrorAction SilentlyContinue -ErrorVariable failures -InformationVariable lines 6> $null

        $lines | Should -HaveCount 2
        "$($lines[0])" | Should -Be $header
        "$($lines[1])" | Should -BeLike 'Could not check account 100000000007: *'
        $finding.Status | Should -Be 'Error'
        $failures.FullyQualifiedErrorId | Should -Be 'AccessDenied,RootKeyCompliance.Commands.InvokeCisPipelineCommand'
        $failures.TargetObject | Should -Be '100000000007'
    }

    It '<What> with <ErrorId>, and sends nothing' -ForEach @(
        @{ What = 'an unknown pipeline'; ErrorId = 'PipelineNotFound'; Parameters = @{ Name = 'cis_v400_9_9' } }
        @{ What = 'an unknown notifier'; ErrorId = 'NotifierNotFound'; Parameters = @{ Name = 'cis_v400_1_4'; Notifier = 'nobody' } }
        @{ What = '-AccessKey alone'; ErrorId = 'InvalidCredentialParameter'; Parameters = @{ Name = 'cis_v400_1_4'; AccessKey = 'test' } }
        @{ What = 'a region that cannot be one'; ErrorId = 'InvalidRegion'; Parameters = @{ Name = 'cis_v400_1_4'; Region = 'no where' } }
        @{ What = 'an endpoint that cannot be one'; ErrorId = 'InvalidEndpointUrl'; Parameters = @{ Name = 'cis_v400_1_4'; EndpointUrl = 'nowhere' } }
    ) {
        { Invoke-CisPipeline @Parameters -InformationVariable script:lines } |
            Should -Throw -ErrorId "$ErrorId,RootKeyCompliance.Commands.InvokeCisPipelineCommand"
        $script:lines | Should -BeNullOrEmpty
    }
}
