#Requires -Version 7.4

BeforeAll {
    $script:root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    Import-Module "$root/RootKeyCompliance.psd1"
    $script:findings = Test-CisRootAccessKey -ReportPath "$root/samples/*.csv" -ErrorAction SilentlyContinue
}

Describe 'Export-CisReport' {
    It 'writes <_>, by the name of the file' -ForEach 'r.html', 'r.json', 'r.csv', 'r.md', 'r.junit.xml', 'r.sarif', 'r.ocsf.json', 'r.asff.json' {
        $path = Join-Path $TestDrive $_

        $findings | Export-CisReport $path -WarningAction SilentlyContinue

        Get-Content $path -Raw | Should -Match '111122223333'
    }

    It 'gives findings that come back from JSON into every command' {
        $path = Join-Path $TestDrive 'back.json'
        $findings | Export-CisReport $path
        $back = (Get-Content $path -Raw | ConvertFrom-Json).findings

        ($back | Compare-CisFinding $path -WarningAction SilentlyContinue).Change | Sort-Object -Unique | Should -Be 'Unchanged', 'Unknown'
        $back | Export-CisReport (Join-Path $TestDrive 'again.csv')
        (Import-Csv (Join-Path $TestDrive 'again.csv')).fingerprint | Should -Be $findings.Fingerprint
        $null = $back | Send-CisNotification -InformationAction SilentlyContinue -InformationVariable told
        "$($told[1])" | Should -Be 'Detected 3 IAM root user(s) with access keys.'
    }

    It 'leaves a file alone with -NoClobber and -WhatIf' {
        $path = Join-Path $TestDrive 'there.csv'
        Set-Content $path 'old'

        { $findings | Export-CisReport $path -NoClobber } | Should -Throw -ErrorId 'ReportExists,*'
        $findings | Export-CisReport $path -WhatIf
        Get-Content $path | Should -Be 'old'
    }
}

Describe 'Compare-CisFinding' {
    It 'tells what is new, and only once' {
        $state = Join-Path $TestDrive 'state.json'

        $first = $findings | Compare-CisFinding $state -UpdateBaseline
        ($first | Where-Object Change -EQ New).Status | Sort-Object -Unique | Should -Be 'Fail'
        $findings | Compare-CisFinding $state -UpdateBaseline | Where-Object Change -EQ New | Should -BeNullOrEmpty
    }

    It 'never overwrites a damaged baseline' {
        $state = Join-Path $TestDrive 'damaged.json'
        Set-Content $state '{ "type": "rootkeycompliance.findings"'

        { $findings | Compare-CisFinding $state -UpdateBaseline } | Should -Throw -ErrorId 'BaselineDamaged,*'
        Get-Content $state | Should -Be '{ "type": "rootkeycompliance.findings"'
    }
}
