#Requires -Version 7.4

BeforeAll {
    $script:root = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $script:report = Join-Path $root 'samples/production.csv'
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force

    $script:hidden = Hide-AwsEnvironment

    # Runs a script in a PowerShell that has nothing loaded yet. Its arguments are the manifest and the report.
    function Invoke-InNewProcess([scriptblock] $Script) {
        Start-Job -ScriptBlock $Script -ArgumentList $manifest, $report | Receive-Job -Wait -AutoRemoveJob
    }
}

AfterAll {
    Restore-AwsEnvironment $hidden
}

Describe 'The module' {
    It 'has a manifest that is in order' {
        $info = Test-ModuleManifest -Path $manifest -ErrorAction Stop

        $info.CompatiblePSEditions | Should -Be 'Core'
        $info.PowerShellVersion | Should -Be '7.4'
        $info.Description | Should -Not -BeNullOrEmpty
        $info.LicenseUri | Should -Not -BeNullOrEmpty
    }

    It 'exports its cmdlets and nothing else' {
        $module = Get-Module RootKeyCompliance

        (Get-Command -Module RootKeyCompliance).Name | Sort-Object |
            Should -Be @(
            'Compare-CisFinding', 'Export-CisReport', 'Get-CisAccount', 'Get-CisNotifier', 'Get-CisPipeline', 'Invoke-CisPipeline', 'New-CisNotifier',
            'Remove-CisNotifier', 'Remove-CisRootAccessKey', 'Send-CisNotification', 'Set-CisNotifier', 'Test-CisRootAccessKey'
        )
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'has cmdlets with approved verbs that say what they emit' {
        foreach ($command in Get-Command -Module RootKeyCompliance) {
            (Get-Verb -Verb $command.Verb) | Should -Not -BeNullOrEmpty
            # A notifier that is removed is gone: there is nothing to emit. What became of a key is told.
            [bool] $command.OutputType | Should -Be ($command.Name -ne 'Remove-CisNotifier')
            Get-Help -Name $command.Name | Should -Not -BeNullOrEmpty
        }
    }

    It 'says Should Process only where something is sent or stored' {
        (Get-Command -Module RootKeyCompliance | Where-Object { $_.Parameters.ContainsKey('WhatIf') }).Name | Sort-Object |
            Should -Be 'Compare-CisFinding', 'Export-CisReport', 'Invoke-CisPipeline', 'Remove-CisNotifier', 'Remove-CisRootAccessKey', 'Send-CisNotification', 'Set-CisNotifier'
    }

    It 'can be imported twice with -Force, and goes on working' {
        Import-Module $manifest -Force
        Import-Module $manifest -Force

        @(Get-Module RootKeyCompliance) | Should -HaveCount 1
        (Test-CisRootAccessKey -ReportPath $report).Status | Should -Be 'Fail'
        (Test-CisRootAccessKey -ReportPath $report | Out-String -Width 120) | Should -Match '1 active, 0 inactive'
    }

    It 'lends its types to a user''s own functions' {
        function Get-Advice {
            param([Parameter(ValueFromPipeline)] [RootKeyCompliance.CisFinding] $Finding)
            process { $Finding.Remediation }
        }

        Test-CisRootAccessKey -ReportPath $report | Get-Advice | Should -Not -BeNullOrEmpty
        [RootKeyCompliance.CisStatus]::Fail | Should -BeExactly 'Fail'
    }

    It 'loads its AWS SDK late, keeps it to itself, and can be removed and imported again' {
        $outcome = Invoke-InNewProcess {
            param($Manifest, $Report)
            Import-Module $Manifest
            Get-CisPipeline | Out-Null
            @([System.AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match '^AWSSDK|Connectors$').Count

            # Stands for AWS.Tools, which loads its own into the session.
            Add-Type -LiteralPath (Join-Path (Split-Path -Path $Manifest) 'bin/connectors/AWSSDK.Core.dll')
            $credential = [Amazon.Runtime.BasicAWSCredentials]::new('test', 'test')
            (Test-CisRootAccessKey -Credential $credential -EndpointUrl 'http://127.0.0.1:1' -ErrorAction SilentlyContinue).ErrorId
            @([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'AWSSDK.Core' }).Count

            Remove-Module RootKeyCompliance
            Import-Module $Manifest
            Test-CisRootAccessKey -ReportPath $Report
        }

        $outcome[0..2] | Should -Be 0, 'EndpointUnreachable', 2
        "$($outcome[3].Status)", "$($outcome[3].Severity)", $outcome[3].AccountId, $outcome[3].ActiveKeyCount | Should -Be 'Fail', 'Critical', '111122223333', 1
    }

    It 'works in ForEach-Object -Parallel' {
        $aws = Open-FakeServer
        try {
            $findings = '100000000001', '100000000002', '100000000003', '100000000004' | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:manifest
                Test-CisRootAccessKey -AccessKey "AKIAUSER$_" -SecretKey "fake-secret-of-AKIAUSER$_" -EndpointUrl ($using:aws).Url
            }
        }
        finally {
            Close-FakeServer $aws
        }

        ($findings | Sort-Object AccountId).Status | Should -Be 'Pass', 'Fail', 'Fail', 'Fail'
    }
}

Describe 'The scripts of the repository' {
    It 'are clean' {
        if (-not (Get-Module -Name PSScriptAnalyzer -ListAvailable)) {
            Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed here'
        }

        # Packages of the tests bring scripts of their own into the build's output.
        Invoke-ScriptAnalyzer -Path $root -Recurse | Where-Object ScriptPath -NotMatch '[\\/](bin|obj)[\\/]' | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName) $($_.Message)" } |
            Should -BeNullOrEmpty
    }
}
