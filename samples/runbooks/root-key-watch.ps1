#Requires -Version 7.4

<#
.SYNOPSIS
The Lambda function root-key-watch: checks one organization, or one account, on a schedule.

.DESCRIPTION
A script handler of the PowerShell runtime for Lambda: docs/runbooks/lambda.md. The variable BUCKET names the bucket for the reports and the
baseline, TOPIC_ARN the SNS topic that tells people, and SCOPE what is checked: organization, through short root sessions, or account.

.PARAMETER LambdaInput
The event of the schedule. Nothing in it is used.

.OUTPUTS
The ExitCode of Invoke-RootKeyCheck.ps1. A check that could not run, or could not tell, ends the invocation with an error.
#>
param([object] $LambdaInput)

$null = $LambdaInput
$ErrorActionPreference = 'Stop'

# Invocations share the folder for temporary files.
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "root-key-watch-$([guid]::NewGuid())"
try {
    $null = [System.IO.Directory]::CreateDirectory($folder)
    $baseline = Join-Path $folder 'baseline.json'
    if (Get-S3Object -BucketName $env:BUCKET -Key 'root-keys/baseline.json') {
        $null = Read-S3Object -BucketName $env:BUCKET -Key 'root-keys/baseline.json' -File $baseline
    }

    $check = @{
        OutputPath = Join-Path $folder 'reports'
        BaselinePath = $baseline
        Notifier = New-CisNotifier -Sns -TopicArn $env:TOPIC_ARN
        ThrottleLimit = 64
    }
    if ($env:SCOPE -eq 'organization') {
        $check.CentralRootAccess = $true
    }

    $null = & "$PSScriptRoot/Invoke-RootKeyCheck.ps1" @check
    $exitCode = $LASTEXITCODE

    foreach ($report in 'root-keys.html', 'root-keys.json') {
        Write-S3Object -BucketName $env:BUCKET -Key "root-keys/$report" -File (Join-Path $folder "reports/$report")
    }

    # Last: when anything before fails, the next run tells again.
    Write-S3Object -BucketName $env:BUCKET -Key 'root-keys/baseline.json' -File $baseline
    @{ ExitCode = $exitCode }
}
finally {
    [System.IO.Directory]::Delete($folder, $true)
}
