#Requires -Version 7.4

<#
.SYNOPSIS
Azure Automation: starts one child runbook for each organization, a few at a time, and waits for all of them.

.DESCRIPTION
The parent of a fan-out: docs/runbooks/many-organizations.md. The child is Invoke-OrganizationCheck.ps1, published as a runbook; it runs on a
hybrid worker group whose machines share -OutputPath. Needs the module Az.Automation and a managed identity that may start jobs.
Emits one object per organization: Completed tells that its child ran, and Merge-OrganizationFinding.ps1 what it found.

.PARAMETER MaxConcurrency
How many children run at the same time.

.PARAMETER TimeLimit
How long all of it may take. Children that still run then go on, and are reported as they are.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string[]] $Organization,

    [Parameter(Mandatory)]
    [string] $ResourceGroupName,

    [Parameter(Mandatory)]
    [string] $AutomationAccountName,

    [Parameter(Mandatory)]
    [string] $HybridWorkerGroup,

    [Parameter(Mandatory)]
    [string] $OutputPath,

    [string] $ChildRunbook = 'Invoke-OrganizationCheck',

    [ValidateRange(1, 200)]
    [int] $MaxConcurrency = 8,

    [timespan] $TimeLimit = '02:00:00'
)

$ErrorActionPreference = 'Stop'
$null = Connect-AzAccount -Identity
$account = @{ ResourceGroupName = $ResourceGroupName; AutomationAccountName = $AutomationAccountName }
$ended = 'Completed', 'Failed', 'Stopped', 'Suspended'
$deadline = [System.DateTimeOffset]::UtcNow + $TimeLimit
# A name in another case is the same file, and the same organization for the merge.
$waiting = [System.Collections.Generic.Queue[string]]::new([string[]] @($Organization | Select-Object -Unique -CaseInsensitive))
$running = @{}

while ($waiting.Count -gt 0 -or $running.Count -gt 0) {
    $isLate = [System.DateTimeOffset]::UtcNow -ge $deadline

    while ($waiting.Count -gt 0 -and ($isLate -or $running.Count -lt $MaxConcurrency)) {
        $name = $waiting.Dequeue()
        if ($isLate) {
            [pscustomobject]@{ Organization = $name; JobStatus = 'NotStarted'; Completed = $false }
            continue
        }

        try {
            # One profile for each organization, of the same name, on the workers.
            $parameters = @{ Organization = $name; ProfileName = $name; OutputPath = $OutputPath; CentralRootAccess = $true }
            $running[$name] = (Start-AzAutomationRunbook @account -Name $ChildRunbook -Parameters $parameters -RunOn $HybridWorkerGroup).JobId
        }
        catch {
            Write-Error -ErrorRecord $_ -ErrorAction Continue
            [pscustomobject]@{ Organization = $name; JobStatus = 'NotStarted'; Completed = $false }
        }
    }

    foreach ($name in @($running.Keys)) {
        $status = try {
            "$((Get-AzAutomationJob @account -Id $running[$name]).Status)"
        }
        catch {
            # Not known for the moment: it is asked for again.
            Write-Warning "The job of $name cannot be looked at: $_"
            'Unknown'
        }

        if ($isLate -or $status -in $ended) {
            $running.Remove($name)
            [pscustomobject]@{ Organization = $name; JobStatus = $status; Completed = $status -eq 'Completed' }
        }
    }

    if ($running.Count -gt 0) {
        Start-Sleep -Seconds 15
    }
}
