#Requires -Version 7.4

<#
.SYNOPSIS
Merges the findings of many organizations, and answers for each organization that was asked.

.DESCRIPTION
Reads the files that Invoke-OrganizationCheck.ps1 has written. An organization whose file is missing, damaged, of another organization or
older than -Since is one finding with Status Error: PartMissing, PartDamaged, PartMisplaced or PartOutdated. A file that nobody asked for
is not read.

Exit code 0: every account passes or is skipped. 3: at least one has a root access key. 2: none has, but something could not be checked.
1: the script itself could not run.

.PARAMETER Organization
The organizations that were asked: all of them, also from the pipeline. One that is named twice counts once.

.PARAMETER InputPath
The folder with the files.

.PARAMETER OutputPath
The file for all findings, as one JSON array.

.PARAMETER Since
When the run began. What was checked before does not count.

.OUTPUTS
The findings, each with its Organization. Send-CisNotification takes them.

.EXAMPLE
Get-Content ./organizations.txt | ./Merge-OrganizationFinding.ps1 -InputPath ./parts -OutputPath ./findings.json | Where-Object Status -ne Pass
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, ValueFromPipeline)]
    [ValidateNotNullOrEmpty()]
    [string[]] $Organization,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $InputPath,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $OutputPath,

    [System.DateTimeOffset] $Since = [System.DateTimeOffset]::MinValue
)

begin {
    $ErrorActionPreference = 'Stop'
    $folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($InputPath)
    $target = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutputPath)
    $asked = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::OrdinalIgnoreCase)
    $findings = [System.Collections.Generic.List[object]]::new()
    $count = @{ Pass = 0; Fail = 0; Skipped = 0; Error = 0 }

    # The findings of a part; throws an id and a reason, separated by a colon, when it cannot answer for the organization.
    function Read-Part([string] $Name, [System.DateTimeOffset] $NotBefore) {
        $path = Join-Path $folder "$Name.json"
        if (-not [System.IO.File]::Exists($path)) {
            throw 'PartMissing: the check has left no findings'
        }

        try {
            $part = [System.IO.File]::ReadAllText($path) | ConvertFrom-Json
            $owner = [string] $part.Organization
            $startedAt = [System.DateTimeOffset] $part.StartedAt
            $found = @($part.Findings)
            $isWhole = $found.Count -gt 0 -and @($found | Where-Object { -not $count.ContainsKey("$($_.Status)") }).Count -eq 0
        }
        catch {
            $isWhole = $false
        }

        if (-not $isWhole) {
            throw 'PartDamaged: its findings cannot be read'
        }

        if ($owner -ne $Name) {
            throw 'PartMisplaced: the findings in its place are of another organization'
        }

        if ($startedAt -lt $NotBefore) {
            throw 'PartOutdated: its findings are of an earlier run'
        }

        $found
    }
}

process {
    foreach ($name in $Organization) {
        if (-not $asked.Add($name)) {
            continue
        }

        try {
            $part = @(Read-Part $name $Since)
            foreach ($finding in $part | Where-Object { -not $_.AccountId }) {
                # What is said of a whole organization does not tell which one.
                $finding.Message = "${name}: $($finding.Message)"
            }
        }
        catch {
            $errorId, $reason = "$_" -match '^(Part\w+): (.+)$' ? $Matches[1, 2] : 'PartDamaged', "$_"
            $part = [pscustomobject]@{
                ControlId = 'cis_v400_1_4'
                Status = 'Error'
                Severity = 'Unknown'
                Message = "Could not check organization ${name}: $reason."
                Source = 'Organizations'
                SourceName = $name
                CheckedAt = [System.DateTimeOffset]::UtcNow
                ErrorId = $errorId
            }
        }

        foreach ($finding in $part) {
            $finding | Add-Member -NotePropertyName Organization -NotePropertyValue $name -Force

            # What Send-CisNotification knows findings of another session by.
            $finding.PSTypeNames.Insert(0, 'Deserialized.RootKeyCompliance.CisFinding')
            $findings.Add($finding)
            $count["$($finding.Status)"]++
            $finding
        }
    }
}

end {
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($target))
    $draft = "$target.$([guid]::NewGuid().ToString('N')).tmp"
    try {
        [System.IO.File]::WriteAllText($draft, (ConvertTo-Json -InputObject $findings -Depth 4 -Compress))
        [System.IO.File]::Move($draft, $target, $true)
    }
    finally {
        Remove-Item -LiteralPath $draft -ErrorAction Ignore
    }

    exit ($count.Fail ? 3 : $count.Error ? 2 : 0)
}
