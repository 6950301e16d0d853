#Requires -Version 7.4

<#
.SYNOPSIS
Azure Automation: checks AWS for root access keys, as the role that trusts the managed identity.

.DESCRIPTION
A runbook of its own, in a sandbox or on a hybrid worker: docs/runbooks/azure-automation.md. Asks the managed identity for a token, and signs
in to AWS with it as a web identity. No key of AWS is kept anywhere. The token lies in a file that only the job's user can read, while the
script runs.

The job fails when an account has a root access key or could not be checked; before that everybody has been told.

.PARAMETER RoleArn
The role of AWS that trusts the managed identity.

.PARAMETER Audience
The application ID URI of the Entra application that the token is for, such as api://11111111-2222-3333-4444-555555555555.

.PARAMETER ClientId
The client id of a user-assigned managed identity. Without it: the identity of the Automation account.

.PARAMETER Region
The region of AWS, which settles the partition, too.

.PARAMETER WebhookVariable
The encrypted variable of the Automation account that holds the address of a Slack webhook. Without it people are told in the job's output.

.PARAMETER RoleName
Checks the organization; the role to assume in its accounts.

.PARAMETER CentralRootAccess
Checks the organization; enters its accounts by short sessions of their root users.

.OUTPUTS
The findings that are not Pass.

.EXAMPLE
./Invoke-AzureRootKeyCheck.ps1 -RoleArn arn:aws:iam::111122223333:role/RootKeyAudit -Audience api://11111111-2222-3333-4444-555555555555 -CentralRootAccess
#>
[CmdletBinding(DefaultParameterSetName = 'Account')]
param(
    [Parameter(Mandatory)]
    [ValidatePattern('^arn:[a-z-]+:iam::\d{12}:role/.+$')]
    [string] $RoleArn,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $Audience,

    [string] $ClientId,

    [string] $Region = 'us-east-1',

    [string] $WebhookVariable,

    [Parameter(Mandatory, ParameterSetName = 'Role')]
    [string] $RoleName,

    # A schedule hands over true or false.
    [Parameter(Mandatory, ParameterSetName = 'Root')]
    [bool] $CentralRootAccess
)

$ErrorActionPreference = 'Stop'
if (-not $env:IDENTITY_ENDPOINT) {
    throw 'There is no managed identity here: IDENTITY_ENDPOINT is not set.'
}

$request = @{ resource = $Audience }
if ($ClientId) {
    $request.client_id = $ClientId
}

$headers = @{ Metadata = 'true' }
if ($env:IDENTITY_HEADER) {
    $headers['X-IDENTITY-HEADER'] = $env:IDENTITY_HEADER
}

# Proxies are for what is outside: the endpoint is on this machine.
$answer = Invoke-RestMethod -Uri $env:IDENTITY_ENDPOINT -Method Post -Headers $headers -Body $request -NoProxy -MaximumRetryCount 3 -RetryIntervalSec 2

$folder = [System.IO.Directory]::CreateTempSubdirectory('root-key-check-').FullName
try {
    $options = [System.IO.FileStreamOptions]@{ Mode = 'CreateNew'; Access = 'Write'; Share = 'None' }
    if (-not $IsWindows) {
        $options.UnixCreateMode = 'UserRead, UserWrite'
    }

    $tokenFile = Join-Path $folder 'token'
    $writer = [System.IO.StreamWriter]::new($tokenFile, $options)
    try {
        $writer.Write($answer.access_token)
    }
    finally {
        $writer.Dispose()
    }

    $env:AWS_ROLE_ARN = $RoleArn
    $env:AWS_WEB_IDENTITY_TOKEN_FILE = $tokenFile
    $env:AWS_ROLE_SESSION_NAME = 'RootKeyCompliance'
    $env:AWS_REGION = $Region

    # What is checked goes on when an account fails: its finding says why, and so does the error stream.
    $findings = @(
        if ($RoleName) {
            Get-CisAccount -Organization -ErrorAction Continue | Test-CisRootAccessKey -RoleName $RoleName -ErrorAction Continue
        }
        elseif ($CentralRootAccess) {
            Get-CisAccount -Organization -ErrorAction Continue | Test-CisRootAccessKey -CentralRootAccess -ErrorAction Continue
        }
        else {
            Test-CisRootAccessKey -ErrorAction Continue
        }
    )
}
finally {
    Remove-Item -LiteralPath $folder -Recurse -Force
    $env:AWS_ROLE_ARN = $env:AWS_WEB_IDENTITY_TOKEN_FILE = $env:AWS_ROLE_SESSION_NAME = $null
}

$rest = @($findings | Where-Object Status -NotIn Pass, Skipped)
$rest
$notifier = $WebhookVariable ? (New-CisNotifier -Slack -WebhookUrl (Get-AutomationVariable -Name $WebhookVariable)) : 'default'

# A sandbox shows output, but not the information stream.
$rest | Send-CisNotification -Notifier $notifier -InformationVariable said
$said | ForEach-Object { "$_" }

if ($findings.Count -eq 0 -or $rest.Count -gt 0) {
    throw "$($rest.Count) of $($findings.Count) account(s) have a root access key or could not be checked."
}
