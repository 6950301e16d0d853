#Requires -Version 7.4

BeforeAll {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"

    $script:samples = (Resolve-Path "$PSScriptRoot/../../samples").ProviderPath
    $script:command = 'RootKeyCompliance.Commands.ExportCisReportCommand'
    $script:findings = @(Test-CisRootAccessKey -ReportPath "$samples/*.csv" -ErrorAction SilentlyContinue | Sort-Object AccountId)
    $script:withAccount = @($findings | Where-Object AccountId)
    $script:failing = @($findings | Where-Object Status -EQ Fail)

    # The report as text; asff says that it has no place for what has no account.
    function Get-Report([string] $Name, [hashtable] $Parameter = @{}) {
        $path = Join-Path $TestDrive "$(New-Guid)-$Name"
        $findings | Export-CisReport $path @Parameter -WarningAction SilentlyContinue
        Get-Content -LiteralPath $path -Raw
    }
}

Describe 'Export-CisReport writes what PowerShell''s own means read' {
    It 'json: ConvertFrom-Json' {
        $report = Get-Report report.json | ConvertFrom-Json

        $report.type | Should -Be 'rootkeycompliance.findings'
        $report.findings.fingerprint | Should -Be $findings.Fingerprint
        $report.findings.status | Should -Be $findings.Status
        $report.findings[0].errorId | Should -Be 'ReportTruncated'
    }

    It 'json: by its schema, with Test-Json' {
        Get-Report report.json | Test-Json -SchemaFile "$PSScriptRoot/../../docs/schemas/findings.schema.json" | Should -BeTrue
    }

    It 'csv: ConvertFrom-Csv, and all is text' {
        $rows = Get-Report report.csv | ConvertFrom-Csv

        $rows.Fingerprint | Should -Be $findings.Fingerprint
        $rows.Status | Should -Be $findings.Status
        ($rows | Where-Object AccountId -EQ '555566667777').Key2Status | Should -Be 'Active'
        ($rows | Where-Object Status -EQ Fail) | Should -HaveCount 3
    }

    It 'junit: as XML with a test case for each finding' {
        $report = [xml] (Get-Report report.junit.xml)

        $suite = $report.testsuites.testsuite
        $suite.tests, $suite.failures, $suite.errors | Should -Be '5', '3', '1'
        $suite.testcase | Should -HaveCount 5
        ($suite.testcase | Where-Object { $_['failure'] }).name | Sort-Object | Should -Be $failing.AccountId
        ($suite.testcase | Where-Object { $_['error'] }).error.type | Should -Be 'ReportTruncated'
    }

    It 'sarif: a result for each finding, of one rule' {
        $run = (Get-Report report.sarif | ConvertFrom-Json).runs

        $run.tool.driver.rules.id | Should -Be 'cis_v400_1_4'
        $run.results | Should -HaveCount 5
        $run.results.kind | Should -Be @($findings | ForEach-Object { @{ Pass = 'pass'; Fail = 'fail'; Error = 'open' }["$($_.Status)"] })
    }

    It 'ocsf: an array of events' {
        $events = Get-Report report.ocsf.json | ConvertFrom-Json

        $events.finding_info.uid | Should -Be $findings.Fingerprint
        $events.class_uid | Sort-Object -Unique | Should -Be 2003
        ($events | Where-Object { $_.compliance.status -eq 'Fail' }) | Should -HaveCount 3
    }

    It 'asff: requests with a finding for each account, and a warning about what has none' {
        $requests = Get-Report report.asff.json | ConvertFrom-Json
        $null = $findings | Export-CisReport (Join-Path $TestDrive 'warned.asff.json') -WarningAction SilentlyContinue -WarningVariable warnings

        $requests.Findings.AwsAccountId | Should -Be $withAccount.AccountId
        ($requests.Findings | Where-Object { $_.Compliance.Status -eq 'FAILED' }) | Should -HaveCount 3
        $warnings | Should -HaveCount 1
    }

    It 'markdown: ConvertFrom-Markdown, with a row for each finding' {
        $text = Get-Report report.md
        $page = ($text | ConvertFrom-Markdown).Html

        ([regex]::Matches($page, '<tr>')) | Should -HaveCount 6
        foreach ($finding in $withAccount) {
            $page | Should -Match "<code>$($finding.AccountId)</code>"
        }
    }

    It 'html: one page whose data is JSON, and that fetches nothing' {
        $page = Get-Report report.html

        $page | Should -Match '^\s*<!DOCTYPE html>'
        $page | Should -Not -Match '<(script|link|img)\b[^>]*\b(src|href)='
        $data = [regex]::Match($page, '(?s)<script type="application/json" id="data">(?<json>.*?)</script>').Groups['json'].Value
        $data | Test-Json | Should -BeTrue
        foreach ($finding in $withAccount) {
            $data | Should -Match $finding.AccountId
        }
    }
}

