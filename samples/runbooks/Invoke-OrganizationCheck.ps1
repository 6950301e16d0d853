#Requires -Version 7.4

<#
.SYNOPSIS
Checks all accounts of one organization for root access keys, and writes the findings as one JSON file.

.DESCRIPTION
The child of a fan-out over many organizations: docs/runbooks/many-organizations.md. The file is <OutputPath>/<Organization>.json:
{ "Organization", "StartedAt", "FinishedAt", "Findings": [ ... ] }. It is written beside its place and moved there when it is whole.
An organization that cannot be checked at all is one finding with Status Error in it.

Exit code 0: every account passes or is skipped. 3: at least one has a root access key. 2: none has, but something could not be checked.
1: there is no file; the script itself could not run.

.PARAMETER Organization
What the organization is called here: the name of its file.

.PARAMETER OutputPath
The folder for the file. It is made when it is not there.

.PARAMETER ProfileName
The AWS profile that leads to the organization's management account or delegated administrator. Without it: the credentials at hand.

.PARAMETER RoleName
The role to assume in the accounts.

.PARAMETER CentralRootAccess
Enters the accounts by short sessions of their root users instead.

.PARAMETER ThrottleLimit
How many accounts are looked at at the same time.

.OUTPUTS
An object with the file's Path and the number of findings of each Status.

.EXAMPLE
./Invoke-OrganizationCheck.ps1 -Organization alpha -ProfileName alpha -OutputPath ./parts -CentralRootAccess
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [ValidatePattern('^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$')]
    [string] $Organization,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $OutputPath,

    [ValidateNotNullOrEmpty()]
    [string] $ProfileName,

    [Parameter(Mandatory, ParameterSetName = 'Role')]
    [string] $RoleName,

    [Parameter(Mandatory, ParameterSetName = 'Root')]
    [switch] $CentralRootAccess,

    [ValidateRange(1, 1024)]
    [int] $ThrottleLimit = 32
)

$ErrorActionPreference = 'Stop'
$startedAt = [System.DateTimeOffset]::UtcNow

if (-not (Get-Command -Name Get-CisAccount -ErrorAction Ignore)) {
    # The module of this checkout, where none is installed.
    Import-Module -Name "$PSScriptRoot/../../RootKeyCompliance.psd1"
}

$folder = (New-Item -Path $OutputPath -ItemType Directory -Force).FullName
$part = Join-Path $folder "$Organization.json"

# A part of an earlier run must not answer for this one.
Remove-Item -LiteralPath $part -ErrorAction Ignore

$credential = $ProfileName ? @{ ProfileName = $ProfileName } : @{}
$access = $CentralRootAccess ? @{ CentralRootAccess = $true } : @{ RoleName = $RoleName }

$findings = [System.Collections.Generic.List[object]]::new()
$errorId = 'NoFindings'
$message = 'the check said nothing'
try {
    # What is checked goes on when an account fails: its finding says why, and so does the error stream.
    Get-CisAccount -Organization @credential -ErrorAction Continue |
        Test-CisRootAccessKey @access @credential -ThrottleLimit $ThrottleLimit -ErrorAction Continue |
        ForEach-Object { $findings.Add($_) }
}
catch {
    $errorId = ($_.FullyQualifiedErrorId -split ',')[0]
    $message = $_.Exception.Message
    Write-Error -ErrorRecord $_ -ErrorAction Continue
}

if ($findings.Count -eq 0 -or $errorId -ne 'NoFindings') {
    $findings.Add([pscustomobject]@{
            ControlId = 'cis_v400_1_4'
            Status = 'Error'
            Severity = 'Unknown'
            Message = "Could not check the organization: $message"
            Source = 'Organizations'
            SourceName = $Organization
            CheckedAt = [System.DateTimeOffset]::UtcNow
            ErrorId = $errorId
        })
}

$json = [ordered]@{
    Organization = $Organization
    StartedAt = $startedAt
    FinishedAt = [System.DateTimeOffset]::UtcNow
    Findings = $findings
} | ConvertTo-Json -Depth 4 -EnumsAsStrings -Compress

# Whoever reads the part sees all of it or nothing.
$draft = "$part.$([guid]::NewGuid().ToString('N')).tmp"
try {
    [System.IO.File]::WriteAllText($draft, $json)
    [System.IO.File]::Move($draft, $part, $true)
}
finally {
    Remove-Item -LiteralPath $draft -ErrorAction Ignore
}

$count = @{ Pass = 0; Fail = 0; Skipped = 0; Error = 0 }
foreach ($finding in $findings) {
    $count["$($finding.Status)"]++
}

[pscustomobject]@{
    Organization = $Organization
    Path = $part
    Pass = $count.Pass
    Fail = $count.Fail
    Skipped = $count.Skipped
    Error = $count.Error
}

exit ($count.Fail ? 3 : $count.Error ? 2 : 0)
