# The Management and Utility commands that the scripts use and the engine's package does not have, with the parameters that they use. Beside
# them the session has ConvertTo-Json and ConvertFrom-Json. A real pwsh runs the same tests with its own, where there is one.

# They take the place of PowerShell's own: parameters that need no work, and what a stand-in changes, are theirs to say.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidOverwritingBuiltInCmdlets', '', Scope = 'Function', Target = '*')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Scope = 'Function', Target = '*')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseOutputTypeCorrectly', '', Scope = 'Function', Target = '*')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Scope = 'Function', Target = '*')]
param()

function Join-Path([string] $Path, [string] $ChildPath) {
    [System.IO.Path]::Combine($Path, $ChildPath)
}

function New-Item {
    [CmdletBinding()]
    param([string] $Path, [string] $ItemType, [switch] $Force)

    [System.IO.Directory]::CreateDirectory($PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path))
}

function Remove-Item {
    [CmdletBinding()]
    param([string] $LiteralPath)

    [System.IO.File]::Delete($LiteralPath)
}

function Test-Path {
    [CmdletBinding()]
    param([string] $LiteralPath)

    [System.IO.Path]::Exists($LiteralPath)
}

function Get-Content {
    [CmdletBinding()]
    param([string] $LiteralPath, [switch] $Raw)

    [System.IO.File]::ReadAllText($LiteralPath)
}

function Write-Error {
    [CmdletBinding()]
    param([System.Management.Automation.ErrorRecord] $ErrorRecord)

    $PSCmdlet.WriteError($ErrorRecord)
}

function Write-Warning {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string] $Message)

    $PSCmdlet.WriteWarning($Message)
}

function Add-Member {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] [psobject] $InputObject, [string] $NotePropertyName, [object] $NotePropertyValue, [switch] $Force)

    process {
        $InputObject.PSObject.Properties.Remove($NotePropertyName)
        $InputObject.PSObject.Properties.Add([psnoteproperty]::new($NotePropertyName, $NotePropertyValue))
    }
}

function Select-Object {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] [string] $InputObject, [switch] $Unique, [switch] $CaseInsensitive)

    begin {
        $seen = [System.Collections.Generic.HashSet[string]]::new(
            ($CaseInsensitive ? [System.StringComparer]::OrdinalIgnoreCase : [System.StringComparer]::Ordinal))
    }

    process {
        if ($seen.Add($InputObject)) {
            $InputObject
        }
    }
}
