#Requires -Version 7.4

BeforeAll {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"

    $script:schema = "$PSScriptRoot/../../docs/schemas/config.schema.json"
    $script:before = $env:ROOTKEYCOMPLIANCE_CONFIG
}

AfterAll {
    $env:ROOTKEYCOMPLIANCE_CONFIG = $before
}

Describe 'Notifiers by name' {
    BeforeEach {
        # Each test has a file of its own, which is not there yet.
        $env:ROOTKEYCOMPLIANCE_CONFIG = Join-Path $TestDrive "$(New-Guid)/config.json"
    }

    It 'start with the console alone' {
        (Get-CisNotifier).Name | Should -Be 'default'
        $env:ROOTKEYCOMPLIANCE_CONFIG | Should -Not -Exist
    }

    It 'are stored once and found in any later command' {
        Set-CisNotifier security -Slack -WebhookUrl env:SLACK_WEBHOOK_URL

        (Get-CisNotifier notifier.Security).Target | Should -Be 'env:SLACK_WEBHOOK_URL'
        (Get-CisNotifier).Name | Should -Be @('default', 'security')
    }

    It 'may have several targets, all of which are told' {
        & { New-CisNotifier -Console; New-CisNotifier -Console } | Set-CisNotifier twice

        $lines = Test-CisRootAccessKey -ReportPath "$PSScriptRoot/../../samples/sandbox.csv" | Send-CisNotification twice 6>&1 | ForEach-Object ToString

        $lines | Should -Be @(
            @("1.4 Ensure no 'root' user account access key exists") * 2
            @('Detected 0 IAM root user(s) with access keys.') * 2
        )
    }

    It 'warn of secrets in clear text, show them nowhere, and take SecureStrings' {
        $secret = [System.Net.NetworkCredential]::new('', 'kingfisher7').SecurePassword
        $mail = [pscredential]::new('audit', $secret)

        $said = & {
            Set-CisNotifier a -Webhook -Uri https://example.com/kingfisher7 -SigningKey $secret -PassThru -Verbose
            Set-CisNotifier b -Email -SmtpServer smtp.example.com -From a@example.com -To b@example.com -SmtpCredential $mail -PassThru
            Set-CisNotifier c -Slack -Token kingfisher7 -Channel '#c' -PassThru
        } *>&1

        $said | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | Should -HaveCount 4
        $notifiers = Get-CisNotifier
        $shown = @(
            $said | Out-String
            $notifiers | Format-Table | Out-String
            $notifiers | Format-List | Out-String
            $notifiers | Format-List * | Out-String
            $notifiers | ConvertTo-Json -Depth 5
            $notifiers | ConvertTo-Csv
            $notifiers.Settings | Out-String
            [System.Management.Automation.PSSerializer]::Serialize($notifiers, 5)
        )
        $shown | Should -Not -Match 'kingfisher7'
        Get-Content $env:ROOTKEYCOMPLIANCE_CONFIG -Raw | Should -Match 'kingfisher7'
    }

    It 'say in a list what they are' {
        Set-CisNotifier security -Slack -Token env:SLACK -Channel '#security'

        $list = Get-CisNotifier security | Format-List | Out-String -Stream | ForEach-Object Trim | Where-Object { $_ }

        $list -replace '\s*:\s', ' : ' | Should -Be @(
            'Name : security', 'Kind : Slack', 'Target : #security', 'Settings : token = env:SLACK', 'channel = #security'
        )
    }

    It 'go with their name' {
        & { New-CisNotifier -Console; New-CisNotifier -Teams -WebhookUrl env:TEAMS } | Set-CisNotifier a
        Set-CisNotifier b -Console

        Get-CisNotifier a | Remove-CisNotifier -ErrorAction Stop

        (Get-CisNotifier).Name | Should -Be @('default', 'b')
        { Remove-CisNotifier a -ErrorAction Stop } | Should -Throw -ErrorId 'NotifierNotFound,*'
    }

    It 'are not lost when something is wrong in the file: the error says where' {
        $null = New-Item -Path $env:ROOTKEYCOMPLIANCE_CONFIG -Value "{`n  `"notifiers`": { `"a`": { `"type`": `"pager`" } }`n}" -Force

        { Get-CisNotifier } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
        { Set-CisNotifier b -Console } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
        $Error[0].ErrorDetails.Message | Should -BeLike '*line 2, column 33*'
        Get-Content $env:ROOTKEYCOMPLIANCE_CONFIG -Raw | Should -BeLike '*pager*'
    }
}

