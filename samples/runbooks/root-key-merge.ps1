#Requires -Version 7.4

<#
.SYNOPSIS
The Lambda function root-key-merge: merges the parts of a run, and puts all findings into the bucket.

.DESCRIPTION
A script handler of the PowerShell runtime for Lambda, which hands over a context, too; nothing here asks for it.
many-organizations.asl.json invokes it after the last organization. The variable BUCKET names the bucket.

.PARAMETER LambdaInput
The Key of the list of organizations in the bucket, the name of the Run, and Since, when it began.

.OUTPUTS
The ExitCode of the merge.
#>
param([object] $LambdaInput)

# Findings that were not kept are a failure of the function: Step Functions hears of no others.
$ErrorActionPreference = 'Stop'

# Not the folder of root-key-check: a part counts only when it is in the bucket.
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "$($LambdaInput.Run)-merge"

$null = Read-S3Object -BucketName $env:BUCKET -KeyPrefix "parts/$($LambdaInput.Run)" -Folder $folder
$null = Read-S3Object -BucketName $env:BUCKET -Key $LambdaInput.Key -File "$folder-list.json"
$organizations = (Get-Content -LiteralPath "$folder-list.json" -Raw | ConvertFrom-Json).Organization

$merge = @{ Organization = $organizations; InputPath = $folder; OutputPath = "$folder-all.json"; Since = $LambdaInput.Since }
$null = & "$PSScriptRoot/Merge-OrganizationFinding.ps1" @merge
$exitCode = $LASTEXITCODE

Write-S3Object -BucketName $env:BUCKET -Key "findings/$($LambdaInput.Run).json" -File "$folder-all.json"
@{ ExitCode = $exitCode }
