#Requires -Version 7.4

<#
.SYNOPSIS
The Lambda function root-key-check: checks one organization, and puts its part into the bucket.

.DESCRIPTION
A script handler of the PowerShell runtime for Lambda, which hands over a context, too; nothing here asks for it.
many-organizations.asl.json invokes it once for each organization. The variable BUCKET names the bucket. The organization's AWS profile has
the organization's name.

.PARAMETER LambdaInput
The Organization, and the name of the Run.

.OUTPUTS
The Organization, and the ExitCode of its check.
#>
param([object] $LambdaInput)

# A check that could not run and a part that was not kept are failures of the function: Step Functions hears of no others.
$ErrorActionPreference = 'Stop'
$name = $LambdaInput.Organization
$folder = Join-Path ([System.IO.Path]::GetTempPath()) $LambdaInput.Run

$check = @{ Organization = $name; ProfileName = $name; OutputPath = $folder; CentralRootAccess = $true; ThrottleLimit = 64 }
$null = & "$PSScriptRoot/Invoke-OrganizationCheck.ps1" @check
$exitCode = $LASTEXITCODE

Write-S3Object -BucketName $env:BUCKET -Key "parts/$($LambdaInput.Run)/$name.json" -File (Join-Path $folder "$name.json")
@{ Organization = $name; ExitCode = $exitCode }