Describe 'docs/schemas/config.schema.json' {
    BeforeAll {
        $env:ROOTKEYCOMPLIANCE_CONFIG = Join-Path $TestDrive 'schema.json'
    }

    It 'takes what Set-CisNotifier writes, of every kind with every setting' {
        Set-CisNotifier console -Console
        Set-CisNotifier slack -Slack -WebhookUrl env:A
        Set-CisNotifier slack -Slack -Token env:A -Channel c -ApiUrl https://slack.example.com -Append
        Set-CisNotifier teams -Teams -WebhookUrl env:A
        Set-CisNotifier email -Email -SmtpServer m -Port 25 -Security Tls -From a@b.c -To a@b.c, d@e.f -Cc a@b.c -Bcc a@b.c -Subject s -SmtpCredential (
            [pscredential]::new('u', [System.Net.NetworkCredential]::new('', 'env:A').SecurePassword))
        Set-CisNotifier webhook -Webhook -Uri env:A -SigningKey env:B
        Set-CisNotifier sns -Sns -TopicArn arn:aws:sns:eu-central-1:111122223333:a -ProfileName p -ProfileLocation env:L -Region eu-central-1 -EndpointUrl http://127.0.0.1:1 -AccessKey env:A -SecretKey env:B -SessionToken env:C

        Get-Content $env:ROOTKEYCOMPLIANCE_CONFIG -Raw | Test-Json -SchemaFile $schema | Should -BeTrue
    }

    It 'agrees with the module on <Json>' -ForEach @(
        @{ Json = '{}'; Valid = $true }
        @{ Json = '{ "$schema": "x", "notifiers": {}, "connections": { "steampipe": { "a": "x", "b": { "connectionString": "env:X", "password": "p" } } } }'; Valid = $true }
        @{ Json = '{ "notifiers": { "a": { "type": "email", "smtpServer": "m", "from": "a@b.c", "to": "a@b.c", "port": "25" } } }'; Valid = $true }
        @{ Json = '[]'; Valid = $false }
        @{ Json = '{ "notifier": {} }'; Valid = $false }
        @{ Json = '{ "notifiers": { "a b": { "type": "console" } } }'; Valid = $false }
        @{ Json = '{ "notifiers": { "a": [] } }'; Valid = $false }
        @{ Json = '{ "notifiers": { "a": { "type": "pager" } } }'; Valid = $false }
        @{ Json = '{ "notifiers": { "a": { "type": "slack" } } }'; Valid = $false }
        @{ Json = '{ "notifiers": { "a": { "type": "slack", "webhookUrl": "env:X", "channel": "c" } } }'; Valid = $false }
        @{ Json = '{ "notifiers": { "a": { "type": "webhook", "uri": "env:X", "key": "x" } } }'; Valid = $false }
        @{ Json = '{ "notifiers": { "a": { "type": "email", "smtpServer": "m", "from": "a@b.c", "to": "a@b.c", "port": 65536 } } }'; Valid = $false }
        @{ Json = '{ "connections": { "steampipe": { "a": { "password": "p" } } } }'; Valid = $false }
    ) {
        Set-Content -LiteralPath $env:ROOTKEYCOMPLIANCE_CONFIG -Value $Json
        $read = try { $null = Get-CisNotifier; $true } catch { $false }

        $read | Should -Be $Valid
        Test-Json -Json $Json -SchemaFile $schema -ErrorAction SilentlyContinue | Should -Be $Valid
    }
}
