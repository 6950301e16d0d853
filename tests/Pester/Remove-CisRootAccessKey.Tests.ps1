#Requires -Version 7.4

BeforeAll {
    Import-Module "$PSScriptRoot/../../RootKeyCompliance.psd1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force
    $script:hidden = Hide-AwsEnvironment
}

AfterAll {
    Restore-AwsEnvironment $hidden
}

Describe 'Remove-CisRootAccessKey' {
    BeforeEach {
        $script:server = Open-FakeServer -Option '--enable-root-access'
        $script:aws = @{ EndpointUrl = $server.Url; AccessKey = 'test'; SecretKey = 'test'; Region = 'us-east-1' }
    }

    AfterEach {
        Close-FakeServer $server
    }

    It 'rehearses with -WhatIf and changes nothing' {
        $planned = Remove-CisRootAccessKey 100000000004 @aws -WhatIf

        $planned.Outcome | Should -Be 'WhatIf', 'WhatIf'
        $planned.AccessKeyId | Should -Match '^AKIA\u2026.{4}$'
        (Test-CisRootAccessKey 100000000004 @aws -CentralRootAccess).ActiveKeyCount | Should -Be 2
    }

    It 'deletes with consent, says so once for each key, and can be told and run again' {
        $audit = Join-Path $TestDrive 'removals.jsonl'
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

    It 'keeps what was used recently, and what nobody can be asked about' {
        Remove-CisRootAccessKey 100000000002 @aws -Confirm:$false -UsedWithinDays 36500 -WarningAction SilentlyContinue |
            ForEach-Object ErrorId | Should -Be 'AccessKeyRecentlyUsed'
        (Test-CisRootAccessKey 100000000002 @aws -CentralRootAccess).ActiveKeyCount | Should -Be 1
    }

    It 'refuses the credentials'' own account unless they are its root user''s' {
        $removal = Remove-CisRootAccessKey 123456789012 @aws -Confirm:$false -WarningAction SilentlyContinue

        "$($removal.Outcome) $($removal.ErrorId)" | Should -Be 'Refused CallerNotRoot'
    }
}
