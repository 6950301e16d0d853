# Azure itself: what signs in, starts a job and tells of one, and time. Nothing else of the parent and its children is replaced. A job runs the
# runbook of its name, with the parameters that it was given, and has ended when it is asked for the second time.

# The test sets these, and reads them afterwards.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidOverwritingBuiltInCmdlets', '', Scope = 'Function', Target = '*')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidGlobalVars', '', Scope = 'Function', Target = '*')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Scope = 'Function', Target = '*')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseOutputTypeCorrectly', '', Scope = 'Function', Target = '*')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Scope = 'Function', Target = '*')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '')]
param()

$jobs = @{}
$peak = 0
$naps = 0

# What a test sets: jobs at the same time that the account takes, whether a job ever ends, and how often its state cannot be had.
$quota = 50
$ends = $true
$refusals = 0

function Connect-AzAccount {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [switch] $Identity)
}

function Start-AzAutomationRunbook {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $ResourceGroupName,
        [Parameter(Mandatory)] [string] $AutomationAccountName,
        [Parameter(Mandatory)] [string] $Name,
        [System.Collections.IDictionary] $Parameters,
        [string] $RunOn
    )

    $running = 1 + @($jobs.Values | Where-Object Status -EQ Running).Count
    if ($running -gt $global:quota) {
        throw [System.InvalidOperationException]::new('The quota of jobs is used up.')
    }

    $global:peak = [System.Math]::Max($global:peak, $running)
    $end = 'Completed'
    try {
        $null = & "$runbooks/$Name.ps1" @Parameters
    }
    catch {
        $end = 'Failed'
    }

    $job = [pscustomobject]@{ JobId = [guid]::NewGuid(); Status = 'Running'; End = $end; Asked = 0; RunOn = $RunOn }
    $global:jobs[$job.JobId] = $job
    $job
}

function Get-AzAutomationJob {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $ResourceGroupName,
        [Parameter(Mandatory)] [string] $AutomationAccountName,
        [Parameter(Mandatory)] [guid] $Id
    )

    if ($global:refusals -gt 0) {
        $global:refusals--
        throw [System.InvalidOperationException]::new('Not now.')
    }

    $job = $jobs[$Id]
    if (++$job.Asked -gt 1 -and $global:ends) {
        $job.Status = $job.End
    }

    $job
}

function Start-Sleep([int] $Seconds) {
    $global:naps++
}
