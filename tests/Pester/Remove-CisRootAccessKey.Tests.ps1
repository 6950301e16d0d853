#Requires -Version 7.4

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force
    $script:hidden = Hide-AwsEnvironment
    $script:command = 'RootKeyCompliance.Commands.RemoveCisRootAccessKeyCommand'
    $script:maxAttempts = $env:AWS_MAX_ATTEMPTS

    # How many keys the root user of an account has.
    function Get-KeyCount([string] $AccountId) {
        $finding = Test-CisRootAccessKey $AccountId @aws -CentralRootAccess
        $finding.ActiveKeyCount + $finding.InactiveKeyCount
    }
}

AfterAll {
    $env:AWS_MAX_ATTEMPTS = $maxAttempts
    Restore-AwsEnvironment $hidden
}

Describe 'Remove-CisRootAccessKey deletes' {
    BeforeEach {
        $script:server = Open-FakeServer -Option '--enable-root-access'
        $script:aws = @{ EndpointUrl = $server.Url; AccessKey = 'test'; SecretKey = 'test'; Region = 'us-east-1' }
        $script:audit = Join-Path $TestDrive "$(New-Guid).jsonl"
    }

    AfterEach {
        Close-FakeServer $server
    }

    It 'deletes with consent, says so once for each key, and can be told and run again' {
        $failing = Get-CisAccount -Organization @aws | Test-CisRootAccessKey @aws -CentralRootAccess -ErrorAction SilentlyContinue |
            Where-Object Status -EQ Fail

        $removals = $failing | Remove-CisRootAccessKey @aws -Confirm:$false -AuditPath $audit
        $removals | Should -Not -BeNullOrEmpty
        $removals.Outcome | Sort-Object -Unique | Should -Be 'Deleted'
        $removals.Verified | Sort-Object -Unique | Should -BeTrue

        (Get-Content $audit | ConvertFrom-Json | Where-Object event -EQ 'Deleted') | Should -HaveCount $removals.Count
        $lines = $removals | Send-CisNotification -InformationAction SilentlyContinue -InformationVariable told | ForEach-Object { $_ }
        $lines | Should -BeNullOrEmpty
        "$($told[1])" | Should -Be "Deleted $($removals.Count) root access key(s)."

        ($failing | Remove-CisRootAccessKey @aws -Confirm:$false).Outcome | Sort-Object -Unique | Should -Be 'AlreadyGone'
    }

    It 'deletes the one key that is named, whole or masked' {
        $first = Remove-CisRootAccessKey 100000000005 @aws -AccessKeyId AKIAROT2100000000005 -Confirm:$false
        $first.Outcome | Should -Be 'Deleted'
        Get-KeyCount 100000000005 | Should -Be 1

        $finding = Test-CisRootAccessKey 100000000002 @aws -CentralRootAccess
        $second = $finding | Remove-CisRootAccessKey @aws -AccessKeyId $finding.AccessKeys[0].AccessKeyId -Confirm:$false
        $second.Outcome | Should -Be 'Deleted'
        (Test-CisRootAccessKey 100000000002 @aws -CentralRootAccess).Status | Should -Be 'Pass'
    }

    It 'writes each decision to the audit file, which ConvertFrom-Json reads, and adds to it' {
        $null = Remove-CisRootAccessKey 100000000002 @aws -Confirm:$false -AuditPath $audit
        $null = Remove-CisRootAccessKey 100000000001, 123456789012 @aws -Confirm:$false -AuditPath $audit -WarningAction SilentlyContinue

        $lines = @(Get-Content -LiteralPath $audit | ConvertFrom-Json)
        $lines[0..2].event | Should -Be 'Deleting', 'Answered', 'Deleted'
        $lines[3..4].event | Sort-Object | Should -Be 'AlreadyGone', 'Refused'
        $lines | Should -HaveCount 5
        $lines.run | Sort-Object -Unique | Should -HaveCount 2

        $deleted = $lines[2]
        $deleted.accountId | Should -BeExactly '100000000002'
        $deleted.accessKeyId | Should -Match '^AKIA\u2026.{4}$'
        $deleted.verified | Should -BeTrue
        $deleted.time | Should -BeOfType datetime
        $deleted.requestId | Should -Be $lines[1].requestId
        ($lines | Where-Object event -EQ Refused).errorId | Should -Be 'CallerNotRoot'
        Get-Content -LiteralPath $audit -Raw | Should -Not -Match 'AKIAROT|fake-secret'
    }

    It 'tells of what became of each, in a digest, from the pipeline' {
        $said = Remove-CisRootAccessKey 100000000002, 100000000003 @aws -Confirm:$false -ThrottleLimit 1 | Send-CisNotification 6>&1 | ForEach-Object ToString

        $said | Should -HaveCount 4
        $said[1] | Should -Be 'Deleted 2 root access key(s).'
        $said[2..3] | Should -Match '^Deleted root access key AKIA\u2026000[23] of account 10000000000[23]'
    }
}

