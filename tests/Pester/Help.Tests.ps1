#Requires -Version 7.4

# Get-Help, as somebody asks who has nothing but the module.

BeforeDiscovery {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"
    $script:cmdlets = (Get-Command -Module RootKeyCompliance).Name | ForEach-Object { @{ Cmdlet = $_ } }
    $script:topics = @(
        'about_RootKeyCompliance', 'about_RootKeyCompliance_CisFinding', 'about_RootKeyCompliance_CisKeyRemoval', 'about_RootKeyCompliance_Configuration',
        'about_RootKeyCompliance_Credentials', 'about_RootKeyCompliance_Installing', 'about_RootKeyCompliance_MigratingFromFlowpipe', 'about_RootKeyCompliance_Notifiers',
        'about_RootKeyCompliance_Organizations', 'about_RootKeyCompliance_RemovingRootKeys', 'about_RootKeyCompliance_Reports', 'about_RootKeyCompliance_Steampipe',
        'about_RootKeyCompliance_Webhook'
    )
}

BeforeAll {
    $script:manifest = & "$PSScriptRoot/Import-TestModule.ps1"

    function Get-Text([object] $Part) {
        ($Part | Out-String).Trim()
    }
}

Describe 'The help of <Cmdlet>' -ForEach $cmdlets {
    BeforeAll {
        $script:help = Get-Help -Name $Cmdlet -Full
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $script:parameters = (Get-Command -Name $Cmdlet).Parameters.Values | Where-Object Name -NotIn $common
    }

    It 'has a synopsis and a description that were written for it' {
        # Where there is no help file PowerShell makes a synopsis of the syntax.
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "$Cmdlet \["
        Get-Text $help.description | Should -Not -BeNullOrEmpty
    }

    It 'has a text for a parameter, by Get-Help -Parameter, too' {
        $parameter = $parameters | Select-Object -First 1

        Get-Text (Get-Help -Name $Cmdlet -Parameter $parameter.Name).description | Should -Not -BeNullOrEmpty
    }
}

Describe 'The topic <_>' -ForEach $topics {
    It 'is found by its name, and is text' {
        $topic = Get-Help -Name $_

        $topic | Should -HaveCount 1
        $topic | Should -BeOfType string
        $topic.Length | Should -BeGreaterThan 200
    }
}

Describe 'The topics' {
    It 'are listed by Get-Help about_RootKeyCompliance*, all and no other' {
        (Get-Help -Name 'about_RootKeyCompliance*').Name | Sort-Object -Unique | Should -Be @(
            Get-ChildItem -LiteralPath (Join-Path (Split-Path -Path $manifest) 'en-US') -Filter 'about_*' | ForEach-Object { $_.Name -replace '\.help\.txt$' } | Sort-Object
        )
    }
}
