#Requires -Version 7.4

# What the objects look like in the console, and without colours.

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force

    $script:hidden = Hide-AwsEnvironment
    $script:samples = (Resolve-Path "$PSScriptRoot/../../samples").ProviderPath
    $script:configuration = $env:ROOTKEYCOMPLIANCE_CONFIG
    $script:server = Open-FakeServer -Option '--enable-root-access'
    $script:aws = @{ EndpointUrl = $server.Url; AccessKey = 'test'; SecretKey = 'test'; Region = 'us-east-1' }
}

AfterAll {
    Close-FakeServer $server
    $env:ROOTKEYCOMPLIANCE_CONFIG = $configuration
    Restore-AwsEnvironment $hidden
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
}

Describe 'The table of <Type>' -ForEach @(
    @{ Type = 'findings'; Columns = 'Status', 'Severity', 'AccountId', 'Name', 'Detail'; Make = { Test-CisRootAccessKey -ReportPath "$samples/production.csv" } }
    @{ Type = 'findings beside an earlier run'; Columns = 'Change', 'Status', 'Severity', 'AccountId', 'Name', 'Detail'; Make = {
            Test-CisRootAccessKey -ReportPath "$samples/production.csv" | Compare-CisFinding (Join-Path $TestDrive 'none-yet.json') -UpdateBaseline
        }
    }
    @{ Type = 'findings of a job'; Columns = 'Status', 'Severity', 'AccountId', 'Message'; Make = {
            $file = Join-Path $TestDrive 'findings.xml'
            Test-CisRootAccessKey -ReportPath "$samples/production.csv" | Export-Clixml -LiteralPath $file
            Import-Clixml -LiteralPath $file
        }
    }
    @{ Type = 'accounts'; Columns = 'Id', 'Name', 'State', 'Detail'; Make = { Get-CisAccount @aws } }
    @{ Type = 'notifiers'; Columns = 'Name', 'Kind', 'Target'; Make = { Get-CisNotifier } }
    @{ Type = 'pipelines'; Columns = 'ControlId', 'Benchmark', 'Title'; Make = { Get-CisPipeline } }
    @{ Type = 'removals'; Columns = 'Outcome', 'AccountId', 'Name', 'Key', 'Before', 'Detail'; Make = { Remove-CisRootAccessKey 100000000002 @aws -WhatIf } }
    @{ Type = 'removals of a job'; Columns = 'Outcome', 'AccountId', 'Key', 'Message'; Make = {
            $file = Join-Path $TestDrive 'removals.xml'
            Remove-CisRootAccessKey 100000000002 @aws -WhatIf | Export-Clixml -LiteralPath $file
            Import-Clixml -LiteralPath $file
        }
    }
) {
    BeforeAll {
        # Not the notifiers of whoever runs the tests.
        $env:ROOTKEYCOMPLIANCE_CONFIG = Join-Path $TestDrive 'config.json'
        $script:rendering = $PSStyle.OutputRendering
        $script:noColor = $env:NO_COLOR
        $script:objects = @(& $Make)
    }

    AfterEach {
        $PSStyle.OutputRendering = $rendering
        $env:NO_COLOR = $noColor
    }

    It 'has its columns, and a row' {
        $PSStyle.OutputRendering = 'PlainText'
        $lines = ($objects | Out-String -Width 160).Trim() -split '\r?\n'

        $lines[0] -split ' +' | Where-Object { $_ } | Should -Be $Columns
        $lines.Count | Should -BeGreaterThan 2
    }

    It 'fits 80 columns, if need be shortened' {
        $PSStyle.OutputRendering = 'PlainText'

        ($objects | Out-String -Width 80) -split '\r?\n' | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'has no escape sequences with PlainText, and in its rows none with NO_COLOR' {
        $PSStyle.OutputRendering = 'PlainText'
        $objects | Out-String | Should -Not -Match ([char]27)

        $PSStyle.OutputRendering = 'Ansi'
        $env:NO_COLOR = '1'
        # The header's colour is PowerShell's own.
        ($objects | Format-Table -HideTableHeaders | Out-String) | Should -Not -Match ([char]27)
    }
}

Describe 'Removals' {
    It 'have colours where they are wanted' {
        $rendering = $PSStyle.OutputRendering
        $noColor = $env:NO_COLOR
        $env:NO_COLOR = $null
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $table = Remove-CisRootAccessKey 123456789012 @aws -Confirm:$false -WarningAction SilentlyContinue | Out-String
        }
        finally {
            $PSStyle.OutputRendering = $rendering
            $env:NO_COLOR = $noColor
        }

        $table | Should -Match ([regex]::Escape("Refused$($PSStyle.Reset)"))
    }
}