Describe 'Remove-CisRootAccessKey' {
    BeforeAll {
        $script:server = Open-FakeServer -Option '--enable-root-access'
        $script:aws = @{ EndpointUrl = $server.Url; AccessKey = 'test'; SecretKey = 'test'; Region = 'us-east-1' }
        $script:audit = Join-Path $TestDrive "$(New-Guid).jsonl"
    }

    AfterAll {
        Close-FakeServer $server
    }

    It 'rehearses with -WhatIf and changes nothing' {
        $planned = Remove-CisRootAccessKey 100000000004 @aws -WhatIf -AuditPath $audit

        $planned.Outcome | Should -Be 'WhatIf', 'WhatIf'
        $planned.AccessKeyId | Should -Match '^AKIA\u2026.{4}$'
        Get-KeyCount 100000000004 | Should -Be 2
        $audit | Should -Not -Exist
    }

    It 'keeps a key when the answer is no, and says so in the audit file' {
        # A person answers, in a process that reads what is typed.
        $program = & "$PSScriptRoot/Find-PowerShell.ps1"
        $code = "Import-Module '$manifest'
            (Remove-CisRootAccessKey 100000000004 -EndpointUrl '$($aws.EndpointUrl)' -AccessKey test -SecretKey test -Region us-east-1 -AuditPath '$audit').Outcome"
        $said = 'l' | & $program -NoProfile -Command $code

        $said | Select-Object -Last 2 | Should -Be 'Declined', 'Declined'
        (Get-Content -LiteralPath $audit | ConvertFrom-Json).event | Should -Be 'Declined', 'Declined'
        Get-KeyCount 100000000004 | Should -Be 2
    }

    It 'keeps a key when nobody can be asked' {
        $program = & "$PSScriptRoot/Find-PowerShell.ps1"
        $code = "Import-Module '$manifest'
            (Remove-CisRootAccessKey 100000000002 -EndpointUrl '$($aws.EndpointUrl)' -AccessKey test -SecretKey test -Region us-east-1 3> `$null).ErrorId"

        & $program -NoProfile -NonInteractive -Command $code | Should -Be 'ConsentUnavailable'
        Get-KeyCount 100000000002 | Should -Be 1
    }

    It 'keeps what was used recently, and says why in a warning, unless -AllowRecentlyUsed' {
        $removal = Remove-CisRootAccessKey 100000000008 @aws -Confirm:$false -UsedWithinDays 36500 -WarningAction SilentlyContinue -WarningVariable warnings

        "$($removal.Outcome) $($removal.ErrorId)" | Should -Be 'Refused AccessKeyRecentlyUsed'
        $warnings | Should -HaveCount 1
        Get-KeyCount 100000000008 | Should -Be 1

        (Remove-CisRootAccessKey 100000000008 @aws -Confirm:$false -UsedWithinDays 36500 -AllowRecentlyUsed).Outcome | Should -Be 'Deleted'
    }

    It 'refuses <ErrorId>: <What>' -ForEach @(
        @{ What = 'the credentials'' own account, unless they are its root user''s'; ErrorId = 'CallerNotRoot'; Make = { '123456789012' } }
        @{ What = 'keys that the account has beside the one that is named'; ErrorId = 'AccessKeyNotFound'; Parameters = @{ AccessKeyId = 'AKIAIOSFODNN7EXAMPLE' }; Make = { '100000000002' } }
    ) {
        $more = $Parameters ?? @{}
        $removal = & $Make | Remove-CisRootAccessKey @aws @more -Confirm:$false -WarningAction SilentlyContinue -ErrorAction Stop

        "$($removal.Outcome) $($removal.ErrorId)" | Should -Be "Refused $ErrorId"
        Get-KeyCount 100000000002 | Should -Be 1
    }

    It 'goes on past what fails: each is a removal and an error' {
        $given = 'no account', '100000000005'
        $removals = $given | Remove-CisRootAccessKey @aws -Confirm:$false -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable failures

        $removals.Outcome | Sort-Object | Should -Be 'Deleted', 'Deleted', 'Failed'
        $failures.FullyQualifiedErrorId | Should -Be "InvalidAccountId,$command"
        $failures.TargetObject | Should -BeOfType RootKeyCompliance.CisKeyRemoval
    }

    It 'fails with <ErrorId> when <What>' -ForEach @(
        @{ What = 'the keys are wrong'; ErrorId = 'InvalidCredentials'; Parameters = @{ SecretKey = 'wrong' } }
        @{ What = 'the profile is not there'; ErrorId = 'ProfileNotFound'; Parameters = @{ ProfileName = 'nobody'; AccessKey = $null; SecretKey = $null } }
    ) {
        $env:AWS_MAX_ATTEMPTS = '1'
        $given = $aws.Clone()
        foreach ($name in $Parameters.Keys) {
            $given[$name] = $Parameters[$name]
        }

        @($given.Keys) | Where-Object { $null -eq $given[$_] } | ForEach-Object { $given.Remove($_) }
        $removal = Remove-CisRootAccessKey 100000000002 @given -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures

        "$($removal.Outcome) $($removal.ErrorId)" | Should -Be "Failed $ErrorId"
        $failures.FullyQualifiedErrorId | Should -Be "$ErrorId,$command"
    }

    It 'ends with <ErrorId>, and nothing is deleted: <What>' -ForEach @(
        @{ What = 'a key that cannot be one'; ErrorId = 'InvalidAccessKeyId'; Parameters = @{ AccessKeyId = 'production' } }
        @{ What = 'an audit file in a folder that is not there'; ErrorId = 'AuditNotWritable'; Parameters = @{ AuditPath = 'TestDrive:/nowhere/audit.jsonl' } }
    ) {
        $given = $aws.Clone()
        foreach ($name in $Parameters.Keys) {
            $given[$name] = $Parameters[$name]
        }

        { Remove-CisRootAccessKey 100000000002 @given -Confirm:$false } | Should -Throw -ErrorId "$ErrorId,$command"
        Get-KeyCount 100000000002 | Should -Be 1
    }

    It 'has nothing to say to an empty pipeline' {
        @() | Remove-CisRootAccessKey @aws -Confirm:$false | Should -BeNullOrEmpty
    }
}
