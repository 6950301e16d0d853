#Requires -Version 7.4

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"

    # Not the configuration of whoever runs the tests.
    $env:ROOTKEYCOMPLIANCE_CONFIG = Join-Path ([System.IO.Path]::GetTempPath()) "rootkeycompliance-$(New-Guid)/config.json"

    $script:samples = (Resolve-Path "$PSScriptRoot/../../samples").ProviderPath
    $script:findings = @(
        'production', 'sandbox', 'legacy', 'acquired', 'damaged' |
            ForEach-Object { Test-CisRootAccessKey -ReportPath "$samples/$_.csv" -ErrorAction SilentlyContinue }
        [pscustomobject]@{ AccountId = '444455556666'; Name = 'former'; State = 'SUSPENDED' } | Test-CisRootAccessKey
    )

    # The lines as the host shows them.
    $script:header = "1.4 Ensure no 'root' user account access key exists"
    $script:count = 'Detected 3 IAM root user(s) with access keys.'
    $script:failures = @(
        'Detected IAM <root_account> [111122223333] with 1 access key(s) (1 active, 0 inactive).'
        'Detected IAM <root_account> [333344445555] with 1 access key(s) (0 active, 1 inactive).'
        'Detected IAM <root_account> [555566667777] with 2 access key(s) (1 active, 1 inactive).'
    )
    $script:trouble = "Could not check credential report '$($findings[4].SourceName)': the credential report is cut off in the root user's row."
    $script:rest = @(
        'Account 222233334444: no root access key.'
        'Account 444455556666 (former): not checked, the account is SUSPENDED.'
    )

    # Sends what is piped into it, with the given parameters, and takes the lines off the information stream.
    function Get-SentLine([hashtable] $Parameter = @{}) {
        $input | Send-CisNotification @Parameter 6>&1 |
            Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object ToString
    }
}

Describe 'Send-CisNotification' {
    It 'tells about the failures of files in one line of PowerShell' {
        $lines = Get-ChildItem "$samples/*.csv" | Test-CisRootAccessKey -ErrorAction SilentlyContinue | Where-Object Status -EQ Fail |
            Sort-Object AccountId | Send-CisNotification 6>&1 | ForEach-Object ToString

        $lines | Should -Be (@($header, $count) + $failures)
    }

    It 'says at level info: header, count, failures, errors' {
        $findings | Get-SentLine | Should -Be (@($header, $count) + $failures + $trouble)
        $findings | Get-SentLine -Parameter @{ NotificationLevel = 'info' } | Should -Be (@($header, $count) + $failures + $trouble)
    }

    It 'says at level verbose: everything' {
        $findings | Get-SentLine -Parameter @{ NotificationLevel = 'verbose' } |
            Should -Be (@($header, $count) + $failures + $trouble + $rest)
    }

    It 'says at level error: what could not be checked' {
        $findings | Get-SentLine -Parameter @{ NotificationLevel = 'error' } | Should -Be @($header, $trouble)
    }

    It 'says nothing at level error when everything could be checked' {
        $findings | Where-Object Status -NE Error | Get-SentLine -Parameter @{ NotificationLevel = 'error' } | Should -BeNullOrEmpty
    }

    It 'says that nothing was detected, at level info' {
        $findings[1] | Get-SentLine | Should -Be @($header, 'Detected 0 IAM root user(s) with access keys.')
    }

    It 'sends nothing without findings' {
        @() | Get-SentLine | Should -BeNullOrEmpty
    }

    It 'sends one digest per control' {
        $older = Test-CisRootAccessKey -ReportPath "$samples/production.csv" -ControlId cis_v120_1_12

        $older, $findings[0] | Get-SentLine | Should -Be @(
            "1.12 Ensure no 'root' user account access key exists"
            'Detected 1 IAM root user(s) with access keys.'
            $failures[0]
            $header
            'Detected 1 IAM root user(s) with access keys.'
            $failures[0]
        )
    }

    It 'writes lines that -InformationVariable takes and the host shows' {
        $findings[0] | Send-CisNotification -InformationVariable lines 6> $null

        $lines | Should -HaveCount 3
        $lines[0].Tags | Should -Contain 'PSHOST'
        $lines[0].MessageData | Should -BeOfType System.Management.Automation.HostInformationMessage
    }

    It 'emits nothing' {
        $findings | Send-CisNotification 6> $null | Should -BeNullOrEmpty
    }

    It 'emits the findings with -PassThru, for the next command' {
        $passed = $findings | Send-CisNotification -PassThru 6> $null

        $passed | Should -HaveCount 6
        foreach ($index in 0..5) {
            [object]::ReferenceEquals($passed[$index], $findings[$index]) | Should -BeTrue
        }
    }

    It 'has told everybody before Select-Object -First 1 downstream has had enough' {
        $findings[0..2] | Send-CisNotification -PassThru -InformationVariable lines 6> $null | Select-Object -First 1 | Out-Null

        $lines | Should -HaveCount 4
    }

    It 'sends nothing with -WhatIf' {
        $findings | Get-SentLine -Parameter @{ WhatIf = $true } | Should -BeNullOrEmpty
    }

    It 'asks before it sends where $ConfirmPreference says so' {
        (Get-Command Send-CisNotification).Parameters.Keys | Should -Contain 'Confirm'
        $findings | Get-SentLine -Parameter @{ Confirm = $false } | Should -Not -BeNullOrEmpty
    }

    It 'finds the notifier <_>' -ForEach 'default', 'DEFAULT', 'notifier.default' {
        $findings[1] | Get-SentLine -Parameter @{ Notifier = $_ } | Should -HaveCount 2
    }

    It 'sends once to a notifier that is named twice' {
        $findings[1] | Get-SentLine -Parameter @{ Notifier = 'default', 'notifier.default' } | Should -HaveCount 2
    }

    It 'completes -Notifier' {
        $line = 'Send-CisNotification -Notifier '
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'default'
    }
}

