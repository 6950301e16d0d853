#Requires -Version 7.4

<#
.SYNOPSIS
Checks for root access keys, writes reports, tells people what is new, and ends with an exit code.

.DESCRIPTION
One run of a schedule or of a CI job: docs/runbooks/README.md. Checks the account of the credentials at hand, or, with -CentralRootAccess or
-RoleName, every account of the organization. Writes root-keys.html, root-keys.junit.xml, root-keys.sarif and root-keys.json; the SARIF report
has the failures only, since GitHub shows whatever it is given as an alert.

With -BaselinePath, people are told of a key once: in the run that finds it first. Without, in every run. Of an account that could not be
checked they are told in every run. The baseline is renewed when everybody has been told; otherwise the next run tells again.

Exit code 0: every account passes or is skipped. 3: at least one has a root access key. 2: none has, but something could not be checked.
1: the script itself could not run, or somebody could not be told.

.PARAMETER OutputPath
The folder for the reports. It is made when it is not there. Reports of an earlier run are removed first.

.PARAMETER BaselinePath
The file in which the verdicts are kept from run to run. The file and its folder need not be there the first time.

.PARAMETER Notifier
Names of notifiers, or notifiers. Default: the console.

.PARAMETER ProfileName
The AWS profile to use. Without it: the credentials at hand.

.PARAMETER RoleName
Checks the organization; the role to assume in its accounts.

.PARAMETER CentralRootAccess
Checks the organization; enters its accounts by short sessions of their root users.

.PARAMETER ThrottleLimit
How many accounts are looked at at the same time.

.OUTPUTS
An object with the number of findings of each Status, how many of them people were told of, and the reports' folder.

.EXAMPLE
./Invoke-RootKeyCheck.ps1 -OutputPath ./reports -BaselinePath ./state/root-keys.json -Notifier security -CentralRootAccess
#>
[CmdletBinding(DefaultParameterSetName = 'Account')]
param(
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $OutputPath,

    [ValidateNotNullOrEmpty()]
    [string] $BaselinePath,

    [ValidateNotNullOrEmpty()]
    [object[]] $Notifier = 'default',

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

if (-not (Get-Command -Name Test-CisRootAccessKey -ErrorAction Ignore)) {
    # The module of this checkout, where none is installed.
    Import-Module -Name "$PSScriptRoot/../../RootKeyCompliance.psd1"
}

$folder = (New-Item -Path $OutputPath -ItemType Directory -Force).FullName
$report = @{}
foreach ($kind in 'html', 'junit.xml', 'sarif', 'json') {
    # A report of an earlier run must not answer for this one.
    $report[$kind] = Join-Path $folder "root-keys.$kind"
    if (Test-Path -LiteralPath $report[$kind]) {
        Remove-Item -LiteralPath $report[$kind] -ErrorAction Stop
    }
}

# What is checked goes on when an account fails: its finding says why, and so does the error stream.
$aws = @{ ErrorAction = 'Continue' }
if ($ProfileName) {
    $aws.ProfileName = $ProfileName
}

$findings = @(
    if ($PSCmdlet.ParameterSetName -eq 'Account') {
        Test-CisRootAccessKey @aws
    }
    else {
        $access = $CentralRootAccess ? @{ CentralRootAccess = $true } : @{ RoleName = $RoleName }
        Get-CisAccount -Organization @aws | Test-CisRootAccessKey @access @aws -ThrottleLimit $ThrottleLimit
    }
)
if ($findings.Count -eq 0) {
    throw 'The check said nothing.'
}

# Accounts that had a key and were not checked this time are among these: nobody knows that it is gone.
$state = $BaselinePath ? $PSCmdlet.GetUnresolvedProviderPathFromPSPath($BaselinePath) : $null
$isCompared = [System.IO.File]::Exists($state)
$compared = @($isCompared ? ($findings | Compare-CisFinding -Baseline $BaselinePath) : $findings)

$compared | Export-CisReport -Path $report['html']
$compared | Export-CisReport -Path $report['junit.xml']
$compared | Export-CisReport -Path $report['json']
$compared | Where-Object Status -EQ Fail | Export-CisReport -Path $report['sarif']

$news = @($compared | Where-Object { $_.Status -eq 'Error' -or ($_.Status -eq 'Fail' -and (-not $isCompared -or $_.Change -eq 'New')) })

# The count of a digest is that of its findings: without a new key there is none to give.
$news | Send-CisNotification -Notifier $Notifier -NotificationLevel ($news.Status -contains 'Fail' ? 'info' : 'error')

if ($BaselinePath) {
    $null = New-Item -Path ([System.IO.Path]::GetDirectoryName($state)) -ItemType Directory -Force
    $null = $findings | Compare-CisFinding -Baseline $BaselinePath -UpdateBaseline
}

$count = @{ Pass = 0; Fail = 0; Skipped = 0; Error = 0 }
foreach ($finding in $compared) {
    $count["$($finding.Status)"]++
}

[pscustomobject]@{
    Path = $folder
    Pass = $count.Pass
    Fail = $count.Fail
    Skipped = $count.Skipped
    Error = $count.Error
    Told = $news.Count
}

exit ($count.Fail ? 3 : $count.Error ? 2 : 0)
