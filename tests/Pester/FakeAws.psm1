#Requires -Version 7.4

# What the tests that ask AWS share: tests/RootKeyCompliance.FakeAws as a background process, and an environment without any
# credentials but the test's own.

Set-StrictMode -Version 3.0

$EmptyFolder = Join-Path ([System.IO.Path]::GetTempPath()) "RootKeyCompliance-Pester-$PID"

<#
.SYNOPSIS
Starts the fake AWS on a free port and waits until it listens. Close-FakeServer stops it.

.OUTPUTS
An object with the Url to give to -EndpointUrl, and the Process.
#>
function Open-FakeServer {
    [CmdletBinding()]
    param(
        # Options of the program, such as '--latency-ms', '60000'; '--help' lists them.
        [string[]] $Option = @()
    )

    $program = Get-ChildItem -Path "$PSScriptRoot/../RootKeyCompliance.FakeAws/bin/*/*/RootKeyCompliance.FakeAws.dll" |
        Sort-Object LastWriteTimeUtc | Select-Object -Last 1
    if (-not $program) {
        throw "The fake AWS is not built. Run 'dotnet build' in the repository first."
    }

    # Not 'dotnet run': that would be a process beside the one to stop.
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    foreach ($argument in @($program.FullName, '--port', '0') + $Option) {
        $start.ArgumentList.Add($argument)
    }

    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLineAsync()
    if (-not ($line.Wait(60000) -and $line.Result -match '^listening on (?<url>\S+)$')) {
        $process.Kill()
        throw 'The fake AWS did not start.'
    }

    [pscustomobject]@{ Url = $Matches.url; Process = $process }
}

<#
.SYNOPSIS
Stops a fake AWS.
#>
function Close-FakeServer {
    [CmdletBinding()]
    param(
        # What Open-FakeServer gave; nothing when it failed.
        [Parameter(Position = 0)]
        [AllowNull()]
        [object] $FakeAws
    )

    if ($FakeAws) {
        $FakeAws.Process.Kill()
        $FakeAws.Process.WaitForExit()
        $FakeAws.Process.Dispose()
    }
}

<#
.SYNOPSIS
The keys of the user of a fake account, by the rule that the program prints; to be splatted.
#>
function Get-FakeAwsKey {
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory, Position = 0)]
        [string] $AccountId
    )

    @{ AccessKey = "AKIAUSER$AccountId"; SecretKey = "fake-secret-of-AKIAUSER$AccountId" }
}

<#
.SYNOPSIS
Takes away the credentials, profiles and proxies that this machine may have, so that none of them is found. Returns them, for
Restore-AwsEnvironment.
#>
function Hide-AwsEnvironment {
    [CmdletBinding()]
    param()

    Get-AwsVariable
    Get-AwsVariable | Remove-Item

    # There, empty, and the same for every test file: the SDK looks once in a process where they are, and takes the user's own
    # when they are not there.
    $null = New-Item -Path $EmptyFolder -ItemType Directory -Force
    $env:AWS_SHARED_CREDENTIALS_FILE = New-Item -Path (Join-Path $EmptyFolder 'credentials') -ItemType File -Force
    $env:AWS_CONFIG_FILE = New-Item -Path (Join-Path $EmptyFolder 'config') -ItemType File -Force
    $env:AWS_EC2_METADATA_DISABLED = 'true'
}

<#
.SYNOPSIS
Brings back what Hide-AwsEnvironment took away.
#>
function Restore-AwsEnvironment {
    [CmdletBinding()]
    param(
        [Parameter(Position = 0)]
        [AllowNull()]
        [object[]] $Hidden
    )

    Get-AwsVariable | Remove-Item
    foreach ($variable in $Hidden) {
        Set-Item -Path "Env:$($variable.Name)" -Value $variable.Value
    }

    Remove-Item -LiteralPath $EmptyFolder -Recurse -ErrorAction Ignore
}

function Get-AwsVariable {
    Get-ChildItem Env: | Where-Object Name -Match '^(AWS_.*|HTTPS?_PROXY|ALL_PROXY)$'
}

Export-ModuleMember -Function Open-FakeServer, Close-FakeServer, Get-FakeAwsKey, Hide-AwsEnvironment, Restore-AwsEnvironment
