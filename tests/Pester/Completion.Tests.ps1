#Requires -Version 7.4

# What the Tab key offers.

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"
    Import-Module "$PSScriptRoot/FakeAws.psm1" -Force

    $script:hidden = Hide-AwsEnvironment
    $script:configuration = $env:ROOTKEYCOMPLIANCE_CONFIG

    function Get-Completion([string] $Line) {
        (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText
    }
}

AfterAll {
    $env:ROOTKEYCOMPLIANCE_CONFIG = $configuration
    Restore-AwsEnvironment $hidden
}

Describe 'Test-CisRootAccessKey completes' {
    BeforeAll {
        $script:profiles = Join-Path $TestDrive 'completion.ini'
        Set-Content -LiteralPath $profiles -Value @(
            foreach ($name in 'audit', 'archive', 'production', 'old accounts') {
                "[$name]"
                'aws_access_key_id = test'
                'aws_secret_access_key = test'
            }
        )
    }

    It '-ProfileName from the file of -ProfileLocation' {
        Get-Completion "Test-CisRootAccessKey -ProfileLocation '$profiles' -ProfileName a" | Should -Be 'archive', 'audit'
    }

    It '-ProfileName with quotes where they are needed' {
        Get-Completion "Test-CisRootAccessKey -ProfileLocation '$profiles' -ProfileName old" | Should -Be "'old accounts'"
        Get-Completion "Test-CisRootAccessKey -ProfileLocation '$profiles' -ProfileName 'old" | Should -Be "'old accounts'"
    }

    It '-Region' {
        Get-Completion 'Test-CisRootAccessKey -Region eu-central-' | Should -Be 'eu-central-1', 'eu-central-2'
        Get-Completion 'Test-CisRootAccessKey -Region us-gov-' | Should -Contain 'us-gov-west-1'
    }

    It '-ControlId' {
        Get-Completion 'Test-CisRootAccessKey -ControlId cis_v4' | Should -Be 'cis_v400_1_4'
        Get-Completion 'Test-CisRootAccessKey -ControlId ' | Should -HaveCount 10
    }
}

Describe 'The cmdlets that ask AWS complete' {
    It '-Region and -ProfileName: <_>' -ForEach 'Test-CisRootAccessKey', 'Get-CisAccount', 'Remove-CisRootAccessKey', 'Invoke-CisPipeline' {
        $profiles = Join-Path $TestDrive 'profiles.ini'
        Set-Content -LiteralPath $profiles -Value '[audit]', 'aws_access_key_id = test', 'aws_secret_access_key = test'

        Get-Completion "$_ -Region ap-southeast-1" | Should -Be 'ap-southeast-1'
        Get-Completion "$_ -Region nowhere-" | Should -BeNullOrEmpty
        Get-Completion "$_ -ProfileLocation '$profiles' -ProfileName " | Should -Be 'audit'
    }
}

Describe 'What is in the configuration' {
    BeforeAll {
        $env:ROOTKEYCOMPLIANCE_CONFIG = Join-Path $TestDrive 'config.json'
        Set-CisNotifier 'security' -Slack -WebhookUrl env:SLACK_WEBHOOK_URL
        Set-CisNotifier on-call -Webhook -Uri env:ON_CALL_URL
        $stored = Get-Content -LiteralPath $env:ROOTKEYCOMPLIANCE_CONFIG -Raw | ConvertFrom-Json -AsHashtable
        $stored['connections'] = @{ steampipe = @{ audit = 'postgres://steampipe@db.example.com:9193/steampipe' } }
        $stored | ConvertTo-Json -Depth 9 | Set-Content -LiteralPath $env:ROOTKEYCOMPLIANCE_CONFIG
    }

    It 'completes <_>' -ForEach 'Send-CisNotification -Notifier', 'Invoke-CisPipeline -Notifier', 'Get-CisNotifier -Name', 'Get-CisNotifier',
    'Set-CisNotifier -Name', 'Remove-CisNotifier -Name' {
        Get-Completion "$_ s" | Should -Be 'security'
        Get-Completion "$_ o" | Should -Be 'on-call'
        Get-Completion "$_ d" | Should -Be 'default'
    }

    It 'completes the next of several notifiers' {
        Get-Completion 'Send-CisNotification -Notifier default, s' | Should -Be 'security'
    }

    It 'completes -Database: <_>' -ForEach 'Test-CisRootAccessKey', 'Invoke-CisPipeline' {
        Get-Completion "$_ -Database a" | Should -Be 'audit'
        Get-Completion "$_ -Database " | Should -Be 'audit', 'default'
    }

    It 'offers what is built in when the file is damaged, and says nothing of it' {
        $sound = $env:ROOTKEYCOMPLIANCE_CONFIG
        $env:ROOTKEYCOMPLIANCE_CONFIG = Join-Path $TestDrive 'damaged.json'
        Set-Content -LiteralPath $env:ROOTKEYCOMPLIANCE_CONFIG -Value '{ "notifiers":'
        try {
            Get-Completion 'Send-CisNotification -Notifier ' | Should -Be 'default'
        }
        finally {
            $env:ROOTKEYCOMPLIANCE_CONFIG = $sound
        }
    }
}

Describe 'Words that are fixed' {
    It '-Format of Export-CisReport' {
        Get-Completion 'Export-CisReport -Format ' | Sort-Object | Should -Be 'Asff', 'Csv', 'Html', 'Json', 'Junit', 'Markdown', 'Ocsf', 'Sarif'
        Get-Completion 'Export-CisReport report -Format j' | Sort-Object | Should -Be 'Json', 'Junit'
    }

    It '-NotificationLevel of <_>' -ForEach 'Send-CisNotification', 'Invoke-CisPipeline' {
        Get-Completion "$_ -NotificationLevel " | Sort-Object | Should -Be 'error', 'info', 'verbose'
    }

    It '-ControlId, and the place where it needs no name' {
        Get-Completion 'Invoke-CisPipeline cis_v7' | Should -Be 'cis_v700_2_4'
        Get-Completion 'Get-CisPipeline cis_v4' | Should -Be 'cis_v400_1_4'
        Get-Completion 'Test-CisRootAccessKey -ControlId cis_v9' | Should -BeNullOrEmpty
    }
}
