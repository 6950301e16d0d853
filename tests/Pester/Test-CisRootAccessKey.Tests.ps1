#Requires -Version 7.4

BeforeAll {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"
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

    It 'takes the answer of the AWS CLI' {
        # A tool that this run requires is not skipped: without it the test fails.
        if ("$env:ROOTKEYCOMPLIANCE_REQUIRED_TOOLS" -notmatch '\baws\b' -and -not (Get-Command -Name aws -CommandType Application -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'the AWS CLI is not installed here'
        }

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
