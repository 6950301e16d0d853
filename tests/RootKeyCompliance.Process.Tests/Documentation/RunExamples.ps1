#Requires -Version 7.4

<#
.SYNOPSIS
Runs the examples of pages, and shows their output.

.DESCRIPTION
plan.json in this folder has the pages and their steps. Each page has a runspace of its own, with the files of ./start and the variables of the
environment as they were at the beginning. Before each page and each step there is a line of its own. Of a step that is not a session only errors
are shown: a line 'error' or 'failed' with the id.
#>
[System.Diagnostics.CodeAnalysis.SuppressMessage('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'The examples use them.')]
[System.Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidOverwritingBuiltInCmdlets', '', Justification = 'Stands for a person who types.')]
param([string] $__page)

if (-not $__page) {
    [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
    $variables = Get-ChildItem Env:
    foreach ($plan in Get-Content -LiteralPath ./plan.json -Raw | ConvertFrom-Json) {
        Get-ChildItem Env: | Where-Object Name -NotIn $variables.Name | Remove-Item
        $variables | ForEach-Object { [System.Environment]::SetEnvironmentVariable($_.Name, $_.Value) }
        Get-ChildItem -Exclude aws-config, aws-credentials, bin, en-US, formats, start, plan.json, RootKeyCompliance.psd1 | Remove-Item -Recurse -Force
        Copy-Item -Path ./start/* -Destination . -Recurse
        $null = Invoke-RestMethod -Method Post -Uri "$env:AGAIN_URL-page" -ContentType application/json -Body '{}'
        [Console]::Out.Write("`u{1}page $($plan.Page)`n")
        $runspace = [runspacefactory]::CreateRunspace($Host, [initialsessionstate]::CreateDefault2())
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        $null = $shell.AddScript(". '$PSCommandPath' '$($plan.Page)'")
        $shell.Invoke() | ForEach-Object { [Console]::Out.WriteLine($_) }
        $shell.Streams.Error | ForEach-Object { [Console]::Out.WriteLine("error of the session: $_") }
        $runspace.Dispose()
    }

    exit 0
}

$ErrorActionPreference = 'Continue'

# Commands that the examples take from elsewhere: AWS.Tools, a vault, and a person who types.
function Get-ORGAccountList {
    Get-CisAccount -Organization | ForEach-Object { [pscustomobject]@{ Id = $_.Id; Name = $_.Name; State = $_.State } }
}

function Get-IAMAccountSummary {
    $summary = [System.Collections.Generic.Dictionary[string, int]]::new()
    $summary.Add('AccountAccessKeysPresent', 1)
    , $summary
}

function Get-Secret([string] $Name) {
    [System.Net.NetworkCredential]::new('', ($Name -eq 'teams-security' ? $env:TEAMS_WEBHOOK_URL : $env:SLACK_TOKEN)).SecurePassword
}

function Get-Credential([string] $Title) {
    [pscredential]::new('AKIAIOSFODNN7EXAMPLE', [System.Net.NetworkCredential]::new('', 'fake-secret-of-AKIAIOSFODNN7EXAMPLE').SecurePassword)
}

Import-Module ./RootKeyCompliance.psd1

# Results of an earlier run.
$findings = Test-CisRootAccessKey -ReportPath ./samples/*.csv -ErrorAction Ignore
$removals = Remove-CisRootAccessKey 100000000003, 100000000004 -WhatIf 6> $null
Test-CisRootAccessKey -ReportPath ./samples/legacy.csv -AllowInactiveKey | Export-CisReport ./monday.json
Test-CisRootAccessKey -ReportPath ./samples/legacy.csv | Export-CisReport ./friday.json
Remove-CisRootAccessKey 100000000001 -AuditPath ./removals.jsonl -Confirm:$false > $null

foreach ($__step in (Get-Content -LiteralPath ./plan.json -Raw | ConvertFrom-Json | Where-Object Page -EQ $__page).Steps) {
    if ($__step.IsFirst) {
        $null = Invoke-RestMethod -Method Post -Uri $env:AGAIN_URL -ContentType application/json -Body '{}'
    }

    [Console]::Out.Write("`u{1}step`n")
    $__code = [scriptblock]::Create($__step.Code)

    # Questions are for sessions, which show the answers.
    $ConfirmPreference = $__step.IsSession ? 'High' : 'None'
    try {
        . $__code 2>&1 | ForEach-Object {
            if (-not $__step.IsSession -and $_ -is [System.Management.Automation.ErrorRecord]) {
                [Console]::Out.WriteLine("error $($_.FullyQualifiedErrorId)")
            }
            elseif ($__step.IsSession) {
                $_
            }
        } | Out-String -Stream -Width 160 | ForEach-Object { [Console]::Out.WriteLine($_) }
    }
    catch {
        [Console]::Out.WriteLine("failed $($_.FullyQualifiedErrorId)")
    }
}