Describe 'Send-CisNotification with findings from elsewhere' {
    It 'takes those of a job' {
        $flattened = Start-Job {
            Import-Module $using:manifest
            Get-Item "$using:samples/acquired.csv", "$using:samples/sandbox.csv" | Test-CisRootAccessKey -ThrottleLimit 1
        } | Receive-Job -Wait -AutoRemoveJob

        $flattened[0].PSTypeNames | Should -Contain 'Deserialized.RootKeyCompliance.CisFinding'
        $flattened | Get-SentLine -Parameter @{ NotificationLevel = 'verbose' } |
            Should -Be @($header, 'Detected 1 IAM root user(s) with access keys.', $failures[2], $rest[0])
    }

    It 'takes those of Export-Clixml and Import-Clixml, of every status' {
        $file = Join-Path $TestDrive 'findings.xml'
        $findings | Export-Clixml -LiteralPath $file

        Import-Clixml -LiteralPath $file | Get-SentLine -Parameter @{ NotificationLevel = 'verbose' } |
            Should -Be (@($header, $count) + $failures + $trouble + $rest)
    }

    It 'makes the same findings of them again: Export-Clixml <_>' -ForEach '', '-Depth 3' {
        $depth = $_ ? @{ Depth = 3 } : @{}
        $file = Join-Path $TestDrive 'findings.xml'
        $findings | Export-Clixml -LiteralPath $file @depth
        $revived = Import-Clixml -LiteralPath $file | Send-CisNotification -PassThru 6> $null

        $revived | Should -HaveCount 6
        foreach ($index in 0..5) {
            $revived[$index] | Should -BeOfType RootKeyCompliance.CisFinding
            $revived[$index] | ConvertTo-Json -Depth 5 | Should -Be ($findings[$index] | ConvertTo-Json -Depth 5)
        }
    }

    It 'takes those of a remote session, as serialization leaves them' {
        $flattened = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($findings[0], 2))

        $flattened | Get-SentLine | Should -Contain $failures[0]
    }
}

Describe 'Send-CisNotification reports' {
    It 'an object that is no finding, and sends the others' {
        $lines = 'nonsense', $findings[0], $null, 3 | Where-Object { $null -ne $_ } |
            Send-CisNotification -ErrorAction SilentlyContinue -ErrorVariable trouble 6>&1 | ForEach-Object ToString

        $lines | Should -Be @($header, 'Detected 1 IAM root user(s) with access keys.', $failures[0])
        $trouble.FullyQualifiedErrorId | Should -Be @(
            'NotAFinding,RootKeyCompliance.Commands.SendCisNotificationCommand'
            'NotAFinding,RootKeyCompliance.Commands.SendCisNotificationCommand'
        )
        $trouble[0].TargetObject | Should -Be 'nonsense'
    }

    It 'an object that only looks like a finding' {
        { [pscustomobject]@{ Status = 'Fail'; AccountId = '111122223333'; ControlId = 'cis_v400_1_4' } | Send-CisNotification -ErrorAction Stop } |
            Should -Throw -ErrorId 'NotAFinding,RootKeyCompliance.Commands.SendCisNotificationCommand'
    }

    It 'a notifier that does not exist, and ends before anything is checked' {
        { Test-CisRootAccessKey -ReportPath "$samples/production.csv" | Send-CisNotification -Notifier nobody } |
            Should -Throw -ErrorId 'NotifierNotFound,RootKeyCompliance.Commands.SendCisNotificationCommand'
    }

    It 'a level that does not exist' {
        { $findings | Send-CisNotification -NotificationLevel loud } |
            Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,RootKeyCompliance.Commands.SendCisNotificationCommand'
    }
}