Describe 'Export-CisReport knows the format' {
    It '<Format> by the name <Name>, and by -Format whatever the name' -ForEach @(
        @{ Format = 'Html'; Name = 'r.html' }
        @{ Format = 'Html'; Name = 'r.htm' }
        @{ Format = 'Json'; Name = 'r.json' }
        @{ Format = 'Csv'; Name = 'r.csv' }
        @{ Format = 'Markdown'; Name = 'r.md' }
        @{ Format = 'Markdown'; Name = 'r.markdown' }
        @{ Format = 'Junit'; Name = 'r.junit.xml' }
        @{ Format = 'Junit'; Name = 'r.xml' }
        @{ Format = 'Sarif'; Name = 'r.sarif' }
        @{ Format = 'Sarif'; Name = 'r.sarif.json' }
        @{ Format = 'Ocsf'; Name = 'r.ocsf.json' }
        @{ Format = 'Asff'; Name = 'r.asff.json' }
    ) {
        $byName = Get-Report $Name
        $byFormat = Get-Report 'r.txt' @{ Format = $Format }

        # All but the time of the report, which some formats have.
        $time = '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?|\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?( UTC|Z)?'
        $byName -replace $time | Should -Be ($byFormat -replace $time)
        $byName | Should -Match '111122223333'
    }
}

Describe 'Export-CisReport' {
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

    It 'emits nothing, and with -PassThru the findings, once the report is there' {
        $path = Join-Path $TestDrive 'passed.json'

        $findings | Export-CisReport $path | Should -BeNullOrEmpty
        $passed = $findings | Export-CisReport $path -PassThru | ForEach-Object {
            (Get-Content -LiteralPath $path -Raw | ConvertFrom-Json).findings | Should -HaveCount 5
            $_
        }
        $passed.Fingerprint | Should -Be $findings.Fingerprint
        $passed | Should -BeOfType RootKeyCompliance.CisFinding
    }

    It 'makes a report without findings of none' {
        $path = Join-Path $TestDrive 'none.json'
        @() | Export-CisReport $path

        (Get-Content -LiteralPath $path -Raw | ConvertFrom-Json).findings | Should -HaveCount 0
    }

    It 'writes nothing with -WhatIf, and no file of its own beside it' {
        $folder = (New-Item -Path (Join-Path $TestDrive 'whatif') -ItemType Directory).FullName
        $findings | Export-CisReport (Join-Path $folder 'r.html') -WhatIf

        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }

    It 'leaves the file that is there alone with -NoClobber and -WhatIf, and when the pipeline breaks' {
        $path = Join-Path $TestDrive 'there.csv'
        Set-Content -LiteralPath $path -Value 'old'

        { $findings | Export-CisReport $path -NoClobber } | Should -Throw -ErrorId "ReportExists,$command"
        $findings | Export-CisReport $path -WhatIf
        { $findings | ForEach-Object { $_; throw 'enough' } | Export-CisReport $path } | Should -Throw 'enough'
        Get-Content -LiteralPath $path | Should -Be 'old'

        $findings | Export-CisReport $path
        Import-Csv -LiteralPath $path | Should -HaveCount 5
    }

    It 'replaces a file that is read-only with -Force alone' {
        $path = Join-Path $TestDrive 'read-only.csv'
        Set-Content -LiteralPath $path -Value 'old'
        Set-ItemProperty -LiteralPath $path -Name IsReadOnly -Value $true

        { $findings | Export-CisReport $path } | Should -Throw -ErrorId "ReportNotWritable,$command"
        Get-Content -LiteralPath $path | Should -Be 'old'
        $findings | Export-CisReport $path -Force
        Import-Csv -LiteralPath $path | Should -HaveCount 5
    }

    It 'takes a path as it stands, and one of a drive' {
        $findings | Export-CisReport 'TestDrive:/report[1].json'

        Join-Path $TestDrive 'report`[1`].json' | Should -Exist
    }
}

Describe 'Export-CisReport reports' {
    It 'a name that tells no format as ReportFormatUnknown, before anything is written' {
        $path = Join-Path $TestDrive 'report.pdf'

        { $findings | Export-CisReport $path } | Should -Throw -ErrorId "ReportFormatUnknown,$command"
        $path | Should -Not -Exist
    }

    It 'a folder that is not there as ReportNotWritable' {
        { $findings | Export-CisReport (Join-Path $TestDrive 'nowhere/report.json') } | Should -Throw -ErrorId "ReportNotWritable,$command"
    }

    It 'a format that does not exist' {
        { $findings | Export-CisReport (Join-Path $TestDrive 'r') -Format Pdf } | Should -Throw -ErrorId "CannotConvertArgumentNoMessage,$command"
    }

    It 'an object that is no finding as NotAFinding, and writes the others' {
        $path = Join-Path $TestDrive 'others.csv'
        @(42) + $findings | Export-CisReport $path -ErrorAction SilentlyContinue -ErrorVariable failures

        $failures.FullyQualifiedErrorId | Should -Be "NotAFinding,$command"
        Import-Csv -LiteralPath $path | Should -HaveCount 5
    }
}
