#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0.0' }

<#
.SYNOPSIS
No account of the organization has a root access key: a test for each account.

.DESCRIPTION
Give the parameters by New-PesterContainer -Data. An account with a key fails, and so does one that could not be checked, with its ErrorId. A closed account is skipped,
and one with an exception that is in force. An exception that has expired, is not in order or is not needed any more is a failure of its own.
#>
[System.Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', '', Justification = 'BeforeDiscovery uses them.')]
param(
    # The AWS profile of the management account, or of the delegated administrator; left out: the credentials at hand.
    [string] $ProfileName,

    # The role to enter accounts by; left out: by central root access.
    [string] $RoleName,

    # Credential reports in files, which are checked in place of the organization.
    [string[]] $ReportPath,

    # A CSV file with the columns AccountId, ExpiresOn (yyyy-MM-dd, the last day, UTC) and Reason.
    [string] $ExceptionPath
)

BeforeDiscovery {
    if (-not (Get-Command -Name Test-CisRootAccessKey -ErrorAction Ignore)) {
        # The module of this checkout, where none is installed.
        Import-Module -Name "$PSScriptRoot/../../RootKeyCompliance.psd1"
    }

    # Errors are silent: what could not be listed or checked is a finding, too, and fails below.
    $script:findings = if ($ReportPath) {
        Test-CisRootAccessKey -ReportPath $ReportPath -ErrorAction SilentlyContinue
    }
    else {
        $credential = $ProfileName ? @{ ProfileName = $ProfileName } : @{}
        $access = $RoleName ? @{ RoleName = $RoleName } : @{ CentralRootAccess = $true }
        Get-CisAccount -Organization @credential -ErrorAction SilentlyContinue | Test-CisRootAccessKey @access @credential -ErrorAction SilentlyContinue
    }

    $known = @{}
    $rows = if ($ExceptionPath) { Import-Csv -LiteralPath $ExceptionPath -ErrorAction Stop }
    $script:exceptions = foreach ($row in $rows) {
        $day = [datetime]::MinValue
        $isDay = [datetime]::TryParseExact($row.ExpiresOn, 'yyyy-MM-dd', [cultureinfo]::InvariantCulture, 'None', [ref] $day)
        $exception = @{
            AccountId  = $row.AccountId
            ExpiresOn  = $row.ExpiresOn
            Reason     = $row.Reason
            IsInOrder  = $isDay -and $row.AccountId -match '^\d{12}$' -and -not [string]::IsNullOrWhiteSpace($row.Reason)
            HasExpired = $isDay -and $day -lt [datetime]::UtcNow.Date
            Statuses   = @($findings | Where-Object AccountId -EQ $row.AccountId | ForEach-Object { "$($_.Status)" })
        }

        # Of two of one account each has to stand on its own; one that is in force is enough.
        if ($exception.IsInOrder -and -not $exception.HasExpired) {
            $known[$row.AccountId] = $exception
        }

        $exception
    }

    $script:accounts = foreach ($finding in $findings | Sort-Object -Property AccountId, SourceName) {
        @{
            Name      = @($finding.AccountId, $finding.AccountName, $finding.SourceName | Where-Object { $_ })[0..1] -join ', '
            Finding   = $finding
            Exception = $finding.AccountId ? $known[$finding.AccountId] : $null
        }
    }

    $script:number = @($accounts).Count
}

Describe 'The check' {
    It 'has found accounts to look at' -ForEach @{ Number = $number } {
        $Number | Should -BeGreaterThan 0 -Because 'a check that sees no account must not pass'
    }
}

if ($accounts) {
    Describe 'The root user of' {
        It '<Name> has no access key' -ForEach $accounts {
            $Finding.ErrorId | Should -BeNullOrEmpty -Because $Finding.Message

            if ($Finding.Status -eq 'Skipped') {
                Set-ItResult -Skipped -Because $Finding.Message
            }

            if ($Finding.Status -eq 'Fail' -and $Exception) {
                Set-ItResult -Skipped -Because "there is an exception until $($Exception.ExpiresOn): $($Exception.Reason)"
            }

            $Finding.Status | Should -Be 'Pass' -Because $Finding.Message
        }
    }
}

if ($exceptions) {
    Describe 'The exception of <AccountId>' -ForEach $exceptions {
        It 'is in order' {
            $IsInOrder | Should -BeTrue -Because 'it needs an account of 12 digits, a last day as yyyy-MM-dd, and a reason'
        }

        It 'has not expired' {
            $HasExpired | Should -BeFalse -Because "its last day was $ExpiresOn"
        }

        It 'is still needed' {
            # An account that could not be checked says nothing about it.
            @($Statuses | Where-Object { $_ -in 'Fail', 'Error' }) | Should -Not -BeNullOrEmpty -Because 'the account has no root access key any more, or is not among those that are checked'
        }
    }
}
