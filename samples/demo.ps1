#Requires -Version 7.4

<#
.SYNOPSIS
Checks the sample credential reports and sends the result to the console.

.DESCRIPTION
Shows each command before it runs. No AWS account is contacted and no file is written.

.EXAMPLE
./samples/demo.ps1
#>
[CmdletBinding()]
param()

# Imports the module of this folder, unless the session has it already.
if (-not (Get-Module -Name RootKeyCompliance)) {
    Import-Module -Name (Join-Path -Path $PSScriptRoot -ChildPath '../RootKeyCompliance.psd1') -ErrorAction Stop
}

$folder = Split-Path -Path $PSScriptRoot
$steps = @(
    {
        # One finding for each credential report. A report that cannot be read is a finding, too.
        $findings = Get-ChildItem ./samples/*.csv | Test-CisRootAccessKey -ErrorAction SilentlyContinue | Sort-Object AccountId
        $findings
    }
    {
        # What the people who are responsible receive, here on the console.
        $findings | Send-CisNotification -NotificationLevel verbose
    }
)

Push-Location -LiteralPath $folder
try {
    foreach ($step in $steps) {
        "$step".Trim() -split '\r?\n' | ForEach-Object { "PS> $($_.Trim())" } | Out-Host
        . $step | Out-Host
        '' | Out-Host
    }
}
finally {
    Pop-Location
}

@"
Next, try in $folder (without PowerShell, 'dotnet run --project src/RootKeyCompliance.Shell' opens a prompt there):

  `$findings = Get-ChildItem ./samples/*.csv | Test-CisRootAccessKey
  `$findings | Export-CisReport ./report.html      a report to open in a browser
  `$findings | Where-Object Status -eq Fail        the accounts with a root access key
  Test-CisRootAccessKey                           your own account, with your AWS credentials
  Get-Help about_RootKeyCompliance                what the module can do
"@ | Out-Host
