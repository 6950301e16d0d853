#Requires -Version 7.4

BeforeAll {
    $null = & "$PSScriptRoot/Import-TestModule.ps1"
}

Describe 'Get-CisPipeline' {
    It 'lists the recommendation in every CIS version' {
        (Get-CisPipeline).ControlId | Should -Be @(
            'cis_v120_1_12', 'cis_v130_1_4', 'cis_v140_1_4', 'cis_v150_1_4', 'cis_v200_1_4'
            'cis_v300_1_4', 'cis_v400_1_4', 'cis_v500_1_3', 'cis_v600_2_3', 'cis_v700_2_4'
        )
    }

    It 'finds a pipeline by <_>' -ForEach 'cis_v400_1_4', 'CIS_V400_1_4', 'aws_cis.pipeline.cis_v400_1_4', '*v400*' {
        $pipeline = Get-CisPipeline $_

        $pipeline | Should -HaveCount 1
        $pipeline | Should -BeOfType RootKeyCompliance.CisPipeline
        $pipeline.Name | Should -Be 'aws_cis.pipeline.cis_v400_1_4'
    }

    It 'takes names, and findings, from the pipeline' {
        'cis_v300_1_4', 'cis_v400_1_4' | Get-CisPipeline | Should -HaveCount 2

        $finding = Test-CisRootAccessKey -ReportPath "$PSScriptRoot/../../samples/production.csv" -ControlId cis_v600_2_3
        ($finding | Get-CisPipeline).ControlId | Should -Be 'cis_v600_2_3'
    }

    It 'tells what a person needs to know about <_.ControlId>' -ForEach @(
        $null = & "$PSScriptRoot/Import-TestModule.ps1"
        Get-CisPipeline
    ) {
        $_.Title | Should -BeLike "* Ensure no 'root' user account access key exists"
        $_.Section | Should -Not -BeNullOrEmpty
        $_.Benchmark | Should -BeLike 'CIS AWS Foundations Benchmark v*'
        $_.BenchmarkVersions | Should -Not -BeNullOrEmpty
        $_.Level | Should -BeLike 'Level *'
        $_.Description, $_.Rationale, $_.Note | Should -Not -BeNullOrEmpty
        $_.Remediation.Count | Should -BeGreaterThan 1
        $_.Parameters.Name | Should -Be 'database', 'notifier', 'notification_level'
        $_.Mappings | Should -Not -BeNullOrEmpty
    }

    It 'knows the same requirement in other frameworks' {
        $mappings = (Get-CisPipeline cis_v400_1_4).Mappings

        ($mappings | Where-Object Framework -EQ 'AWS Security Hub').Id | Should -Be 'IAM.4'
        $mappings | Where-Object { $_.Framework -eq 'PCI DSS' -and $_.Version -eq '4.0' } | Should -Not -BeNullOrEmpty
    }

    It 'is a table, and a list with Format-List' {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try {
            $table = (Get-CisPipeline cis_v[67]* | Out-String -Width 120).Trim() -split '\r?\n' | ForEach-Object TrimEnd
            $list = Get-CisPipeline cis_v400_1_4 | Format-List | Out-String -Width 200
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }

        $table | Should -Be @(
            'ControlId     Benchmark                            Title'
            '---------     ---------                            -----'
            "cis_v600_2_3  CIS AWS Foundations Benchmark v6.0.0 2.3 Ensure no 'root' user account access key exists"
            "cis_v700_2_4  CIS AWS Foundations Benchmark v7.0.0 2.4 Ensure no 'root' user account access key exists"
        )
        $list | Should -Match '(?m)^Remediation +: 1\. '
        $list | Should -Match '(?m)^ +5\. '
    }

    It 'completes -Name' {
        $line = 'Get-CisPipeline cis_v6'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'cis_v600_2_3'
    }

    It 'reports a name that belongs to no pipeline, suggests near ones, and goes on' {
        $found = Get-CisPipeline cis_v400_1_5, cis_v500_1_3 -ErrorAction SilentlyContinue -ErrorVariable failures

        $found.ControlId | Should -Be 'cis_v500_1_3'
        $failures.FullyQualifiedErrorId | Should -Be 'PipelineNotFound,RootKeyCompliance.Commands.GetCisPipelineCommand'
        $failures.TargetObject | Should -Be 'cis_v400_1_5'
        "$failures" | Should -Match 'cis_v400_1_4'
    }

    It 'finds nothing for a pattern that matches nothing, as Get-ChildItem does' {
        Get-CisPipeline 'cis_v9*' -ErrorAction Stop | Should -BeNullOrEmpty
    }
}
