#Requires -Version 7.4

BeforeAll {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"

    $script:samples = (Resolve-Path "$PSScriptRoot/../../samples").ProviderPath
    $script:command = 'RootKeyCompliance.Commands.CompareCisFindingCommand'
    $script:findings = Test-CisRootAccessKey -ReportPath "$samples/*.csv" -ErrorAction SilentlyContinue

    # One account as it was found: its root user has a key, none, or was not looked at.
    function Get-Finding([string] $State, [string] $AccountId = '111122223333') {
        $account = switch ($State) {
            'Skipped' { [pscustomobject]@{ AccountId = $AccountId; State = 'SUSPENDED' } }
            'Error' { [pscustomobject]@{ SummaryMap = [pscustomobject]@{ Users = 1 } } }
            default { [pscustomobject]@{ SummaryMap = [pscustomobject]@{ AccountAccessKeysPresent = [int] ($State -eq 'Fail'); AccountMFAEnabled = 1 } } }
        }

        $parameters = $State -eq 'Skipped' ? @{} : @{ AccountId = $AccountId }
        $finding = $account | Test-CisRootAccessKey @parameters -ErrorAction SilentlyContinue
        "$($finding.Status)" | Should -Be $State
        $finding
    }

    # A state file that is not there yet.
    function Get-NewState {
        Join-Path $TestDrive "$(New-Guid).json"
    }
}

Describe 'Compare-CisFinding beside an earlier run' {
    It 'is <Change> when <Now> comes after <Before>' -ForEach @(
        @{ Before = 'Pass'; Now = 'Fail'; Change = 'New' }
        @{ Before = 'Skipped'; Now = 'Fail'; Change = 'New' }
        @{ Before = 'Error'; Now = 'Fail'; Change = 'New' }
        @{ Before = 'Fail'; Now = 'Fail'; Change = 'Unchanged' }
        @{ Before = 'Pass'; Now = 'Pass'; Change = 'Unchanged' }
        @{ Before = 'Pass'; Now = 'Skipped'; Change = 'Unchanged' }
        @{ Before = 'Fail'; Now = 'Pass'; Change = 'Resolved' }
        @{ Before = 'Fail'; Now = 'Skipped'; Change = 'Unknown' }
        @{ Before = 'Fail'; Now = 'Error'; Change = 'Unknown' }
        @{ Before = 'Pass'; Now = 'Error'; Change = 'Unknown' }
    ) {
        $compared = Get-Finding $Now | Compare-CisFinding -Baseline (Get-Finding $Before)

        $compared | Should -HaveCount 1
        $compared | Should -BeOfType RootKeyCompliance.CisFinding
        $compared.Change | Should -Be $Change
        $compared.Status | Should -Be $Now
    }

    It 'gives an account with a key that was not checked this time last, as Unknown' {
        $compared = Get-Finding Pass 222233334444 | Compare-CisFinding (Get-Finding Fail)

        $compared.AccountId | Should -Be '222233334444', '111122223333'
        $compared.Change | Should -Be 'Unchanged', 'Unknown'
        $compared[1].Status | Should -Be 'Fail'
    }

    It 'has an account that passes by -AllowInactiveKey as Unchanged, never as Resolved' {
        $before = Test-CisRootAccessKey -ReportPath "$samples/legacy.csv"
        $now = Test-CisRootAccessKey -ReportPath "$samples/legacy.csv" -AllowInactiveKey | Compare-CisFinding $before

        $now.Status | Should -Be 'Pass'
        $now.Change | Should -Be 'Unchanged'
    }

    It 'takes a report of Export-CisReport as the earlier run' {
        $report = Join-Path $TestDrive 'report.json'
        $findings | Export-CisReport $report

        ($findings | Compare-CisFinding $report).Change | Should -Not -Contain 'New'
        ($findings | Where-Object Status -EQ Error | Compare-CisFinding $report | Where-Object Status -EQ Error).Change | Should -Be 'Unknown'
    }

    It 'leaves what is piped as it is' {
        $finding = Get-Finding Fail
        $null = $finding | Compare-CisFinding (Get-Finding Pass)

        $finding.Change | Should -BeNullOrEmpty
    }

    It 'is a filter for what is new, and only that is sent' {
        $said = $findings | Compare-CisFinding (Test-CisRootAccessKey -ReportPath "$samples/production.csv") |
            Where-Object Change -EQ New | Send-CisNotification 6>&1 | ForEach-Object ToString

        $said | Should -HaveCount 4
        $said[1] | Should -Be 'Detected 2 IAM root user(s) with access keys.'
        "$said" | Should -Not -Match '111122223333'
    }
}

Describe 'Compare-CisFinding -UpdateBaseline' {
    It 'tells what is new, and only once' {
        $state = Get-NewState

        $first = $findings | Compare-CisFinding $state -UpdateBaseline
        ($first | Where-Object Change -EQ New).Status | Sort-Object -Unique | Should -Be 'Fail'
        $findings | Compare-CisFinding $state -UpdateBaseline | Where-Object Change -EQ New | Should -BeNullOrEmpty
    }

    It 'tells what is resolved once, and what comes back as New' {
        $state = Get-NewState
        $changes = foreach ($now in 'Fail', 'Pass', 'Pass', 'Fail') {
            (Get-Finding $now | Compare-CisFinding $state -UpdateBaseline).Change
        }

        $changes | Should -Be 'New', 'Resolved', 'Unchanged', 'New'
    }

    It 'keeps the last verdict while an account cannot be checked' {
        $state = Get-NewState
        $changes = foreach ($now in 'Fail', 'Error', 'Skipped', 'Fail') {
            (Get-Finding $now | Compare-CisFinding $state -UpdateBaseline).Change
        }

        $changes | Should -Be 'New', 'Unknown', 'Unknown', 'Unchanged'
    }

    It 'writes a report that other commands read' {
        $state = Get-NewState
        $null = $findings | Compare-CisFinding $state -UpdateBaseline

        $kept = (Get-Content -LiteralPath $state -Raw | ConvertFrom-Json).findings
        $kept.accountId | Sort-Object | Should -Be '111122223333', '222233334444', '333344445555', '555566667777'
        ($kept | Compare-CisFinding $state).Change | Sort-Object -Unique | Should -Be 'Unchanged'
    }

    It 'writes nothing with -WhatIf, and compares all the same' {
        $state = Get-NewState

        ($findings | Compare-CisFinding $state -UpdateBaseline -WhatIf | Where-Object Change -EQ New) | Should -HaveCount 3
        $state | Should -Not -Exist
    }

    It 'leaves the file alone without it' {
        $state = Get-NewState
        $null = Get-Finding Pass | Compare-CisFinding $state -UpdateBaseline
        $before = Get-FileHash -LiteralPath $state

        (Get-Finding Fail | Compare-CisFinding $state).Change | Should -Be 'New'
        (Get-FileHash -LiteralPath $state).Hash | Should -Be $before.Hash
    }

    It 'leaves the file alone when the pipeline breaks' {
        $state = Get-NewState
        $null = Get-Finding Pass | Compare-CisFinding $state -UpdateBaseline
        $before = Get-FileHash -LiteralPath $state

        { Get-Finding Fail | Compare-CisFinding $state -UpdateBaseline | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        (Get-FileHash -LiteralPath $state).Hash | Should -Be $before.Hash
    }
}

Describe 'Compare-CisFinding reports' {
    It '<ErrorId>, and ends: <What>' -ForEach @(
        @{ What = 'a baseline that is not there'; ErrorId = 'BaselineNotFound'; Content = $null; Parameters = @{} }
        @{ What = 'some other JSON'; ErrorId = 'BaselineDamaged'; Content = '[]'; Parameters = @{} }
        @{ What = 'a baseline that is cut off'; ErrorId = 'BaselineDamaged'; Content = '{ "type": "rootkeycompliance.findings"'; Parameters = @{} }
        @{ What = 'one that is to be updated, too'; ErrorId = 'BaselineDamaged'; Content = '{ "type": "rootkeycompliance.findings"'; Parameters = @{ UpdateBaseline = $true } }
    ) {
        $state = Get-NewState
        if ($Content) {
            Set-Content -LiteralPath $state -Value $Content
        }

        { $findings | Compare-CisFinding $state @Parameters } | Should -Throw -ErrorId "$ErrorId,$command"
        if ($Content) {
            Get-Content -LiteralPath $state | Should -Be $Content
        }
    }

    It 'a folder as BaselineNotReadable' {
        { $findings | Compare-CisFinding $TestDrive } | Should -Throw -ErrorId "BaselineNotReadable,$command"
    }

    It 'a file that cannot be written as BaselineNotWritable' {
        { $findings | Compare-CisFinding (Join-Path $TestDrive 'nowhere/state.json') -UpdateBaseline } | Should -Throw -ErrorId "BaselineNotWritable,$command"
    }

    It 'findings that are to be updated as ParameterConflict' {
        { $findings | Compare-CisFinding $findings -UpdateBaseline } | Should -Throw -ErrorId "ParameterConflict,$command"
    }

    It 'an object that is no finding as NotAFinding, and compares the others' {
        $compared = 42, (Get-Finding Fail) | Compare-CisFinding (Get-Finding Fail) -ErrorAction SilentlyContinue -ErrorVariable failures

        $compared.Change | Should -Be 'Unchanged'
        $failures.FullyQualifiedErrorId | Should -Be "NotAFinding,$command"
        $failures.TargetObject | Should -Be 42
    }

    It 'an object in the baseline that is no finding, and ends' {
        { $findings | Compare-CisFinding 42, $findings[0] } | Should -Throw -ErrorId "NotAFinding,$command"
    }
}
